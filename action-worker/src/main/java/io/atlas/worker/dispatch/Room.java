package io.atlas.worker.dispatch;

import io.atlas.worker.memory.InFlightMemory;
import java.util.concurrent.locks.Condition;

/**
 * Holds the intake up while too much has not started, until half of that is gone, and while memory
 * is short. Guarded by the dispatcher's lock, which is given up while it waits.
 */
final class Room {

  private static final int MAX_WAITING = 3_000;

  private final Condition grown;
  private final Lanes lanes;
  private final KeyedWork keyed;
  private final Quarantine quarantine;
  private final InFlightMemory memory;
  private boolean awaited;

  /**
   * @param grown of the dispatcher's lock
   */
  Room(
      Condition grown, Lanes lanes, KeyedWork keyed, Quarantine quarantine, InFlightMemory memory) {
    this.grown = grown;
    this.lanes = lanes;
    this.keyed = keyed;
    this.quarantine = quarantine;
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
      left = grown.awaitNanos(left);
    }
    boolean none = awaited;
    awaited = false;
    return none ? 0 : left;
  }

  /** To be called when something of what waits has started or gone. */
  void mayHaveGrown() {
    if (awaited && !fills(0.5)) {
      awaited = false;
      grown.signal();
    }
  }

  /** Whether what waits fills that part of what may wait. */
  private boolean fills(double part) {
    int waiting = lanes.waiting() + keyed.waiting() + quarantine.waiting();
    return waiting >= MAX_WAITING * part || memory.isShort();
  }
}
