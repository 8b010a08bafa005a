package io.atlas.endtoend;

import static io.atlas.endtoend.AtlasProcess.ORDERS_SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.embedded.FreePort;
import io.atlas.model.client.ActionPublisher;
import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.model.event.ActionFired;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.kafka.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The main job, from outside: REST and Kafka alone, against the quickstart in a process of its own.
 */
class QuickstartTest {

  private static final Duration SOON = Duration.ofSeconds(30);

  private static final AtlasProcess atlas = AtlasProcess.shared();
  private static final AtlasApi api = AtlasApi.demo(atlas);

  @Test
  void theFirstStartFiresAFewEventsAndPrintsTheirResults() {
    await()
        .atMost(SOON)
        .until(() ->
            atlas.output().stream()
                    .filter(line -> line.contains("SUCCEEDED") && line.contains("Create order"))
                    .count()
                >= 5);
  }

  @Test
  @DisplayName("I7: wrong credentials are refused with the provider's words, and nothing is stored")
  void aWrongSecretStoresNothing() {
    int before = api.get("/connections?limit=200").body().path("items").size();

    AtlasApi.Answer refused =
        api.post("/connections", Orders.connection(atlas, "Wrong", "not-the-secret"));

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text("code")).isEqualTo("CREDENTIALS");
    assertThat(refused.text("providerError")).isEqualTo("invalid_client");
    assertThat(refused.text("hint")).isNotBlank();
    assertThat(refused.body().path("latencyMs").asLong()).isNotNegative();
    assertThat(refused.raw().body()).doesNotContain("not-the-secret");
    assertThat(api.get("/connections?limit=200").body().path("items").size()).isEqualTo(before);
  }

  @Test
  @DisplayName("I3: a thousand events on a new connection need no token beyond its test's")
  void aThousandEventsAreAThousandOrdersAndOneToken() {
    long tokensBefore = api.demoCount("/token-requests/count").path("orders-client").asLong();
    String connectionId =
        created(api.post("/connections", Orders.connection(atlas, "Orders", ORDERS_SECRET)));
    String actionId =
        created(api.post("/actions", Orders.action(atlas, "Thousand orders", connectionId)));
    List<ActionExecuted> results;
    try (Results executed = new Results(atlas.kafka());
        ActionPublisher publisher = ActionPublisher.connect(atlas.kafka(), "/test")) {
      for (int i = 0; i < 1_000; i++) {
        var _ = publisher.publish(ActionFired.of(actionId, Orders.order("lamp-" + i)));
      }
      await().atMost(SOON).until(() -> executed.succeeded(actionId) >= 1_000);
      results = executed.of(result -> result.actionId().equals(actionId));
    }

    assertThat(results.size()).isEqualTo(1_000);
    assertThat(results.stream().filter(result -> result.outcome() != Outcome.SUCCEEDED).count())
        .isZero();
    assertThat(results.stream().map(ActionExecuted::executionId).distinct()).hasSize(1_000);
    assertThat(ordersOf("lamp-")).isEqualTo(1_000);
    long tokens =
        api.demoCount("/token-requests/count").path("orders-client").asLong() - tokensBefore;
    assertThat(tokens).as("the test's own token, adopted").isEqualTo(1);
  }

  @Test
  void aDeletedConnectionFlagsItsActionsAndTheirEventsAreKept() {
    String connectionId =
        created(api.post("/connections", Orders.connection(atlas, "Short-lived", ORDERS_SECRET)));
    String actionId = created(api.post("/actions", Orders.action(atlas, "Orphan", connectionId)));

    AtlasApi.Answer deleted = api.delete("/connections/" + connectionId);

    assertThat(deleted.status()).isEqualTo(200);
    assertThat(deleted.body().path("flaggedActions").path(0).path("id").asString())
        .isEqualTo(actionId);
    assertThat(api.get("/actions/" + actionId).body().path("flags").path(0).path("code").asString())
        .isEqualTo("CONNECTION_DELETED");
    try (Results executed = new Results(atlas.kafka())) {
      String executionId =
          api.post("/actions/" + actionId + "/fire", Map.of("input", Map.of("item", "none")))
              .text("executionId");
      await()
          .atMost(SOON)
          .until(() ->
              !executed
                  .of(result ->
                      result.executionId().equals(executionId)
                          && result.outcome() == Outcome.FAILED
                          && result.category() == FailureCategory.CONNECTION_DELETED)
                  .isEmpty());
      assertThat(deadReason(executionId)).isEqualTo("CONNECTION_DELETED");
    }
  }

  @Test
  void whatCannotBeReadIsDeadLetteredAndThePartitionGoesOn() {
    String actionId = created(api.post("/actions", Orders.countAction(atlas)));
    try (Results executed = new Results(atlas.kafka());
        KafkaProducer<String, byte[]> producer = atlas.kafka().producer("bad-input", Map.of())) {
      String topic = atlas.kafka().name(Topic.ACTION_FIRED);
      List<byte @Nullable []> bad = new ArrayList<>();
      bad.add("{not json".getBytes(StandardCharsets.UTF_8));
      bad.add(EventJson.write(Map.of("actionId", "nobody-knows-it")));
      bad.add(null);
      bad.add(EventJson.write(Map.of("actionId", actionId, "input", "x".repeat(2 * 1024 * 1024))));
      for (byte[] value : bad) {
        var _ = producer.send(new ProducerRecord<>(topic, 3, null, value));
      }
      var _ =
          producer.send(
              new ProducerRecord<>(topic, 3, null, EventJson.write(Map.of("actionId", actionId))));
      producer.flush();

      await().atMost(SOON).until(() -> executed.succeeded(actionId) == 1);
      await()
          .atMost(SOON)
          .until(() ->
              executed.of(result -> result.category() == FailureCategory.UNREADABLE_EVENT).size()
                  >= 3);
      assertThat(executed.of(result -> result.category() == FailureCategory.UNKNOWN_ACTION))
          .hasSize(1);
    }
  }

  @Test
  void nothingOfOneAccountIsVisibleToAnother() {
    String connectionId =
        created(api.post("/connections", Orders.connection(atlas, "Mine", ORDERS_SECRET)));
    String actionId = created(api.post("/actions", Orders.action(atlas, "Mine", connectionId)));
    AtlasApi other = new AtlasApi(atlas, "other-cli", "other-cli-secret");

    assertThat(other.get("/connections").body().path("items").size()).isZero();
    assertThat(other.get("/actions").body().path("items").size()).isZero();
    assertThat(other.get("/connections/" + connectionId).status()).isEqualTo(404);
    assertThat(other.get("/actions/" + actionId).status()).isEqualTo(404);
    assertThat(other.delete("/connections/" + connectionId).status()).isEqualTo(404);
    assertThat(other.post("/actions/" + actionId + "/fire", Map.of()).status()).isEqualTo(404);
    assertThat(other.post("/actions", Orders.action(atlas, "Theft", connectionId)).status())
        .isBetween(400, 422);
    assertThat(other.getConsole("/executions?actionId=" + actionId).body().path("items").size())
        .isZero();
  }

  @Test
  void badFieldsAreNamed() {
    Map<String, Object> ill = new HashMap<>(Orders.connection(atlas, "Ill", ORDERS_SECRET));
    ill.put("tokenEndpoint", "ftp://example.com/token");
    ill.put("colour", "blue");
    ill.remove("clientId");

    AtlasApi.Answer refused = api.post("/connections", ill);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body().path("errors").findValuesAsString("field"))
        .contains("tokenEndpoint", "colour", "clientId");
  }

  @Test
  void aPersonCancelsARetry() {
    Map<String, Object> action =
        Map.of(
            "name",
            "Nobody listens",
            "method",
            "POST",
            "url",
            "http://localhost:" + FreePort.find() + "/orders",
            "retry",
            Map.of("maxAttempts", 5, "firstDelayMs", 10_000, "factor", 1));
    String actionId = created(api.post("/actions", action));
    String executionId =
        api.post("/actions/" + actionId + "/fire", Map.of("input", Map.of())).text("executionId");
    String path = "/executions/" + executionId;
    await().atMost(SOON).until(() -> outcome(path).equals("RETRYING"));
    assertThat(api.deleteConsole("/executions/nobodys/retry").status()).isEqualTo(404);

    AtlasApi.Answer cancelled = api.deleteConsole(path + "/retry");

    assertThat(cancelled.status()).as(cancelled.raw().body()).isEqualTo(202);
    await().atMost(SOON).until(() -> outcome(path).equals("FAILED"));
    AtlasApi.Answer after = api.getConsole(path);
    assertThat(after.body().at("/execution/category").asString()).isEqualTo("CANCELLED");
    assertThat(after.body().at("/attempts").size()).isEqualTo(2);
    await().atMost(SOON).until(() -> "CANCELLED".equals(deadReason(executionId)));
    assertThat(api.deleteConsole(path + "/retry").status()).isEqualTo(409);
  }

  private static String outcome(String path) {
    return api.getConsole(path).body().at("/execution/outcome").asString("");
  }

  @Test
  void aConnectionsRateHoldsForAllItsActions() {
    Map<String, Object> paced = new HashMap<>(Orders.connection(atlas, "Paced", ORDERS_SECRET));
    paced.put("rateLimit", Map.of("perSecond", 5));
    String connectionId = created(api.post("/connections", paced));
    List<String> actions =
        List.of(
            created(api.post("/actions", Orders.action(atlas, "Paced 1", connectionId))),
            created(api.post("/actions", Orders.action(atlas, "Paced 2", connectionId))));
    try (Results executed = new Results(atlas.kafka());
        ActionPublisher publisher = ActionPublisher.connect(atlas.kafka(), "/test")) {
      for (int i = 0; i < 20; i++) {
        var _ = publisher.publish(ActionFired.of(actions.get(i % 2), Orders.order("paced-" + i)));
      }
      await().atMost(SOON).until(() -> actions.stream().mapToLong(executed::succeeded).sum() == 20);
      List<ActionExecuted> results =
          executed.of(result ->
              actions.contains(result.actionId()) && result.outcome() == Outcome.SUCCEEDED);
      List<Instant> starts = results.stream().map(ActionExecuted::startedAt).sorted().toList();
      assertThat(Duration.between(starts.getFirst(), starts.getLast()))
          .isGreaterThan(Duration.ofMillis(3_500));
    }
  }

  @Test
  void theProvidersScopesAreDiscovered() {
    AtlasApi.Answer found = api.post("/discover", Map.of("issuer", atlas.url("DEMO")));
    assertThat(found.status()).as(found.raw().body()).isEqualTo(200);
    assertThat(found.body().path("scopes").toString()).contains("orders.read", "orders.write");
  }

  private static @Nullable String deadReason(String executionId) {
    return Topics.readAll(atlas.kafka(), Topic.ACTION_DEAD).stream()
        .filter(record -> executionId.equals(record.key()))
        .map(record -> EventHeaders.text(record.headers(), EventHeaders.REASON))
        .findFirst()
        .orElse(null);
  }

  /** Orders that the results say were accepted: the demo API's count is shared by all tests. */
  private static long ordersOf(String itemPrefix) {
    return api.demoCount("/orders/count?itemPrefix=" + itemPrefix).path("count").asLong();
  }

  private static String created(AtlasApi.Answer answer) {
    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(201);
    assertThat(answer.raw().headers().firstValue("Location")).isPresent();
    return answer.text("id");
  }
}
