package io.atlas.model.template;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When rendering has to be over.
 *
 * @param nanoTime the clock, such as {@link System#nanoTime}
 * @param deadline on that clock
 */
public record TimeLimit(LongSupplier nanoTime, long deadline) {

  /** From now on. */
  public static TimeLimit of(Duration time, LongSupplier nanoTime) {
    return new TimeLimit(nanoTime, nanoTime.getAsLong() + time.toNanos());
  }

  boolean isOver() {
    return nanoTime.getAsLong() - deadline >= 0;
  }
}
