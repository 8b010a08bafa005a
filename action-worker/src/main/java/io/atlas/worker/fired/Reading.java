package io.atlas.worker.fired;

import io.atlas.model.event.FailureCategory;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What reading a record comes to. */
public sealed interface Reading {

  record Event(FiredEvent event) implements Reading {}

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
      implements Reading {}
}
