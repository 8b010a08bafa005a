package io.atlas.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.EventTypes;
import io.atlas.model.event.IssuerDiscovery;
import io.atlas.model.event.TokenRequest;
import io.atlas.model.kafka.Topic;
import io.atlas.testing.FailingClients;
import io.atlas.testing.FaultyHttpServer;
import io.atlas.testing.LocalHttp;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Whatever goes on in the background is hit by failures that nobody foresaw, and by records that
 * nobody can use: it goes on, and readiness tells meanwhile.
 */
class BackgroundTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  private static TestInstallation installation;
  private static FaultyHttpServer provider;
  private static int management;

  @BeforeAll
  static void start() {
    installation = new TestInstallation();
    provider =
        FaultyHttpServer.start((_, exchange) ->
            exchange.json(200, "{\"access_token\":\"t\",\"token_type\":\"Bearer\"}"));
    ConfigurableApplicationContext instance =
        installation.startInstance(
            "--spring.kafka.properties.interceptor.classes=" + FailingClients.class.getName());
    management =
        instance.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
    await().atMost(SOON).until(BackgroundTest::isReady);
  }

  @AfterAll
  static void stop() {
    installation.close();
    provider.close();
  }

  private static boolean isReady() {
    return LocalHttp.status(management, "/actuator/health/readiness") == 200;
  }

  private static double failures(String name) {
    return metric("atlas_background_failures_total{name=\"" + name + "\"");
  }

  private static double skipped(String name) {
    return metric("atlas_records_skipped_total{name=\"" + name + "\"");
  }

  private static double metric(String start) {
    return LocalHttp.body(management, "/actuator/prometheus")
        .lines()
        .filter(line -> line.startsWith(start))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .findFirst()
        .orElseThrow(() -> new AssertionError(start));
  }

  private static String connection() {
    String id = UUID.randomUUID().toString();
    installation.save(id, installation.connection(id, 1, provider.url("/token")));
    return id;
  }

  private static boolean testSucceeds() {
    String id = UUID.randomUUID().toString();
    var connection = installation.connection(id, 1, provider.url("/token"));
    return installation.test(installation.credentialTest(connection, id)).ok();
  }

  /** So that its times are moved by all that its sender's clock seems to be behind. */
  private static void sendLongAgo(Topic topic, byte[] value, String type) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(installation.kafka.name(topic), null, 1L, "endless", value);
    EventHeaders.cloudEvent(record.headers(), "endless", type, "/test", Instant.now());
    try (var producer = installation.kafka.producer("long-ago", Map.of())) {
      var _ = producer.send(record);
    }
  }

  @Test
  void requestsForTokens() {
    String id = connection();
    double before = failures("token-requests");
    FailingClients.failOnce(installation.kafka.name(Topic.TOKEN_REQUESTS));
    installation.ask(id, TokenRequest.missing(1, "worker"));
    await().atMost(SOON).until(() -> failures("token-requests") > before);
    await().atMost(SOON).until(() -> !isReady());
    await().atMost(SOON).until(BackgroundTest::isReady);
    installation.ask(id, TokenRequest.missing(1, "worker"));
    assertThat(installation.awaitGrant(id, 0).generation()).isPositive();
  }

  @Test
  void testsOfCredentials() {
    double before = failures("credential-tests");
    FailingClients.failOnce(installation.kafka.name(Topic.CREDENTIAL_TESTS));
    installation.send(Topic.CREDENTIAL_TESTS, "lost", new byte[0], EventTypes.CREDENTIAL_TEST, 0);
    await().atMost(SOON).until(() -> failures("credential-tests") > before);
    await().atMost(SOON).until(() -> !isReady());
    await().atMost(SOON).until(BackgroundTest::isReady);
    assertThat(testSucceeds()).isTrue();
  }

  @Test
  void recordsOfTheWrongForm() {
    double requests = skipped("token-requests");
    double tests = skipped("credential-tests");
    List<String> wrong = List.of("", "{", "{}", "[1]", "42", "{\"deadline\":[]}", "\0\u00ff");
    for (String value : wrong) {
      byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
      installation.send(Topic.TOKEN_REQUESTS, "k", bytes, EventTypes.TOKEN_REQUESTED, 0);
      installation.send(Topic.CREDENTIAL_TESTS, "k", bytes, EventTypes.CREDENTIAL_TEST, 0);
    }
    sendLongAgo(
        Topic.TOKEN_REQUESTS,
        EventJson.write(TokenRequest.test(1, "worker", "endless", Instant.MAX)),
        EventTypes.TOKEN_REQUESTED);
    sendLongAgo(
        Topic.CREDENTIAL_TESTS,
        EventJson.write(new IssuerDiscovery("https://issuer.example", null, Instant.MAX)),
        EventTypes.ISSUER_DISCOVERY);
    await().atMost(SOON).until(() -> skipped("token-requests") == requests + wrong.size() + 1);
    await().atMost(SOON).until(() -> skipped("credential-tests") == tests + wrong.size() + 1);
    assertThat(isReady()).isTrue();
    assertThat(testSucceeds()).isTrue();
  }
}
