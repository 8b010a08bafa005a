package io.atlas.worker.dispatch;

import io.atlas.worker.definition.CompiledAction;
import io.atlas.worker.fired.FiredEvent;
import org.apache.kafka.common.TopicPartition;

/** An event on its way to be executed. */
record Work(FiredEvent event, CompiledAction action, Claim claim) {

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
