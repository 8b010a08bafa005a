package io.atlas.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.testing.FaultyHttpServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I12: one account's rendering leaves processors to the others")
class FairProcessorsTest {

  private static final int ROUNDS = 300;
  private static final int HEAVY_EVENTS = 1_500;
  private static final int SAMPLES = 31;

  @Test
  @DisplayName("I12: while one account's events take long to render, another's come through")
  void heavyRenderingLeavesProcessorsToOthers() throws Exception {
    Map<String, CountDownLatch> arrivals = new ConcurrentHashMap<>();
    try (World world = new World();
        FaultyHttpServer target =
            FaultyHttpServer.start((request, exchange) -> {
              CountDownLatch awaited = arrivals.get(request.target());
              if (awaited != null) {
                awaited.countDown();
              }
              exchange.json(200, "{}");
            })) {
      world.startWorker();
      String light = world.action(World.to(target.url("/light/{{input.n}}")).build());
      String heavy =
          world.action(
              World.to(target.url("/heavy"))
                  .account("heavy")
                  .body("{{#input.a}}{{#input.a}}{{/input.a}}{{/input.a}}")
                  .build());
      assertThat(medianMillis(world, light, arrivals, "warm up")).isPositive();
      double before = medianMillis(world, light, arrivals, "before");
      String rounds = "{'a':[" + "1,".repeat(ROUNDS - 1) + "1]}";
      for (int i = 0; i < HEAVY_EVENTS; i++) {
        world.fire(heavy, rounds);
      }
      world.flush();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> target.requests().stream().anyMatch(one -> one.target().equals("/heavy")));
      double beside = medianMillis(world, light, arrivals, "beside");
      long done = target.requests().stream().filter(one -> one.target().equals("/heavy")).count();
      assertThat(done).as("it came through while they were rendered").isLessThan(HEAVY_EVENTS);
      assertThat(beside / before).isLessThan(8);
    }
  }

  private static double medianMillis(
      World world, String action, Map<String, CountDownLatch> arrivals, String name)
      throws InterruptedException {
    List<Long> nanos = new ArrayList<>();
    for (int i = 0; i < SAMPLES; i++) {
      String n = name.replace(' ', '-') + i;
      CountDownLatch arrived = new CountDownLatch(1);
      arrivals.put("/light/" + n, arrived);
      long fired = System.nanoTime();
      world.fire(action, "{'n':'" + n + "'}");
      world.flush();
      assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();
      nanos.add(System.nanoTime() - fired);
    }
    nanos.sort(null);
    return nanos.get(SAMPLES / 2) / 1e6;
  }
}
