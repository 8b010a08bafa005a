package io.atlas.worker.fired;

import io.atlas.model.event.ActionFired;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.EventJson.UnreadableEventException;
import io.atlas.model.event.ExecutionIds;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Reads records of {@code action-fired} and the delay topics. Thread-safe. */
public final class EventReader {

  /** A larger event is refused unread (protocol: firing). */
  static final int MAX_EVENT_BYTES = 1 << 20;

  static final int MAX_ID = 200;

  private final String firedTopicId;
  private final LongSupplier nanoTime;

  /**
   * @param firedTopicId the broker's id of {@code action-fired}: offsets start anew with the topic,
   *     ids do not
   */
  public EventReader(String firedTopicId, LongSupplier nanoTime) {
    this.firedTopicId = firedTopicId;
    this.nanoTime = nanoTime;
  }

  public Reading read(ConsumerRecord<String, byte[]> record) {
    if (record.serializedValueSize() > MAX_EVENT_BYTES) {
      return poison(
          record,
          "The event has " + record.serializedValueSize() + " bytes; at most 1 MiB is accepted.");
    }
    ActionFired fired;
    try {
      fired = EventJson.read(record.value(), ActionFired.class);
    } catch (UnreadableEventException unreadable) {
      return poison(record, "The event is not readable: " + unreadable.getMessage());
    }
    if (fired.actionId().length() > MAX_ID) {
      return poison(record, "The event's actionId has more than " + MAX_ID + " characters.");
    }
    Journey journey = Journey.of(record.headers());
    return new Reading.Event(
        new FiredEvent(
            record,
            fired.actionId(),
            fired.input(),
            executionId(record, journey, fired.executionId()),
            firedAt(record, journey, fired.firedAt()),
            journey,
            nanoTime.getAsLong()));
  }

  private Reading.Poison poison(ConsumerRecord<String, byte[]> record, String summary) {
    Journey journey = Journey.of(record.headers());
    return new Reading.Poison(
        record, executionId(record, journey, null), firedAt(record, journey, null), summary);
  }

  private String executionId(
      ConsumerRecord<String, byte[]> record, Journey journey, @Nullable String named) {
    if (journey.executionId() != null) {
      return journey.executionId();
    }
    // A header cannot carry every text, and the id becomes the Idempotency-Key.
    boolean usable =
        named != null
            && !named.isEmpty()
            && named.length() <= MAX_ID
            && named.chars().allMatch(c -> c > ' ' && c < 0x7F);
    return usable && named != null
        ? named
        : ExecutionIds.ofRecord(firedTopicId, record.partition(), record.offset());
  }

  private static Instant firedAt(
      ConsumerRecord<String, byte[]> record, Journey journey, @Nullable Instant named) {
    if (journey.firedAt() != null) {
      return journey.firedAt();
    }
    return named != null ? named : Instant.ofEpochMilli(record.timestamp());
  }
}
