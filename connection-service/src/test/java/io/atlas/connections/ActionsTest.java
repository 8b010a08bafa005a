package io.atlas.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.connections.Rest.Answer;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ActionFired;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.kafka.Topic;
import io.atlas.model.seal.Binding;
import io.atlas.model.seal.KeyRing;
import io.atlas.model.seal.Opener;
import io.atlas.model.seal.Origin;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class ActionsTest {

  private final Service service = Service.shared();
  private final Rest demo = service.client("demo");
  private final String connection =
      demo.post("/api/v1/connections", Bodies.connection("Orders", "right-secret")).at("/id");

  @Test
  void whatA201ToldIsOnTheTopicWithItsDefaults() {
    Answer created = demo.post("/api/v1/actions", Bodies.action("Create order", connection));

    assertThat(created.status()).as(created.body()).isEqualTo(201);
    assertThat(created.header("ETag")).hasValue("\"1\"");
    assertThat(created.header("Location")).hasValue("/api/v1/actions/" + created.at("/id"));
    assertThat(created.json().at("/timeoutMs").intValue()).isEqualTo(30_000);
    assertThat(created.json().at("/retry/maxAttempts").intValue()).isEqualTo(8);
    assertThat(created.json().at("/flags").size()).isZero();
    service.actions.barrier().join();
    ActionDefinition definition = service.actions.get(created.at("/id"));
    assertThat(definition.accountId()).isEqualTo("demo");
    assertThat(definition.version()).isEqualTo(1);
    assertThat(definition.enabled()).isTrue();
  }

  @Test
  void aChangeRespectsIfMatchAndADeletionLeavesATombstone() {
    String path =
        "/api/v1/actions/"
            + demo.post("/api/v1/actions", Bodies.action("First", connection)).at("/id");

    Answer changed = demo.put(path, Bodies.action("Second", connection), "If-Match", "\"1\"");
    assertThat(changed.status()).as(changed.body()).isEqualTo(200);
    assertThat(changed.header("ETag")).hasValue("\"2\"");
    Answer stale = demo.put(path, Bodies.action("Third", connection), "If-Match", "\"1\"");
    assertThat(stale.status()).isEqualTo(412);
    assertThat(demo.get(path).at("/name")).isEqualTo("Second");
    Answer sentBackWhole = demo.put(path, demo.get(path).body(), "If-Match", "\"2\"");
    assertThat(sentBackWhole.status()).as(sentBackWhole.body()).isEqualTo(200);
    assertThat(demo.delete(path, "If-Match", "\"1\"").status()).isEqualTo(412);
    assertThat(demo.delete(path, "If-Match", "\"3\"").status()).isEqualTo(204);
    assertThat(demo.get(path).status()).isEqualTo(404);
    service.actions.barrier().join();
    assertThat(service.actions.get(path.substring(path.lastIndexOf('/') + 1))).isNull();
  }

  @Test
  void aSecretHeaderIsSealedForItsOriginAndKeptOnlyThere() {
    String body =
        """
        {"name": "Keyed", "method": "GET", "url": "http://localhost:9000/a",
         "headers": [{"name": "X-Api-Key", "secret": true, "value": "k-4711-xyzzy"}]}
        """;
    Answer created = demo.post("/api/v1/actions", body);
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    assertThat(created.body()).doesNotContain("4711");
    String id = created.at("/id");

    String renamed = body.replace("Keyed", "Renamed").replace(", \"value\": \"k-4711-xyzzy\"", "");
    assertThat(demo.put("/api/v1/actions/" + id, renamed).status()).isEqualTo(200);
    assertThat(opened(id)).isEqualTo("k-4711-xyzzy");

    Answer moved =
        demo.put("/api/v1/actions/" + id, renamed.replace("localhost:9000", "127.0.0.1"));
    assertThat(moved.status()).isEqualTo(400);
    assertThat(moved.fields()).containsExactly("headers[0].value");
  }

  private String opened(String id) {
    service.actions.barrier().join();
    var sealed = service.actions.get(id).headers().getFirst().sealedValue();
    var keys = KeyRing.of(KeyRing.privateFile(service.keys, "access-tokens"), Clock.systemUTC());
    var binding = Binding.header("demo", id, Origin.of("http://localhost:9000"));
    return new Opener(keys).open(sealed, binding) instanceof Opener.Opened.Text(var secret)
        ? secret.value()
        : "not to be opened";
  }

  @Test
  void everyBadFieldIsNamed() {
    Answer refused =
        demo.post(
            "/api/v1/actions",
            """
            {"method": "FETCH", "url": "https://{{input.host}}/x", "colour": "red",
             "headers": [{"name": "Host", "value": "x"}, {"name": "A", "value": "{{open"},
                         {"name": "Authorization", "value": "b", "nme": 1}],
             "body": "{{> partial}}", "timeoutMs": 1, "enabled": "yes",
             "retry": {"maxAttempts": 0, "factor": "x"}, "rateLimit": {},
             "authentication": {"type": "CONNECTION"}, "orderingKey": "{{"}
            """);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.fields())
        .containsExactlyInAnyOrder(
            "name",
            "method",
            "colour",
            "headers[0].name",
            "headers[1].value",
            "headers[2].nme",
            "body",
            "timeoutMs",
            "enabled",
            "retry.maxAttempts",
            "retry.factor",
            "rateLimit.perSecond",
            "authentication.connectionId",
            "orderingKey");
  }

  @Test
  void whereATokenGoesMustBeLiteralSecureAndAllowed() {
    String body = Bodies.action("Where", connection);
    Answer templated =
        demo.post("/api/v1/actions", body.replace("localhost:9000", "{{input.host}}"));
    assertThat(templated.status()).isEqualTo(400);
    assertThat(templated.fields()).containsExactly("url");
    Answer plain = demo.post("/api/v1/actions", body.replace("localhost:9000", "93.184.216.34"));
    assertThat(plain.status()).isEqualTo(400);
    assertThat(plain.fields()).containsExactly("url");
    Answer internal =
        demo.post("/api/v1/actions", body.replace("http://localhost:9000", "https://10.0.0.1"));
    assertThat(internal.status()).isEqualTo(422);
    assertThat(internal.at("/code")).isEqualTo("BLOCKED_ADDRESS");
    Answer foreign = demo.post("/api/v1/actions", Bodies.action("Foreign", "f".repeat(32)));
    assertThat(foreign.fields()).containsExactly("authentication.connectionId");
  }

  @Test
  void firingPublishesTheEventWithTheActionsOrderingKey() {
    String body =
        """
        {"name": "Ordered", "method": "PUT", "url": "http://localhost:9000/{{input.id}}",
         "orderingKey": "order-{{input.id}}"}
        """;
    String path = "/api/v1/actions/" + demo.post("/api/v1/actions", body).at("/id");

    String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    Answer own =
        demo.post(path + "/fire", "{\"input\": {\"id\": 7}}", EventHeaders.TRACE_PARENT, trace);
    Answer given = demo.post(path + "/fire", "{\"input\": {\"id\": 7}, \"orderingKey\": \"mine\"}");
    Answer unfit = demo.post(path + "/fire", "{\"input\": {}}");

    assertThat(own.status()).as(own.body()).isEqualTo(202);
    Map<String, ConsumerRecord<String, byte[]>> events =
        Records.byExecution(service.kafka, Topic.ACTION_FIRED);
    assertThat(events.get(own.at("/executionId")).key()).isEqualTo("order-7");
    assertThat(
            EventHeaders.text(
                events.get(own.at("/executionId")).headers(), EventHeaders.TRACE_PARENT))
        .as("the caller's trace goes on")
        .isEqualTo(trace);
    assertThat(events.get(given.at("/executionId")).key()).isEqualTo("mine");
    ActionFired event =
        EventJson.read(events.get(own.at("/executionId")).value(), ActionFired.class);
    assertThat(event.input().get("id").intValue()).isEqualTo(7);
    assertThat(event.firedAt()).isNotNull();
    assertThat(unfit.status()).isEqualTo(400);
    assertThat(unfit.fields()).containsExactly("input");
  }

  @Test
  void aPreviewShowsTheRequestAndWhatDoesNotFit() {
    String preview =
        """
        {"action": %s, "input": {"id": "a b"}}
        """;
    Answer shown =
        demo.post(
            "/api/v1/actions/preview", preview.formatted(Bodies.action("Preview", connection)));
    assertThat(shown.status()).as(shown.body()).isEqualTo(200);
    assertThat(shown.at("/request/url")).isEqualTo("http://localhost:9000/orders/a%20b");
    assertThat(shown.at("/request/body")).isEqualTo("{\"id\": \"a b\"}");
    assertThat(shown.body()).contains("Bearer ••••••");
    Answer unfit =
        demo.post(
            "/api/v1/actions/preview",
            preview.formatted(Bodies.action("Preview", connection)).replace("\"id\": \"a b\"", ""));
    assertThat(unfit.at("/failure/field")).isEqualTo("url");
    assertThat(unfit.at("/failure/message")).contains("input.id");
  }

  @Test
  void aPreviewWithADeletedConnectionSaysSoAndShowsNoToken() {
    String gone =
        demo.post("/api/v1/connections", Bodies.connection("Gone", "right-secret")).at("/id");
    String preview = "{\"action\": " + Bodies.action("Preview", gone) + ", \"input\": {\"id\": 1}}";
    assertThat(demo.post("/api/v1/actions/preview", preview).body()).contains("Bearer");
    String stranger =
        service.client("previews").post("/api/v1/actions/preview", preview).at("/failure/message");
    demo.delete("/api/v1/connections/" + gone);

    Answer shown = demo.post("/api/v1/actions/preview", preview);
    assertThat(shown.status()).as(shown.body()).isEqualTo(200);
    assertThat(shown.at("/failure/field")).isEqualTo("authentication.connectionId");
    assertThat(shown.at("/failure/message")).contains("deleted").isEqualTo(stranger);
    assertThat(shown.body()).doesNotContain("Bearer");
  }

  /** It would be refused by the topic for ever, and everything behind it would wait. */
  @Test
  void whatATopicWouldNotTakeIsRefused() {
    String body =
        """
        {"name": "Large", "method": "POST", "url": "http://localhost:9000/",
         "headers": [{"name": "Content-Type", "value": "text/plain"}],
         "body": "%s"}
        """;
    Answer escaped = demo.post("/api/v1/actions", body.formatted("\\u0001".repeat(200_000)));
    assertThat(escaped.status()).isEqualTo(413);
    assertThat(demo.post("/api/v1/actions", body.formatted("small")).status()).isEqualTo(201);
  }

  @Test
  void aTestFireAnswersWithTheFirstResult() throws Exception {
    String id = demo.post("/api/v1/actions", Bodies.action("Tried", connection)).at("/id");
    try (var caller = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Answer> answer =
          caller.submit(
              () -> demo.post("/api/v1/actions/" + id + "/test-fire", "{\"input\": {\"id\": 1}}"));
      ActionFired fired = await().until(() -> fired(id), Optional::isPresent).orElseThrow();
      publishResult(fired.executionId(), id);

      assertThat(answer.get().status()).as(answer.get().body()).isEqualTo(200);
      assertThat(answer.get().at("/executionId")).isEqualTo(fired.executionId());
      assertThat(answer.get().at("/result/outcome")).isEqualTo("SUCCEEDED");
      assertThat(answer.get().json().at("/result/status").intValue()).isEqualTo(201);
    }
  }

  @Test
  void whatIsNotSavedCanBeFiredOnceAndIsGoneAfterwards() throws Exception {
    String name = "Unsaved " + connection;
    String body = "{\"action\": " + Bodies.action(name, connection) + ", \"input\": {\"id\": 1}}";
    try (var caller = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Answer> answer = caller.submit(() -> demo.post("/api/v1/actions/test-fire", body));
      String id = await().until(() -> idOf(name), Optional::isPresent).orElseThrow();
      ActionFired fired = await().until(() -> fired(id), Optional::isPresent).orElseThrow();
      publishResult(fired.executionId(), id);
      assertThat(answer.get().status()).as(answer.get().body()).isEqualTo(200);
      assertThat(answer.get().at("/result/outcome")).isEqualTo("SUCCEEDED");

      assertThat(demo.get("/api/v1/actions/" + id).status()).isEqualTo(404);
      assertThat(
              Records.of(service.kafka, Topic.ACTIONS).stream()
                  .filter(record -> id.equals(record.key()))
                  .reduce((_, last) -> last)
                  .orElseThrow()
                  .value())
          .as("told that it is gone")
          .isNull();
      ActionDefinition lent =
          Records.of(service.kafka, Topic.ACTIONS).stream()
              .filter(record -> id.equals(record.key()) && record.value() != null)
              .map(record -> EventJson.read(record.value(), ActionDefinition.class))
              .findFirst()
              .orElseThrow();
      assertThat(lent.retry().maxAttempts()).isEqualTo(1);
    }
    Answer refused =
        demo.post("/api/v1/actions/test-fire", "{\"action\": {\"name\": \"\"}, \"input\": 1}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.fields()).contains("action.name", "action.method", "action.url");
  }

  private Optional<String> idOf(String name) {
    return Records.of(service.kafka, Topic.ACTIONS).stream()
        .filter(record -> record.value() != null)
        .filter(
            record -> EventJson.read(record.value(), ActionDefinition.class).name().equals(name))
        .map(record -> String.valueOf(record.key()))
        .findFirst();
  }

  private Optional<ActionFired> fired(String actionId) {
    return Records.of(service.kafka, Topic.ACTION_FIRED).stream()
        .map(record -> EventJson.read(record.value(), ActionFired.class))
        .filter(event -> event.actionId().equals(actionId))
        .findFirst();
  }

  private void publishResult(String executionId, String actionId) {
    ActionExecuted result =
        new ActionExecuted(
            executionId,
            actionId,
            "demo",
            1,
            ActionExecuted.Outcome.SUCCEEDED,
            201,
            null,
            null,
            Instant.now(),
            12,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null);
    try (KafkaProducer<String, byte[]> worker = service.kafka.producer("worker", Map.of())) {
      String topic = service.kafka.name(Topic.ACTION_EXECUTED);
      // Records of the wrong form are passed over.
      for (byte[] wrong : new byte[][] {null, {}, {'{'}, {'4', '2'}, {'[', ']'}}) {
        var _ = worker.send(new ProducerRecord<>(topic, executionId, wrong));
      }
      var _ = worker.send(new ProducerRecord<>(topic, executionId, EventJson.write(result)));
    }
  }

  @Test
  void oneAccountHasSoManyTestFiresUnderWayAndIsToldSo() throws Exception {
    Rest busy = service.client("many-test-fires");
    String id =
        busy.post(
                "/api/v1/actions",
                "{\"name\": \"A\", \"method\": \"GET\", \"url\": \"https://api.example.com/\","
                    + " \"timeoutMs\": 3000}")
            .at("/id");
    // No worker runs here: each waits 8 s for a result.
    List<Future<Answer>> fired = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 14; i++) {
        fired.add(threads.submit(() -> busy.post("/api/v1/actions/" + id + "/test-fire", "{}")));
      }
    }
    List<Integer> statuses = new ArrayList<>();
    for (Future<Answer> answer : fired) {
      statuses.add(answer.get().status());
      if (answer.get().status() == 429) {
        assertThat(answer.get().header("Retry-After")).contains("1");
      }
    }
    assertThat(statuses).containsOnly(202, 429);
    assertThat(statuses.stream().filter(status -> status == 202)).hasSizeBetween(10, 13);
  }
}
