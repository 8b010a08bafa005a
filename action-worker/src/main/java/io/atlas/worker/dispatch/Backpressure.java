package io.atlas.worker.dispatch;

import io.atlas.worker.memory.InFlightMemory;
import java.util.concurrent.locks.Condition;
import java.util.function.IntSupplier;

/**
 * Holds the intake up while too much has not started, until half of that is gone, and while memory
 * is short. Guarded by the dispatcher's lock, which is given up while it waits.
 */
final class Backpressure {

  private static final int MOST_WAITING = 3_000;

  private final Condition fallen;
  private final IntSupplier waiting;
  private final InFlightMemory memory;
  private boolean awaited;

  /**
   * @param fallen of the dispatcher's lock
   * @param waiting how many events wait for their start
   */
  Backpressure(Condition fallen, IntSupplier waiting, InFlightMemory memory) {
    this.fallen = fallen;
    this.waiting = waiting;
    this.memory = memory;
  }

  /**
   * Returns at once where there is room.
   *
   * @return how much of the time is left; 0 or less where there is no room
   */
  long await(long nanos) throws InterruptedException {
    long left = nanos;
    awaited = fills(1);
    while (awaited && left > 0) {
      left = fallen.awaitNanos(left);
    }
    boolean none = awaited;
    awaited = false;
    return none ? 0 : left;
  }

  /** Call after something of what waits has started or gone. */
  void mayHaveFallen() {
    if (awaited && !fills(0.5)) {
      awaited = false;
      fallen.signal();
    }
  }

  /** Whether what waits fills that part of what may wait. */
  private boolean fills(double part) {
    return waiting.getAsInt() >= MOST_WAITING * part || memory.isShort();
  }
}
