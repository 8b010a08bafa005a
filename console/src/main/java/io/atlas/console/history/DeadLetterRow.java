package io.atlas.console.history;

import io.atlas.model.event.ActionFired;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.EventJson.UnreadableEventException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Where a dead event lies on {@code action-dead}. */
record DeadLetterRow(
    String executionId,
    String actionId,
    Instant diedAt,
    int partition,
    long offset,
    int replayNumber) {

  /** Null for what can't be replayed: an event nobody can read, or without an id. */
  static @Nullable DeadLetterRow of(ConsumerRecord<String, byte[]> dead) {
    try {
      ActionFired event = EventJson.read(dead.value(), ActionFired.class);
      String headerId = EventHeaders.text(dead.headers(), EventHeaders.EXECUTION_ID);
      String executionId = headerId == null ? dead.key() : headerId;
      if (!HistoryRow.isId(executionId) || !HistoryRow.isId(event.actionId())) {
        return null;
      }
      return new DeadLetterRow(
          executionId,
          event.actionId(),
          Instant.ofEpochMilli(dead.timestamp()),
          dead.partition(),
          dead.offset(),
          replayNumber(dead));
    } catch (UnreadableEventException unreadable) {
      return null;
    }
  }

  LocalDate diedOn() {
    return LocalDate.ofInstant(diedAt, ZoneOffset.UTC);
  }

  private static int replayNumber(ConsumerRecord<String, byte[]> dead) {
    Long number = EventHeaders.number(dead.headers(), EventHeaders.REPLAY_NUMBER);
    return number == null ? 0 : (int) Math.clamp(number, 0, 1_000_000);
  }
}
