package io.atlas.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntFunction;

/**
 * Shows that work grows with its input and not faster: by ratio, because machines are shared. A
 * quadratic pass takes 4 times as long for twice the input, a linear one 2.
 */
public final class Growth {

  private static final double MOST = 2.5;
  private static final int TRIES = 20;

  /** Below, a machine's own pauses are longer than the work; quadratic, 64 KiB take seconds. */
  private static final long FLOOR_NANOS = 25_000_000;

  private Growth() {}

  /**
   * @param work of an input of that size
   * @param size of the smaller input
   */
  public static void assertLinear(IntFunction<Runnable> work, int size) {
    Runnable small = work.apply(size);
    Runnable large = work.apply(2 * size);
    long bestSmall = Long.MAX_VALUE;
    long bestLarge = Long.MAX_VALUE;
    for (int i = 0; i < TRIES; i++) {
      bestSmall = Math.min(bestSmall, nanos(small));
      bestLarge = Math.min(bestLarge, nanos(large));
      if (bestLarge < FLOOR_NANOS || (i >= 2 && bestLarge <= MOST * bestSmall)) {
        return;
      }
    }
    assertThat((double) bestLarge / bestSmall)
        .as("%s ns for %s, %s ns for twice as much", bestSmall, size, bestLarge)
        .isLessThanOrEqualTo(MOST);
  }

  private static long nanos(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return System.nanoTime() - start;
  }
}
