package io.atlas.worker.fired;

import io.atlas.model.event.FailureCategory;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What reading a record comes to. */
public sealed interface ReadRecord {

  record Event(FiredEvent event) implements ReadRecord {}

  /** Why a record is never executed, in a word for counters. */
  enum Reason {
    TOO_LARGE,
    NO_VALUE,
    NOT_JSON,
    SCHEMA_REGISTRY,
    WRITTEN_TWICE,
    NO_ACTION_ID,
    UNKNOWN_ACTION,
    INTERNAL
  }

  /** Is told of each record that is never executed. */
  @FunctionalInterface
  interface Unusable {
    void told(ConsumerRecord<String, byte[]> record, String executionId, Reason reason);
  }

  /**
   * A record that can never be executed.
   *
   * @param executionId names it in the dead letters
   * @param category UNREADABLE_EVENT, or INTERNAL where reading it went wrong
   * @param summary why, without quoting it
   */
  record Poison(
      ConsumerRecord<String, byte[]> record,
      String executionId,
      Instant firedAt,
      FailureCategory category,
      String summary)
      implements ReadRecord {}
}
