package io.atlas.worker.lane;

/**
 * What may be in flight overall, and how much of that one account may have. Not thread-safe:
 * guarded by the dispatcher.
 */
final class Slots {

  private final ConcurrencyLimit limit;
  private int inFlight;

  Slots(int max) {
    this.limit = new ConcurrencyLimit(max);
  }

  boolean isFree() {
    return inFlight < limit.current();
  }

  /** While several accounts are active, none takes more than three quarters of the slots. */
  int ofAnAccount(int accounts) {
    return accounts > 1 ? Math.max(1, limit.current() * 3 / 4) : Integer.MAX_VALUE;
  }

  void taken() {
    inFlight++;
  }

  void givenBack() {
    inFlight--;
  }

  /** Work waits while all are taken. */
  void reached() {
    limit.reached();
  }

  void sample(long runnableThreads) {
    limit.sample(runnableThreads);
  }

  void adjust() {
    limit.adjust();
  }

  int inFlight() {
    return inFlight;
  }

  int limit() {
    return limit.current();
  }
}
