package io.atlas.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.model.event.ActionFired;
import io.atlas.model.event.EventJson;
import io.atlas.model.kafka.Topic;
import io.atlas.testing.FaultyHttpServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

@DisplayName("I1, I2: offsets after outcomes; no fired event vanishes")
class I1I2NothingLostTest {

  private static final int EVENTS = 2_000;
  private static final int ATTEMPTS = 3;

  @Test
  @DisplayName("I2: two workers join and leave under load, and every event has a final result")
  void workersJoinAndLeaveUnderLoad() {
    // Not 502 to 504: those open the breaker, and an event that rests would look like a stuck one.
    FaultyHttpServer.Behaviour slowAndShaky =
        (request, exchange) -> {
          var _ = exchange.serverClosed().await(5, TimeUnit.MILLISECONDS);
          exchange.json(request.target().endsWith("7") ? 500 : 200, "{}");
        };
    try (World world = new World();
        FaultyHttpServer target = FaultyHttpServer.start(slowAndShaky)) {
      String action =
          world.action(
              World.to(target.url("/{{input.n}}")).retry(ATTEMPTS, 50, 1, 600_000).build());
      List<String> executions = new ArrayList<>();
      ConfigurableApplicationContext first = world.startWorker();
      for (int i = 0; i < EVENTS; i++) {
        executions.add(world.fire(action, "{'n':" + i + "}"));
        if (i == EVENTS / 4) {
          world.flush();
          world.startWorker();
        }
        if (i == EVENTS / 2) {
          world.flush();
          world.stop(first);
        }
        if (i == EVENTS * 3 / 4) {
          world.flush();
          world.startWorker();
        }
      }
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(withFinalResult(world)).containsAll(executions));
      for (int i = 7; i < EVENTS; i += 10) {
        assertThat(world.resultsOf(executions.get(i)))
            .as("event %s fails until its attempts are used up", i)
            .anyMatch(result -> result.outcome() == Outcome.FAILED && result.attempt() == ATTEMPTS);
      }
      int calls = target.requests().size();
      int needed = EVENTS + EVENTS / 10 * (ATTEMPTS - 1);
      assertThat(calls - needed)
          .as("repeats: at most what was in flight when workers left")
          .isLessThan(600);
      assertThat(
              target.requests().stream()
                  .map(request -> request.header("idempotency-key"))
                  .distinct())
          .as("a repeat has the same idempotency key")
          .hasSize(EVENTS);
    }
  }

  @Test
  @DisplayName("I1: a worker that stops while calls hang leaves their offsets for the next one")
  void whatWasInFlightIsExecutedByTheNextWorker() {
    try (World world = new World();
        FaultyHttpServer target = FaultyHttpServer.start((request, exchange) -> exchange.hang())) {
      ConfigurableApplicationContext first = world.startWorker();
      String action = world.action(World.to(target.url("/{{input.n}}")).timeoutMs(60_000).build());
      List<String> executions = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        executions.add(world.fire(action, "{'n':" + i + "}"));
      }
      await().untilAsserted(() -> assertThat(target.requests()).hasSize(10));
      long begun = System.nanoTime();
      world.stop(first);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
      target.behave(FaultyHttpServer.always(200, "{}"));
      world.startWorker();
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(withFinalResult(world)).containsAll(executions));
    }
  }

  @Test
  @DisplayName("I1: the commit tells the next worker what was done beyond a call that hangs")
  void whatWasDoneBeyondAHangingCallIsNotRepeated() {
    FaultyHttpServer.Behaviour firstHangs =
        (request, exchange) -> {
          if (request.target().equals("/0")) {
            exchange.hang();
          }
          exchange.json(200, "{}");
        };
    try (World world = new World();
        FaultyHttpServer target = FaultyHttpServer.start(firstHangs)) {
      ConfigurableApplicationContext first = world.startWorker();
      String action = world.action(World.to(target.url("/{{input.n}}")).timeoutMs(60_000).build());
      List<String> executions = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        executions.add(fireInOnePartition(world, action, i));
      }
      List<String> beyond = executions.subList(1, executions.size());
      await().untilAsserted(() -> assertThat(withFinalResult(world)).containsAll(beyond));
      world.stop(first);
      target.behave(FaultyHttpServer.always(200, "{}"));
      world.startWorker();
      String last = fireInOnePartition(world, action, 200);
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> assertThat(withFinalResult(world)).contains(executions.getFirst(), last));
      assertThat(target.requests())
          .extracting(FaultyHttpServer.Request::target)
          .as("the hanging call twice, all others once")
          .hasSize(202)
          .filteredOn(path -> path.equals("/0"))
          .hasSize(2);
    }
  }

  @Test
  @DisplayName("I2: events that break the worker's code have an outcome, and their keys move on")
  void eventsThatOverflowTheStackHaveAnOutcome() {
    String nested = "{{#input.a}}".repeat(3_000) + "x" + "{{/input.a}}".repeat(3_000);
    String labels = "a.".repeat(20_000) + "a";
    try (World world = new World();
        FaultyHttpServer target = FaultyHttpServer.start(FaultyHttpServer.always(200, "{}"))) {
      world.startWorker();
      String deep = world.action(World.to(target.url("/deep")).body(nested).build());
      String anyHost = world.action(World.to("http://{{input.h}}/").build());
      String good = world.action(World.to(target.url("/good")).build());
      List<String> bad = new ArrayList<>();
      List<String> fine = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        bad.add(world.fire(deep, "{'a':{}}", "k"));
        bad.add(world.fire(anyHost, "{'h':'" + labels + "'}", i % 2 == 0 ? "k" : null));
        fine.add(world.fire(good, "{}", "k"));
      }
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> assertThat(withFinalResult(world)).containsAll(bad).containsAll(fine));
      for (String execution : bad) {
        assertThat(world.resultsOf(execution))
            .singleElement()
            .satisfies(result -> {
              assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
              assertThat(result.category()).isNotNull();
              assertThat(result.diagnosis()).isNotNull();
            });
        assertThat(world.deadOf(execution)).hasSize(1);
      }
      assertThat(target.requests()).hasSize(fine.size());
    }
  }

  private static String fireInOnePartition(World world, String action, int n) {
    String execution = UUID.randomUUID().toString();
    byte[] value =
        EventJson.write(
            new ActionFired(
                action,
                EventJson.MAPPER.createObjectNode().put("n", n),
                execution,
                null,
                Instant.now()));
    world.send(new ProducerRecord<>(world.kafka.name(Topic.ACTION_FIRED), 0, null, value));
    return execution;
  }

  private static Set<String> withFinalResult(World world) {
    Set<String> ids = new HashSet<>();
    world.results.records.forEach(record -> {
      String json = new String(record.value(), java.nio.charset.StandardCharsets.UTF_8);
      if (!json.contains("\"outcome\":\"" + Outcome.RETRYING + "\"")) {
        ids.add(record.key());
      }
    });
    return ids;
  }
}
