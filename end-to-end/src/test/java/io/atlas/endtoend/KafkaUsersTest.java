package io.atlas.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.atlas.embedded.EmbeddedKafka;
import io.atlas.embedded.EmbeddedPostgres;
import io.atlas.embedded.FreePort;
import io.atlas.endtoend.AtlasApi.Answer;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.seal.KeyRing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker where each service is a user of its own, with the rights that are written down. */
class KafkaUsersTest {

  private static final List<String> SERVICES =
      List.of("connection-service", "token-service", "action-worker", "console");
  private static final Pattern TOPIC_ROW =
      Pattern.compile("\\| `([a-z.*-]+)` \\| ([^|]*) \\| ([^|]*) \\|");
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  @DisplayName("The four services work with the rights of docker/kafka-acls.sh and no others")
  void theRightsAreEnough() throws Exception {
    AtlasProcess atlas = AtlasProcess.prepare(directory);
    Path data = Files.createDirectories(atlas.dataDirectory());
    KeyRing.createIfAbsent(data.resolve("keys"), "connection-secrets");
    KeyRing.createIfAbsent(data.resolve("keys"), "access-tokens");
    try (EmbeddedKafka broker =
            EmbeddedKafka.start(data.resolve("kafka"), atlas.port("KAFKA"), withUsers());
        EmbeddedPostgres database =
            EmbeddedPostgres.start(
                data.resolve("postgres"),
                atlas.port("POSTGRES"),
                EmbeddedPostgres.Durability.FAST)) {
      assertThat(database.jdbcUrl()).isNotEmpty();
      try (Admin admin = connection(broker, "admin").admin("acls")) {
        admin.createAcls(KafkaAcls.read().bindings()).all().get();
      }
      var _ = atlas.run("demo-provider");
      run(atlas, "connection-service", "CONNECTION");
      run(atlas, "token-service", "TOKEN");
      run(atlas, "action-worker", "WORKER");
      run(atlas, "console", "CONSOLE");

      everythingIsDoneOnce(atlas);
      aWorkerReadsNoQuestionsAboutSecrets(broker);
    } finally {
      atlas.close();
    }
  }

  private static void everythingIsDoneOnce(AtlasProcess atlas) {
    AtlasApi api = AtlasApi.demo(atlas);
    Answer connection =
        api.post(
            "/connections",
            Map.of(
                "name", "Orders",
                "clientId", "orders-client",
                "clientSecret", "orders-secret",
                "tokenEndpoint", atlas.url("DEMO") + "/oauth2/token",
                "scopes", List.of("orders.read", "orders.write")));
    assertThat(connection.status()).as(connection.body().toString()).isEqualTo(201);
    Map<String, Object> authentication =
        Map.of("type", "CONNECTION", "connectionId", connection.text("id"));
    String order =
        action(
            api,
            Map.of(
                "name",
                "Order",
                "method",
                "POST",
                "url",
                atlas.url("DEMO") + "/orders",
                "headers",
                List.of(Map.of("name", "Content-Type", "value", "application/json")),
                "body",
                "{\"item\":\"lamp\"}",
                "authentication",
                authentication));
    Answer tried = api.post("/actions/" + order + "/test-fire", Map.of("input", Map.of()));
    assertThat(tried.status()).as(tried.body().toString()).isEqualTo(200);
    assertThat(tried.body().at("/result/outcome").asString()).isEqualTo("SUCCEEDED");

    // Nobody listens there: retried by way of a delay topic, in order too, and then dead.
    String away =
        action(
            api,
            Map.of(
                "name",
                "Away",
                "method",
                "GET",
                "url",
                "http://localhost:" + FreePort.find() + "/",
                "retry",
                Map.of("maxAttempts", 2, "firstDelayMs", 1_000)));
    for (Map<String, Object> event :
        List.<Map<String, Object>>of(
            Map.of("input", Map.of()), Map.of("input", Map.of(), "orderingKey", "k"))) {
      Answer fired = api.post("/actions/" + away + "/fire", event);
      String execution = "/executions/" + fired.text("executionId");
      await()
          .atMost(SOON)
          .untilAsserted(() ->
              assertThat(api.getConsole(execution).body().at("/execution/outcome").asString(""))
                  .isEqualTo("FAILED"));
      // The dead letter is stored by another reader than the result.
      await()
          .atMost(SOON)
          .until(() -> api.postConsole(execution + "/replay", Map.of()).status() < 300);
    }
  }

  private static String action(AtlasApi api, Map<String, Object> body) {
    Answer created = api.post("/actions", body);
    assertThat(created.status()).as(created.body().toString()).isEqualTo(201);
    return created.text("id");
  }

  private static void aWorkerReadsNoQuestionsAboutSecrets(EmbeddedKafka broker) {
    try (var consumer = connection(broker, "action-worker").consumer("curious", Map.of())) {
      List<TopicPartition> questions = List.of(new TopicPartition("atlas.credential-tests", 0));
      consumer.assign(questions);
      consumer.seekToBeginning(questions);
      assertThatThrownBy(() -> consumer.poll(Duration.ofSeconds(10)))
          .isInstanceOf(TopicAuthorizationException.class);
    }
  }

  @Test
  void theRightsAreThoseOfTheTable() throws Exception {
    KafkaAcls acls = KafkaAcls.read();
    String manual = Files.readString(Path.of("../docs/operations.md"));
    List<String[]> rows =
        TOPIC_ROW
            .matcher(manual.substring(manual.indexOf("## Who reads and writes")))
            .results()
            .map(row -> new String[] {row.group(1), row.group(2), row.group(3)})
            .toList();
    assertThat(rows).hasSize(15);
    for (String[] row : rows) {
      String topic = "atlas." + row[0].replace("*", "");
      for (String service : SERVICES) {
        assertThat(acls.allows(service, "Write", topic))
            .as("%s writes %s", service, topic)
            .isEqualTo(row[1].contains(service));
        assertThat(acls.allows(service, "Read", topic))
            .as("%s reads %s", service, topic)
            .isEqualTo(row[2].contains(service));
      }
    }
  }

  private static void run(AtlasProcess atlas, String service, String port) {
    Map<String, String> asItself =
        Map.of(
            "SPRING_KAFKA_PROPERTIES_SECURITY_PROTOCOL", "SASL_PLAINTEXT",
            "SPRING_KAFKA_PROPERTIES_SASL_MECHANISM", "PLAIN",
            "SPRING_KAFKA_PROPERTIES_SASL_JAAS_CONFIG", login(service));
    var _ = atlas.run(service, asItself, "--port", Integer.toString(atlas.port(port)));
  }

  private static KafkaConnection connection(EmbeddedKafka broker, String user) {
    return new KafkaConnection(
        broker.bootstrapServers(),
        KafkaConnection.DEFAULT_PREFIX,
        Map.of(
            "security.protocol", "SASL_PLAINTEXT",
            "sasl.mechanism", "PLAIN",
            "sasl.jaas.config", login(user)));
  }

  private static String login(String user) {
    return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"of-%s\";"
        .formatted(user, user);
  }

  private static Map<String, String> withUsers() {
    StringBuilder users =
        new StringBuilder("org.apache.kafka.common.security.plain.PlainLoginModule required");
    users.append(" username=\"admin\" password=\"of-admin\" user_admin=\"of-admin\"");
    SERVICES.forEach(user -> users.append(" user_%s=\"of-%s\"".formatted(user, user)));
    return Map.of(
        "listener.security.protocol.map", "CLIENTS:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
        "sasl.enabled.mechanisms", "PLAIN",
        "sasl.mechanism.inter.broker.protocol", "PLAIN",
        "listener.name.clients.plain.sasl.jaas.config", users.append(';').toString(),
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        // The controller's own listener knows no users.
        "super.users", "User:admin;User:ANONYMOUS");
  }
}
