package io.atlas.bench.load;

import io.atlas.bench.load.ResultTopic.Outcome;
import io.atlas.bench.process.Child;
import io.atlas.bench.process.Waiting;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.apache.kafka.common.TopicPartition;

/** Events for one running candidate, and how far it got with them. Not thread-safe. */
public final class Workload {

  private static final Duration PATIENCE = Duration.ofSeconds(150);
  private static final int SMALLEST_BURST = 100;
  private static final int LARGEST_BURST = 2_000_000;

  private final Child worker;
  private final EventFeed feed;
  private final ResultTopic results;

  /** Results that were not the last of their event, before {@link #awaitStarted} returned. */
  private long notFinal;

  public Workload(Child worker, EventFeed feed, ResultTopic results) {
    this.worker = worker;
    this.feed = feed;
    this.results = results;
  }

  /**
   * Waits for the last result of each event fired so far. A candidate that starts may put events
   * aside and say so; from here on a result an event is expected.
   */
  public void awaitStarted() {
    AtomicInteger finals = new AtomicInteger();
    AtomicReference<Map<TopicPartition, Long>> read = new AtomicReference<>(results.beginning());
    require(
        "the candidate has worked off its first " + feed.fired() + " events",
        () -> {
          Map<TopicPartition, Long> ends = results.ends();
          results.read(
              read.getAndSet(ends),
              ends,
              result -> {
                if (result.outcome() != Outcome.RETRYING) {
                  finals.incrementAndGet();
                }
              });
          return finals.get() >= feed.fired();
        });
    notFinal = results.count() - feed.fired();
  }

  /**
   * Waits until there is a result for each event fired.
   *
   * @throws IllegalStateException where the candidate ends before, or takes too long
   */
  public void awaitDrained() {
    require(
        worker + " has published " + feed.fired() + " results",
        () -> results.count() - notFinal >= feed.fired());
  }

  private void require(String what, BooleanSupplier condition) {
    Waiting.require(
        PATIENCE,
        what,
        () -> {
          if (!worker.alive()) {
            throw new IllegalStateException(worker + " ended:\n" + worker.lastWords());
          }
          return condition.getAsBoolean();
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
