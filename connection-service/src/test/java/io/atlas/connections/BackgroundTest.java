package io.atlas.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.connections.Rest.Answer;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.SecretPromotion;
import io.atlas.model.event.SecretPromotion.Reason;
import io.atlas.model.event.TokenState;
import io.atlas.model.kafka.Topic;
import io.atlas.model.seal.SealedText;
import io.atlas.testing.FailingClients;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Whatever goes on in the background is hit by failures that nobody foresaw, and by records that
 * nobody can use: it goes on, and readiness tells meanwhile.
 */
class BackgroundTest {

  private static Service service;
  private static Rest demo;
  private static KafkaProducer<String, byte[]> producer;

  @BeforeAll
  static void start() {
    service =
        Service.start(
            "--spring.kafka.properties.interceptor.classes=" + FailingClients.class.getName());
    demo = service.client("demo");
    producer = service.kafka.producer("background-test", Map.of());
  }

  @AfterAll
  static void stop() throws InterruptedException {
    producer.close();
    service.close();
  }

  private static String connection() {
    Answer created =
        demo.post(
            "/api/v1/connections",
            Bodies.connection("C", "right-secret")
                .replace("\"scopes\"", "\"nextClientSecret\": \"next\", \"scopes\""));
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    return created.at("/id");
  }

  private static Answer rename(String id, String name) {
    return demo.patch("/api/v1/connections/" + id, "{\"name\": \"" + name + "\"}");
  }

  private static Answer management(String path) {
    return new Rest(Service.managementPort(service.context()), null).get(path);
  }

  private static boolean isReady() {
    return management("/actuator/health/readiness").status() == 200;
  }

  private static double metric(String name) {
    return management("/actuator/prometheus")
        .body()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name));
  }

  private static void awaitTold(String thread, double failuresBefore) {
    await().until(() -> failures(thread) > failuresBefore);
    await().until(() -> !isReady());
  }

  private static double failures(String thread) {
    return metric("atlas_background_failures_total{name=\"" + thread + "\"");
  }

  private static double skipped(String reader) {
    return metric("atlas_records_skipped_total{name=\"" + reader + "\"");
  }

  private static void execute(String sql) throws SQLException {
    try (var database = DriverManager.getConnection(service.database);
        var statement = database.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void send(Topic topic, String key, byte[] value) {
    try {
      producer.send(new ProducerRecord<>(service.kafka.name(topic), key, value)).get();
    } catch (ExecutionException | InterruptedException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static List<byte[]> ofWrongForm() {
    return Stream.of("", "null", "{", "[1]", "42", "{\"reason\":7}", "\0\u00ff")
        .map(text -> text.getBytes(StandardCharsets.ISO_8859_1))
        .toList();
  }

  @Test
  void theRelayOfTheOutbox() throws Exception {
    String id = connection();
    // As a newer version may have: its own relays send it.
    execute(
        "INSERT INTO connections.outbox (topic, key, type, created_at)"
            + " VALUES ('NO_SUCH_TOPIC', 'k', 't', now())");
    assertThat(rename(id, "behind what stays").status()).isEqualTo(200);
    assertThat(service.connection(id).name()).isEqualTo("behind what stays");
    execute("DELETE FROM connections.outbox WHERE topic = 'NO_SUCH_TOPIC'");

    double before = failures("outbox-relay");
    FailingClients.failOnce(service.kafka.name(Topic.CONNECTIONS));
    assertThat(rename(id, "after an error").status()).isEqualTo(200);
    assertThat(failures("outbox-relay")).isEqualTo(before + 1);
    assertThat(service.connection(id).name()).isEqualTo("after an error");
    await().until(BackgroundTest::isReady);
  }

  @Test
  void promotionsOfSecrets() throws Exception {
    String id = connection();
    ConnectionState state = service.connection(id);
    double before = failures("secret-promotions");
    execute(
        "UPDATE connections.connection SET state = '{\"name\":\"n\",\"tokenEndpoint\":\"t\"}' WHERE id = '"
            + id
            + "'");
    SealedText next = state.settings().sealedNextSecret();
    SecretPromotion promotion =
        new SecretPromotion(Reason.PROMOTED, "demo", state.sealedSecret(), next);
    send(Topic.SECRET_PROMOTIONS, id, EventJson.write(promotion));
    awaitTold("secret-promotions", before);
    execute(
        "UPDATE connections.connection SET state = '%s' WHERE id = '%s'"
            .formatted(new String(EventJson.write(state), StandardCharsets.UTF_8), id));
    await().until(() -> service.connection(id).version() == 2);
    await().until(BackgroundTest::isReady);
    assertThat(service.connection(id).sealedSecret()).isEqualTo(next);

    double beforeError = failures("secret-promotions");
    FailingClients.failOnce(service.kafka.name(Topic.SECRET_PROMOTIONS));
    SecretPromotion back = new SecretPromotion(Reason.RESEALED, "demo", next, state.sealedSecret());
    send(Topic.SECRET_PROMOTIONS, id, EventJson.write(back));
    awaitTold("secret-promotions", beforeError);
    await().until(() -> service.connection(id).version() == 3);
    await().until(BackgroundTest::isReady);
  }

  @Test
  void promotionsOfTheWrongForm() {
    String id = connection();
    ConnectionState state = service.connection(id);
    SealedText next = state.settings().sealedNextSecret();
    double before = skipped("secret-promotions");
    ofWrongForm().forEach(value -> send(Topic.SECRET_PROMOTIONS, id, value));
    send(Topic.SECRET_PROMOTIONS, id, null);
    byte[] good =
        EventJson.write(new SecretPromotion(Reason.PROMOTED, "demo", state.sealedSecret(), next));
    send(Topic.SECRET_PROMOTIONS, null, good);
    // What no database takes, whoever tries.
    send(Topic.SECRET_PROMOTIONS, "a\0b", good);
    send(
        Topic.SECRET_PROMOTIONS,
        id,
        EventJson.write(new SecretPromotion(Reason.PROMOTED, "a\0", state.sealedSecret(), next)));
    send(Topic.SECRET_PROMOTIONS, id, good);
    await().until(() -> service.connection(id).version() == 2);
    await().untilAsserted(() -> assertThat(skipped("secret-promotions")).isEqualTo(before + 11));
    assertThat(isReady()).isTrue();
  }

  @Test
  void responsesOfTheTokenService() {
    double before = failures("credential-test-results");
    FailingClients.failOnce(service.kafka.name(Topic.CREDENTIAL_TEST_RESULTS));
    send(Topic.CREDENTIAL_TEST_RESULTS, "nobody", new byte[0]);
    awaitTold("credential-test-results", before);
    await().until(BackgroundTest::isReady);
    assertThat(connection()).isNotEmpty();
  }

  @Test
  void responsesOfTheWrongForm() {
    double before = skipped("credential-test-results");
    service.tokenService.beforeEachResult(
        id -> ofWrongForm().forEach(value -> send(Topic.CREDENTIAL_TEST_RESULTS, id, value)));
    try {
      assertThat(connection()).isNotEmpty();
    } finally {
      service.tokenService.beforeEachResult(id -> {});
    }
    send(Topic.CREDENTIAL_TEST_RESULTS, null, new byte[] {1});
    assertThat(skipped("credential-test-results")).isEqualTo(before + ofWrongForm().size());
    assertThat(isReady()).isTrue();
  }

  @Test
  void theHealthOfConnections() throws Exception {
    String id = connection();
    TokenServiceStandIn tokens = service.tokenService;
    tokens.publish(id, TokenState.granted(tokens.grant(id, 1)));
    await().until(() -> !shown(id).json().at("/lastTokenAt").isNull());
    double before = failures("token-watch");
    execute(
        "UPDATE connections.connection_health SET denial = '[]' WHERE connection_id = '"
            + id
            + "'");
    TokenState refused = new TokenState(null, tokens.denial(1, CredentialCategory.CREDENTIALS));
    tokens.publish(id, refused);
    awaitTold("token-watch", before);
    execute(
        "UPDATE connections.connection_health SET denial = NULL WHERE connection_id = '"
            + id
            + "'");
    await().until(() -> shown(id).at("/status").equals("FAILING"));
    await().until(BackgroundTest::isReady);
  }

  @Test
  void tokensOfTheWrongForm() {
    String id = connection();
    TokenServiceStandIn tokens = service.tokenService;
    double before = skipped("token-watch");
    ofWrongForm().forEach(value -> send(Topic.TOKENS, id, value));
    TokenState.Denial denial = tokens.denial(1, CredentialCategory.CREDENTIALS);
    TokenState unstorable =
        new TokenState(
            null,
            new TokenState.Denial(
                1, denial.category(), "a\0b", denial.summary(), denial.hint(), denial.retryAt()));
    String other = connection();
    tokens.publish(id, unstorable);
    tokens.publish(other, new TokenState(null, denial));
    await().until(() -> shown(other).at("/status").equals("FAILING"));
    assertThat(skipped("token-watch")).isEqualTo(before + ofWrongForm().size());
    assertThat(isReady()).isTrue();
  }

  private static Answer shown(String id) {
    return demo.get("/api/v1/connections/" + id);
  }
}
