package io.atlas.worker.dispatch;

/**
 * How many calls are in flight at most, adapted to what the machine bears. The sign is how long a
 * runnable virtual thread waits for a processor: while that is short and the limit is what holds
 * work up, the limit rises; when it grows long, more calls only make each one slower, and the limit
 * falls. Unlike response times, the sign does not mistake a slow target for a busy machine. Not
 * thread-safe.
 */
final class ConcurrencyLimit {

  private static final int START = 256;
  private static final int SMALLEST = 64;

  /** Below this wait for a processor there is room for more calls. */
  static final long SHORT_WAIT_NANOS = 3_000_000;

  /** Above it there are too many. */
  static final long LONG_WAIT_NANOS = 8_000_000;

  /** Weight of a new sample: about ten samples are remembered. */
  private static final double WEIGHT = 0.1;

  private final int max;
  private int limit;
  private double waitNanos;
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

  /** A probe ran this long after it was runnable. */
  void sample(long nanos) {
    waitNanos += WEIGHT * (nanos - waitNanos);
  }

  /** To be called at regular times, some samples apart. */
  void adjust() {
    if (waitNanos > LONG_WAIT_NANOS) {
      limit = Math.max(Math.min(SMALLEST, max), (int) (limit * 0.9));
    } else if (wasReached && waitNanos < SHORT_WAIT_NANOS) {
      limit = Math.min(max, limit + Math.max(8, limit / 5));
    }
    wasReached = false;
  }
}
