package io.atlas.bench.load;

import io.atlas.bench.process.Child;
import io.atlas.bench.process.Waiting;
import java.time.Duration;
import java.util.function.IntFunction;

/** Events for one running candidate, and how far it got with them. */
public record Workload(Child worker, EventFeed feed, ResultTopic results) {

  private static final Duration PATIENCE = Duration.ofSeconds(150);
  private static final int SMALLEST_BURST = 100;
  private static final int LARGEST_BURST = 2_000_000;

  /**
   * Waits until there is a result for each event fired.
   *
   * @throws IllegalStateException where the candidate ends before, or takes too long
   */
  public void awaitDrained() {
    Waiting.require(
        PATIENCE,
        worker + " has published " + feed.fired() + " results",
        () -> {
          if (!worker.alive()) {
            throw new IllegalStateException(worker + " ended:\n" + worker.lastWords());
          }
          return results.count() >= feed.fired();
        });
  }

  /**
   * Bursts that grow with what the candidate can do.
   *
   * @return results a second of the last burst
   */
  public double warmUp(Duration atLeast, int firstBurst, IntFunction<Target> targets) {
    long end = System.nanoTime() + atLeast.toNanos();
    double perSecond;
    int burst = firstBurst;
    do {
      long start = System.nanoTime();
      feed.burst(burst, targets);
      awaitDrained();
      perSecond = burst / ((System.nanoTime() - start) / 1e9);
      burst = Math.clamp((long) (perSecond * 3), SMALLEST_BURST, LARGEST_BURST);
    } while (System.nanoTime() < end);
    return perSecond;
  }
}
