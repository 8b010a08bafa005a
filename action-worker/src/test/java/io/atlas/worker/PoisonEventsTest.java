package io.atlas.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.FailureCategory;
import io.atlas.testing.FaultyHttpServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I12: no event ends a worker for good")
class PoisonEventsTest {

  private static final int NEIGHBOURS = 40;

  /** Workers that die of certain requests, and are started again each time, as platforms do. */
  private static final class Mortals {
    private final World world;
    private final AtomicReference<WorkerProcess> worker = new AtomicReference<>();
    private final AtomicInteger deaths = new AtomicInteger();

    Mortals(World world) {
      this.world = world;
    }

    void start() {
      worker.set(world.startProcess());
    }

    private synchronized void replace(WorkerProcess sender) {
      if (worker.get() == sender) {
        sender.kill();
        deaths.incrementAndGet();
        start();
      }
    }

    /** The target's side: what is sent to a path with {@code bomb} in it ends who sent it. */
    void serve(FaultyHttpServer.Request request, FaultyHttpServer.Exchange exchange)
        throws IOException, InterruptedException {
      if (request.target().contains("bomb")) {
        replace(worker.get());
        exchange.hang();
      }
      exchange.json(200, "{}");
    }
  }

  @Test
  @DisplayName("I2, I12: an event that ended three workers is dead; its neighbours are executed")
  void whatEndedThreeWorkersIsNotStartedAgain() {
    try (World world = new World();
        FaultyHttpServer target = FaultyHttpServer.start(FaultyHttpServer.always(200, "{}"))) {
      Mortals workers = new Mortals(world);
      target.behave(workers::serve);
      String action = world.action(World.to(target.url("/{{input.to}}")).timeoutMs(20_000).build());
      List<String> neighbours = new ArrayList<>();
      List<String> keyed = new ArrayList<>();
      String bomb = "";
      for (int i = 0; i < NEIGHBOURS; i++) {
        String key = i % 2 == 0 ? "k" : null;
        if (i == NEIGHBOURS / 2) {
          bomb = world.fire(action, "{'to':'bomb'}", "k");
          keyed.add("/bomb");
        }
        neighbours.add(world.fire(action, "{'to':'" + i + "'}", key));
        if (key != null) {
          keyed.add("/" + i);
        }
      }
      world.flush();
      workers.start();
      awaitPoison(world, bomb);
      assertThat(workers.deaths).hasValue(3);
      assertThat(world.deadOf(bomb))
          .singleElement()
          .satisfies(record ->
              assertThat(EventHeaders.text(record.headers(), EventHeaders.DEATHS)).isEqualTo("3"));
      awaitSuccess(world, neighbours);
      assertThat(
              target.requests().stream()
                  .map(FaultyHttpServer.Request::target)
                  .distinct()
                  .filter(keyed::contains))
          .as("those with a key, in order, past the one that is dead")
          .containsExactlyElementsOf(keyed);
    }
  }

  @Test
  @DisplayName("I2, I12: so is one that ends workers when it is tried again, ordered or not")
  void retriesThatEndWorkersAreNotStartedAgain() {
    try (World world = new World();
        FaultyHttpServer target = FaultyHttpServer.start(FaultyHttpServer.always(200, "{}"))) {
      Mortals workers = new Mortals(world);
      Set<String> triedOnce = ConcurrentHashMap.newKeySet();
      target.behave((request, exchange) -> {
        if (request.target().contains("bomb") && triedOnce.add(request.target())) {
          exchange.json(500, "{}");
        } else {
          workers.serve(request, exchange);
        }
      });
      String action =
          world.action(World.to(target.url("/{{input.to}}")).retry(5, 1_000, 1, 600_000).build());
      workers.start();
      String ordered = world.fire(action, "{'to':'bomb1'}", "k");
      String free = world.fire(action, "{'to':'bomb2'}");
      List<String> neighbours = new ArrayList<>();
      for (int i = 0; i < NEIGHBOURS; i++) {
        neighbours.add(world.fire(action, "{'to':'" + i + "'}", i % 2 == 0 ? "k" : null));
      }
      world.flush();
      awaitPoison(world, ordered);
      awaitPoison(world, free);
      // At least once: the other one may end a worker between a dead letter and its commit.
      for (String bomb : List.of(ordered, free)) {
        assertThat(world.deadOf(bomb))
            .isNotEmpty()
            .allSatisfy(record ->
                assertThat(EventHeaders.text(record.headers(), EventHeaders.REASON))
                    .isEqualTo("POISON"));
      }
      // At the first they may have been under way together; the third of each is its own.
      assertThat(workers.deaths.get()).isBetween(4, 6);
      awaitSuccess(world, neighbours);
    }
  }

  private static void awaitPoison(World world, String execution) {
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() ->
            assertThat(world.resultsOf(execution))
                .last()
                .satisfies(result -> {
                  assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
                  assertThat(result.category()).isEqualTo(FailureCategory.POISON);
                  assertThat(result.accountId()).isEqualTo(World.ACCOUNT);
                }));
  }

  private static void awaitSuccess(World world, List<String> executions) {
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() ->
            assertThat(executions)
                .allSatisfy(execution ->
                    assertThat(world.resultsOf(execution))
                        .extracting(ActionExecuted::outcome)
                        .isNotEmpty()
                        .containsOnly(Outcome.SUCCEEDED)));
  }
}
