package io.atlas.worker.dispatch;

import io.atlas.worker.definition.CompiledAction;
import io.atlas.worker.fired.FiredEvent;
import io.atlas.worker.memory.Footprint;
import io.atlas.worker.memory.InFlightMemory;
import org.apache.kafka.common.TopicPartition;

/**
 * An event on its way to be executed.
 *
 * @param fits whether its account may hold all of it in memory; if not, its input is read again
 *     when its turn comes
 * @param memory what it holds, until its claim is over
 */
record Work(
    FiredEvent event,
    CompiledAction action,
    Claim claim,
    boolean fits,
    InFlightMemory.Share memory) {

  static Work of(FiredEvent event, CompiledAction action, Claim claim, InFlightMemory memory) {
    InFlightMemory.Share share = memory.open(action.definition().accountId());
    boolean fits = share.take(Footprint.of(event.record(), event.input()));
    if (!fits) {
      share.hold(Footprint.of(event.record(), null));
    }
    FiredEvent kept = fits ? event : event.withoutInput();
    return new Work(kept, action, new HoldingClaim(claim, share), fits, share);
  }

  /**
   * Where the event may have ended a worker, copies of it on delay topics are to tell so as well.
   *
   * @param settled runs once such an event is settled
   */
  void ifSuspect(Runnable settled) {
    if (claim.suspicion() != Suspicion.NONE) {
      event.suspected(claim.suspicion().deaths());
      claim.whenSettled(settled);
    }
  }

  boolean isKeyed() {
    return event.orderingKey() != null;
  }

  String accountId() {
    return action.definition().accountId();
  }

  TopicPartition partition() {
    return new TopicPartition(event.record().topic(), event.record().partition());
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
