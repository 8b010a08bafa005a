package io.atlas.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.testing.FaultyHttpServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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
