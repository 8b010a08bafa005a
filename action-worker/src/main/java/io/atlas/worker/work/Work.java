package io.atlas.worker.work;

import io.atlas.worker.definition.CompiledAction;
import io.atlas.worker.fired.FiredEvent;
import io.atlas.worker.memory.Footprint;
import io.atlas.worker.memory.InFlightMemory;

/**
 * An event on its way to be executed.
 *
 * @param inputLeft what its input takes in memory, where the account may not hold it; 0 where it
 *     may
 * @param memory what it holds, until its offset is done or it is dropped
 */
public record Work(
    FiredEvent event,
    CompiledAction action,
    OffsetHandle handle,
    long inputLeft,
    InFlightMemory.Share memory) {

  /** Takes memory for the event: all of it, or at least for the record. */
  public static Work of(
      FiredEvent event, CompiledAction action, OffsetHandle handle, InFlightMemory memory) {
    InFlightMemory.Share share = memory.open(action.definition().accountId());
    OffsetHandle holding = new HoldingHandle(handle, share);
    long record = Footprint.of(event.record());
    if (share.take(record + event.inputMemory())) {
      return new Work(event, action, holding, 0, share);
    }
    share.hold(record);
    long input = Math.max(1, event.inputMemory());
    return new Work(event.withoutInput(), action, holding, input, share);
  }

  /** Whether its account may hold all of it in memory. */
  public boolean fits() {
    return inputLeft == 0;
  }

  /**
   * Where the event may have ended a worker, copies of it on delay topics are to tell so as well.
   *
   * @param settled runs once such an event is settled
   */
  public void ifSuspect(Runnable settled) {
    if (handle.suspicion() != Suspicion.NONE) {
      event.suspected(handle.suspicion().deaths());
      handle.whenSettled(settled);
    }
  }

  public boolean isKeyed() {
    return event.orderingKey() != null;
  }

  public String accountId() {
    return action.definition().accountId();
  }

  /** The partition's number, the same on every topic of events. */
  public int partition() {
    return event.record().partition();
  }

  /** Two works are the same only if they are one object: events may be delivered twice. */
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
