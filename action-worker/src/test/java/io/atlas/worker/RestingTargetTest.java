package io.atlas.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.testing.FaultyHttpServer;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A target that is away is given a rest, which costs events time and nothing else. */
class RestingTargetTest {

  private static final Duration REST = Duration.ofSeconds(5);

  @Test
  void eventsOfARestingTargetKeepTheirOnlyAttemptAndSucceedOnceItIsBack() {
    try (World world = new World();
        FaultyHttpServer target = FaultyHttpServer.start(FaultyHttpServer.always(503, "{}"))) {
      world.startWorker();
      String action = world.action(World.to(target.url("/")).noRetry().build());
      List<String> opening = fire(world, action, 30);
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() ->
              assertThat(opening)
                  .filteredOn(id -> has(world, id, Outcome.FAILED))
                  .hasSizeGreaterThanOrEqualTo(20));
      int calls = target.requests().size();

      List<String> resting = fire(world, action, 5);
      await()
          .untilAsserted(
              () -> assertThat(resting).allMatch(id -> has(world, id, Outcome.RETRYING)));
      assertThat(target.requests()).as("no call while it rests").hasSize(calls);

      target.behave(FaultyHttpServer.always(200, "{}"));
      await()
          .atMost(REST.multipliedBy(6))
          .untilAsserted(
              () -> assertThat(resting).allMatch(id -> has(world, id, Outcome.SUCCEEDED)));
      assertThat(resting)
          .flatMap(world::resultsOf)
          .extracting(ActionExecuted::attempt)
          .containsOnly(1);
    }
  }

  @Test
  void errorsThatMayBeAboutTheEventAreRetriedByTheirScheduleAlone() {
    try (World world = new World();
        FaultyHttpServer target = FaultyHttpServer.start(FaultyHttpServer.always(500, "{}"))) {
      world.startWorker();
      String action = world.action(World.to(target.url("/")).retry(3, 100, 1, 600_000).build());
      List<String> failing = fire(world, action, 200);
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(failing).allMatch(id -> has(world, id, Outcome.FAILED)));
      assertThat(target.requests()).hasSize(600);
    }
  }

  private static List<String> fire(World world, String action, int events) {
    return Stream.generate(() -> world.fire(action, "{}")).limit(events).toList();
  }

  private static boolean has(World world, String execution, Outcome outcome) {
    return world.resultsOf(execution).stream().anyMatch(result -> result.outcome() == outcome);
  }
}
