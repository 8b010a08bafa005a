package io.atlas.worker.lane;

/**
 * How many calls are in flight at most, adapted to what the machine bears. The sign is how many
 * virtual threads could run but wait for a processor. While they are few and the limit is what
 * holds work up, the limit rises; when they are many, more calls only make each one slower, and it
 * falls. Unlike response times, the sign mistakes neither a slow target nor somebody else's load on
 * the machine for too many calls. Not thread-safe.
 */
final class ConcurrencyLimit {

  private static final int START = 256;
  private static final int SMALLEST = 64;

  /** With fewer runnable threads in the queue, processors may run idle between answers. */
  static final int FEW_RUNNABLE = 100;

  static final int MANY_RUNNABLE = 250;

  /** Weight of a new sample: about five samples are remembered. */
  private static final double WEIGHT = 0.2;

  private final int max;
  private int limit;
  private double runnable;
  private boolean wasReached;

  ConcurrencyLimit(int max) {
    this.max = max;
    this.limit = Math.min(START, max);
  }

  int current() {
    return limit;
  }

  /** Work had to wait because of the limit. */
  void reached() {
    wasReached = true;
  }

  /** So many threads could run but wait for a processor. */
  void sample(long runnableThreads) {
    runnable += WEIGHT * (runnableThreads - runnable);
  }

  /** To be called at regular times, some samples apart. */
  void adjust() {
    if (runnable > MANY_RUNNABLE) {
      limit = Math.max(Math.min(SMALLEST, max), (int) (limit * 0.95));
    } else if (wasReached && runnable < FEW_RUNNABLE) {
      limit = Math.min(max, limit + Math.max(8, limit / 4));
    }
    wasReached = false;
  }
}
