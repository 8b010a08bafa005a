package io.atlas.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.model.event.ActionDefinition.RateLimit;
import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.testing.FaultyHttpServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A rate holds at the target, whatever the events that come. */
class RateLimitsTest {

  @Test
  void twoActionsShareTheRateOfTheirConnectionAndAllEventsGetDone() {
    List<Long> arrivals = new CopyOnWriteArrayList<>();
    FaultyHttpServer.Behaviour timed =
        (request, exchange) -> {
          arrivals.add(System.nanoTime());
          exchange.json(200, "{}");
        };
    try (World world = new World();
        FaultyHttpServer target = FaultyHttpServer.start(timed)) {
      world.startWorker();
      String connection = UUID.randomUUID().toString();
      world.connection(connection, World.paced(1, new RateLimit(5)));
      world.token(connection, "the-token", 1, 1);
      List<String> actions =
          List.of(
              world.action(World.to(target.url("/a")).connection(connection).build()),
              world.action(World.to(target.url("/b")).connection(connection).build()));
      List<String> executions = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        executions.add(world.fire(actions.get(i % 2), "{}"));
      }
      await()
          .atMost(Duration.ofSeconds(40))
          .untilAsserted(() -> assertThat(executions).allMatch(id -> succeeded(world, id)));

      assertThat(arrivals).hasSize(30);
      // Evenly spread: 0.2 s between two, less what a busy machine makes of it.
      for (int i = 0; i + 6 < arrivals.size(); i++) {
        assertThat(arrivals.get(i + 6) - arrivals.get(i))
            .as("six intervals from request %d", i)
            .isGreaterThan(TimeUnit.MILLISECONDS.toNanos(900));
      }
      assertThat(target.requests().subList(0, 10))
          .as("neither action waits for the other's backlog")
          .filteredOn(request -> request.target().equals("/b"))
          .hasSizeBetween(3, 7);

      // Lifted while events wait: they go at once.
      world.connection(connection, World.paced(2, new RateLimit(0.01)));
      List<String> waiting = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        waiting.add(world.fire(actions.get(i % 2), "{}"));
      }
      await()
          .pollDelay(Duration.ofMillis(500))
          .until(() -> waiting.stream().filter(id -> succeeded(world, id)).count() <= 1);
      world.connection(connection, World.paced(3, null));
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(waiting).allMatch(id -> succeeded(world, id)));
    }
  }

  private static boolean succeeded(World world, String execution) {
    return world.resultsOf(execution).stream()
        .anyMatch(result -> result.outcome() == Outcome.SUCCEEDED);
  }
}
