package io.atlas.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.FailureCategory;
import io.atlas.testing.FaultyHttpServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

@DisplayName("I10: events with the same ordering key run one at a time, in offset order")
class I10OrderedKeysTest {

  private static final int KEYS = 6;
  private static final int EVENTS = 12;

  @Test
  @DisplayName("I10: with retries in between, and across a restart of the worker")
  void inOrderPerKeyThroughRetriesAndARestart() {
    AtomicInteger calls = new AtomicInteger();
    List<String> accepted = new CopyOnWriteArrayList<>();
    Set<String> busy = ConcurrentHashMap.newKeySet();
    List<String> overlaps = new CopyOnWriteArrayList<>();
    FaultyHttpServer.Behaviour everyFifthFails =
        (request, exchange) -> {
          String key = request.target().split("/")[1];
          if (!busy.add(key)) {
            overlaps.add(key);
          }
          boolean fails = calls.incrementAndGet() % 5 == 0;
          if (!fails) {
            accepted.add(request.target());
          }
          busy.remove(key);
          exchange.json(fails ? 500 : 200, "{}");
        };
    try (World world = new World();
        FaultyHttpServer target = FaultyHttpServer.start(everyFifthFails)) {
      ConfigurableApplicationContext worker = world.startWorker();
      String action =
          world.action(
              World.to(target.url("/{{input.key}}/{{input.n}}"))
                  .retry(20, 100, 1, 600_000)
                  .build());
      List<String> executions = new ArrayList<>();
      for (int n = 0; n < EVENTS; n++) {
        for (int key = 0; key < KEYS; key++) {
          executions.add(
              world.fire(action, "{'key':'k" + key + "','n':" + (100 + n) + "}", "k" + key));
        }
        if (n == EVENTS / 2) {
          world.flush();
          world.stop(worker);
          worker = world.startWorker();
        }
      }
      await()
          .atMost(Duration.ofSeconds(40))
          .untilAsserted(() ->
              assertThat(executions)
                  .allMatch(execution ->
                      world.resultsOf(execution).stream()
                          .anyMatch(
                              result -> result.outcome() == ActionExecuted.Outcome.SUCCEEDED)));
      assertThat(overlaps).isEmpty();
      for (int key = 0; key < KEYS; key++) {
        String prefix = "/k" + key + "/";
        List<String> ofKey =
            accepted.stream().filter(path -> path.startsWith(prefix)).distinct().toList();
        assertThat(ofKey).hasSize(EVENTS).isSorted();
      }
    }
  }

  @Test
  @DisplayName("I10: a key that waits for a retry holds up no other key and no keyless event")
  void aBlockedKeyHoldsNobodyElse() {
    FaultyHttpServer.Behaviour refusesBlocked =
        (request, exchange) ->
            exchange.json(request.target().startsWith("/blocked") ? 503 : 200, "{}");
    try (World world = new World();
        FaultyHttpServer target = FaultyHttpServer.start(refusesBlocked)) {
      world.startWorker();
      String action =
          world.action(
              World.to(target.url("/{{input.key}}/{{input.n}}"))
                  .retry(5, 30_000, 1, 600_000)
                  .build());
      String blocked = world.fire(action, "{'key':'blocked','n':1}", "blocked");
      await().untilAsserted(() -> assertThat(world.resultsOf(blocked)).hasSize(1));
      String behind = world.fire(action, "{'key':'blocked','n':2}", "blocked");
      String other = world.fire(action, "{'key':'free','n':3}", "free");
      String keyless = world.fire(action, "{'key':'free','n':4}");
      await()
          .untilAsserted(() -> {
            assertThat(world.resultsOf(other)).hasSize(1);
            assertThat(world.resultsOf(keyless)).hasSize(1);
          });
      assertThat(world.resultsOf(behind)).isEmpty();
      assertThat(target.requests())
          .extracting(FaultyHttpServer.Request::target)
          .doesNotContain("/blocked/2");
    }
  }

  @Test
  @DisplayName("I10: an ordered retry uses the definition in force when its turn comes")
  void aRetryUsesTheCurrentDefinition() {
    try (World world = new World();
        FaultyHttpServer down = FaultyHttpServer.start(FaultyHttpServer.always(503, "{}"));
        FaultyHttpServer up = FaultyHttpServer.start(FaultyHttpServer.always(200, "{}"))) {
      world.startWorker();
      String action = world.action(World.to(down.url("/")).retry(5, 3_000, 1, 600_000).build());
      String execution = world.fire(action, "{}", "k");
      await().untilAsserted(() -> assertThat(world.resultsOf(execution)).hasSize(1));
      world.action(action, World.to(up.url("/")).version(2).retry(5, 3_000, 1, 600_000).build());
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() ->
              assertThat(world.resultsOf(execution))
                  .extracting(ActionExecuted::outcome)
                  .containsExactly(
                      ActionExecuted.Outcome.RETRYING, ActionExecuted.Outcome.SUCCEEDED));
    }
  }

  @Test
  @DisplayName("I2: a deleted action's ordered retry ends, and so does what waited behind it")
  void aDeletedActionLeavesNothingWaiting() {
    CountDownLatch bothFired = new CountDownLatch(1);
    FaultyHttpServer.Behaviour failsOnceBothAreFired =
        (request, exchange) -> {
          bothFired.await();
          exchange.json(503, "{}");
        };
    try (World world = new World();
        FaultyHttpServer target = FaultyHttpServer.start(failsOnceBothAreFired)) {
      world.startWorker();
      String action = world.action(World.to(target.url("/")).retry(5, 3_000, 1, 600_000).build());
      String first = world.fire(action, "{}", "k");
      String second = world.fire(action, "{}", "k");
      await().untilAsserted(() -> assertThat(target.requests()).hasSize(1));
      bothFired.countDown();
      await().untilAsserted(() -> assertThat(world.resultsOf(first)).hasSize(1));
      world.deleteAction(action);
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> {
            assertThat(world.resultsOf(first))
                .last()
                .extracting(ActionExecuted::category)
                .isEqualTo(FailureCategory.UNKNOWN_ACTION);
            assertThat(world.resultsOf(second))
                .last()
                .extracting(ActionExecuted::category)
                .isEqualTo(FailureCategory.UNKNOWN_ACTION);
          });
      assertThat(world.deadOf(second)).hasSize(1);
    }
  }
}
