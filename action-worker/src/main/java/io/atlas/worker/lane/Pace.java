package io.atlas.worker.lane;

/**
 * At most so many starts a second, evenly spread (the generic cell rate algorithm): a start is
 * allowed no more than 10 ms ahead of its time. Not thread-safe.
 */
final class Pace {

  private static final long AHEAD_NANOS = 10_000_000;

  private final double perSecond;
  private long next;
  private boolean started;

  Pace(double perSecond) {
    this.perSecond = perSecond;
  }

  /**
   * @param share of the rate that is this worker's, above 0 to 1
   */
  void started(long now, double share) {
    long interval = (long) (1e9 / (perSecond * share));
    next = (started ? Math.max(next, now) : now) + interval;
    started = true;
  }

  /** Nanoseconds until a start is allowed; 0 for now. */
  long untilAllowed(long now) {
    return started ? Math.max(0, next - now - AHEAD_NANOS) : 0;
  }

  /** How many may start within the time. */
  long within(long nanos, double share) {
    return (long) (nanos * perSecond * share / 1e9);
  }

  double perSecond() {
    return perSecond;
  }
}
