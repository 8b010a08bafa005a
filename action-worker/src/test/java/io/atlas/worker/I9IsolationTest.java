package io.atlas.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.model.event.ActionExecuted;
import io.atlas.testing.FaultyHttpServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I9: a slow or dead target delays only events for that target")
class I9IsolationTest {

  @Test
  @DisplayName("I9: one of three actions on one host hangs, with far more events than slots")
  void aHangingTargetHoldsUpNobodyElse() {
    FaultyHttpServer.Behaviour oneHangs =
        (request, exchange) -> {
          if (request.target().startsWith("/hangs")) {
            exchange.hang();
          }
          exchange.json(200, "{}");
        };
    try (World world = new World();
        FaultyHttpServer target = FaultyHttpServer.start(oneHangs)) {
      world.startWorker("--atlas.worker.max-in-flight=200");
      String hangs =
          world.action(
              World.to(target.url("/hangs")).timeoutMs(60_000).account("slow-account").build());
      List<String> good =
          List.of(
              world.action(World.to(target.url("/good/1")).build()),
              world.action(World.to(target.url("/good/2")).build()));
      List<String> executions = new ArrayList<>();
      for (int i = 0; i < 1_500; i++) {
        world.fire(hangs, "{}");
        world.fire(hangs, "{}");
        executions.add(world.fire(good.get(i % 2), "{}"));
      }
      await()
          .atMost(Duration.ofSeconds(40))
          .untilAsserted(() ->
              assertThat(target.requests())
                  .filteredOn(request -> request.target().startsWith("/good"))
                  .hasSizeGreaterThanOrEqualTo(executions.size()));
      assertThat(target.requests())
          .filteredOn(request -> request.target().startsWith("/hangs"))
          .as("what hangs never takes the slots of others")
          .hasSizeLessThanOrEqualTo(150);
      String last = executions.getLast();
      await()
          .untilAsserted(() ->
              assertThat(world.resultsOf(last))
                  .extracting(ActionExecuted::outcome)
                  .contains(ActionExecuted.Outcome.SUCCEEDED));
    }
  }
}
