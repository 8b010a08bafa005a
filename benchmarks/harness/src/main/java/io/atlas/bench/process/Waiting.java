package io.atlas.bench.process;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Bounded waiting for what other processes do, which nobody signals. */
public final class Waiting {

  private static final long STEP_NANOS = 10_000_000;

  private Waiting() {}

  /** Whether the condition came true in time; looks every 10 ms. */
  public static boolean until(Duration atMost, BooleanSupplier condition) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() >= deadline || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
    return true;
  }

  /**
   * @throws IllegalStateException where it did not come true in time
   */
  public static void require(Duration atMost, String what, BooleanSupplier condition) {
    if (!until(atMost, condition)) {
      throw new IllegalStateException(what + ": not within " + atMost.toSeconds() + " s");
    }
  }

  /** Returns at that time of {@link System#nanoTime}, give or take the scheduler's grain. */
  public static void untilNanos(long due) {
    long left;
    while ((left = due - System.nanoTime()) > 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(left);
    }
  }

  public static void pass(Duration time) {
    untilNanos(System.nanoTime() + time.toNanos());
  }
}
