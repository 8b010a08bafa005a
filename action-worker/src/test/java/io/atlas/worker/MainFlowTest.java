package io.atlas.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.model.event.ActionFired;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.event.TokenRequest;
import io.atlas.model.kafka.Topic;
import io.atlas.testing.FaultyHttpServer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The main flow against a real broker and real sockets. */
class MainFlowTest {

  private static World world;
  private static FaultyHttpServer target;

  @BeforeAll
  static void start() {
    world = new World();
    target = FaultyHttpServer.start(FaultyHttpServer.always(200, "{\"ok\":true}"));
    world.startWorker();
  }

  @AfterAll
  static void stop() {
    world.close();
    target.close();
  }

  @Test
  void anEventBecomesARequestAndAResult() {
    String action =
        world.action(
            World.to(target.url("/plain/{{input.id}}"))
                .headers(new ActionDefinition.Header("X-Run", "{{execution.id}}", false, null))
                .build());
    String execution = world.fire(action, "{'id':'7','n':1}");

    ActionExecuted result = onlyResult(execution);
    assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(result.status()).isEqualTo(200);
    assertThat(result.accountId()).isEqualTo(World.ACCOUNT);
    assertThat(result.attempt()).isEqualTo(1);
    assertThat(result.response().body()).isEqualTo("{\"ok\":true}");
    assertThat(result.timings().total()).isPositive();
    FaultyHttpServer.Request request = requestsTo("/plain/7").get(0);
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.body()).isEqualTo("{\"id\":\"7\",\"n\":1}");
    assertThat(request.header("content-type")).isEqualTo("application/json");
    assertThat(request.header("idempotency-key")).isEqualTo(execution);
    assertThat(request.header("x-run")).isEqualTo(execution);
    assertThat(request.header("host")).isEqualTo("localhost:" + target.port());
  }

  @Test
  void aTokenIsAskedForOnceAndAttached() {
    String connection = world.connection();
    String action = world.action(World.to(target.url("/token")).connection(connection).build());
    List<String> executions =
        java.util.stream.IntStream.range(0, 20).mapToObj(i -> world.fire(action, "{}")).toList();
    await().untilAsserted(() -> assertThat(world.requestsFor(connection)).isNotEmpty());
    world.token(connection, "secret-token-1", 1, 1_000);

    for (String execution : executions) {
      ActionExecuted result = onlyResult(execution);
      assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
      assertThat(result.tokenGeneration()).isEqualTo(1_000);
      assertThat(result.request().headers()).containsEntry("Authorization", "Bearer [redacted]");
    }
    assertThat(world.requestsFor(connection))
        .hasSize(1)
        .allMatch(request -> request.reason() == TokenRequest.Reason.MISSING);
    assertThat(requestsTo("/token"))
        .hasSize(20)
        .allMatch(request -> request.header("authorization").equals("Bearer secret-token-1"));
  }

  @Test
  void unreadableEventsAndUnknownActionsAreDeadLetteredAndThePartitionGoesOn() {
    String action = world.action(World.to(target.url("/after")).build());
    // One key, so one partition.
    world.raw("k", "{not json".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    world.raw("k", null);
    byte[] large = new byte[2 << 20];
    Arrays.fill(large, (byte) ' ');
    world.raw("k", large);
    world.raw("k", "{\"input\":{}}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    String unknown = world.fire("no-such-action", "{}", "k");
    String after = world.fire(action, "{}", "k");

    assertThat(onlyResult(after).outcome()).isEqualTo(Outcome.SUCCEEDED);
    ActionExecuted failed = onlyResult(unknown);
    assertThat(failed.category()).isEqualTo(FailureCategory.UNKNOWN_ACTION);
    assertThat(failed.accountId()).isNull();
    assertThat(reason(world.deadOf(unknown).get(0))).isEqualTo("UNKNOWN_ACTION");
    await()
        .untilAsserted(() ->
            assertThat(world.dead.records)
                .filteredOn(record -> "UNREADABLE_EVENT".equals(reason(record)))
                .hasSize(4)
                .allSatisfy(record -> {
                  ActionExecuted result = onlyResult(record.key());
                  assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
                  assertThat(result.category()).isEqualTo(FailureCategory.UNREADABLE_EVENT);
                }));
  }

  @Test
  void aDeletedActionsRetryEndsForTheAccountThatSawItBegin() {
    try (FaultyHttpServer down = FaultyHttpServer.start(FaultyHttpServer.always(503, "{}"))) {
      String action = world.action(World.to(down.url("/x")).retry(5, 3_000, 1, 60_000).build());
      String execution = world.fire(action, "{}");
      await().untilAsserted(() -> assertThat(world.resultsOf(execution)).hasSize(1));
      String account = world.resultsOf(execution).getFirst().accountId();
      assertThat(account).isNotNull();
      world.deleteAction(action);
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> {
            ActionExecuted last = world.resultsOf(execution).getLast();
            assertThat(last.category()).isEqualTo(FailureCategory.UNKNOWN_ACTION);
            assertThat(last.accountId()).isEqualTo(account);
          });
    }
  }

  @Test
  void aServerErrorIsRetriedAndThenSucceeds() {
    AtomicInteger calls = new AtomicInteger();
    try (FaultyHttpServer shaky =
        FaultyHttpServer.start(
            (request, exchange) -> exchange.json(calls.incrementAndGet() < 3 ? 503 : 200, "{}"))) {
      String action = world.action(World.to(shaky.url("/x")).retry(5, 50, 1, 60_000).build());
      String execution = world.fire(action, "{}");
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() ->
              assertThat(world.resultsOf(execution))
                  .extracting(ActionExecuted::outcome)
                  .containsExactly(Outcome.RETRYING, Outcome.RETRYING, Outcome.SUCCEEDED));
      assertThat(world.resultsOf(execution))
          .extracting(ActionExecuted::attempt)
          .containsExactly(1, 2, 3);
      assertThat(shaky.requests())
          .allMatch(request -> request.header("idempotency-key").equals(execution));
    }
  }

  @Test
  void aDeadLetterKeepsTheEventAndItsKey() {
    String action = world.action(World.to(target.url("/{{input.missing}}")).build());
    String execution = world.fire(action, "{'a':1}", "customer-1");
    ActionExecuted result = onlyResult(execution);
    assertThat(result.category()).isEqualTo(FailureCategory.TEMPLATE);
    assertThat(result.diagnosis().summary()).contains("{{input.missing}}");
    ConsumerRecord<String, byte[]> dead = world.deadOf(execution).get(0);
    assertThat(EventJson.MAPPER.readTree(dead.value()).get("input").get("a").asInt()).isEqualTo(1);
    assertThat(EventHeaders.text(dead.headers(), EventHeaders.ORDERING_KEY))
        .isEqualTo("customer-1");
  }

  @Test
  void anEventThatGrewOldWhileItsActionWasDisabledSaysSo() {
    String action = world.action(World.to(target.url("/off")).disabled().build());
    Instant longAgo = Instant.now().minus(Duration.ofDays(2));
    String execution = UUID.randomUUID().toString();
    world.raw(null, EventJson.write(new ActionFired(action, null, execution, null, longAgo)));
    ActionExecuted result = onlyResult(execution);
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.diagnosis().summary()).contains("while the action was disabled");
    assertThat(result.diagnosis().hint()).contains("Enable the action");
    assertThat(requestsTo("/off")).isEmpty();
  }

  @Test
  void ofALongBodyTheBeginningIsKeptAndItSaysThatItIsCut() {
    String kept = "x".repeat(4_096);
    assertThat(bodyOf(Map.of(), kept)).isEqualTo(kept);
    assertThat(bodyOf(Map.of(), kept + "y")).isEqualTo(kept + "… [cut]");
    assertThat(bodyOf(Map.of("Content-Encoding", "br"), "\u001F zipped"))
        .isEqualTo("[encoded, 8 bytes]");
  }

  private static String bodyOf(Map<String, String> headers, String body) {
    try (FaultyHttpServer answering =
        FaultyHttpServer.start((request, exchange) -> exchange.answer(200, headers, body))) {
      String action = world.action(World.to(answering.url("/")).build());
      return onlyResult(world.fire(action, "{}")).response().body();
    }
  }

  @Test
  void theTraceContextOfTheEventGoesOnToTheTarget() {
    String action = world.action(World.to(target.url("/traced")).build());
    String parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    for (String prefix : List.of("", "ce_")) {
      ActionFired fired = new ActionFired(action, null, null, null, null);
      ProducerRecord<String, byte[]> record =
          new ProducerRecord<>(world.kafka.name(Topic.ACTION_FIRED), EventJson.write(fired));
      EventHeaders.set(record.headers(), prefix + "traceparent", parent);
      EventHeaders.set(record.headers(), prefix + "tracestate", "vendor=" + prefix);
      world.send(record);
    }
    await().untilAsserted(() -> assertThat(requestsTo("/traced")).hasSize(2));
    assertThat(requestsTo("/traced"))
        .allMatch(request -> request.header("traceparent").equals(parent))
        .extracting(request -> request.header("tracestate"))
        .containsExactlyInAnyOrder("vendor=", "vendor=ce_");
  }

  private static String reason(ConsumerRecord<String, byte[]> record) {
    return EventHeaders.text(record.headers(), EventHeaders.REASON);
  }

  private static List<FaultyHttpServer.Request> requestsTo(String path) {
    return target.requests().stream().filter(request -> request.target().equals(path)).toList();
  }

  private static ActionExecuted onlyResult(String execution) {
    await()
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(() -> assertThat(world.resultsOf(execution)).isNotEmpty());
    assertThat(world.resultsOf(execution)).hasSize(1);
    return world.resultsOf(execution).get(0);
  }
}
