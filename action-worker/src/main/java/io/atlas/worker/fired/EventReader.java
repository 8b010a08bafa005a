package io.atlas.worker.fired;

import io.atlas.model.event.ActionFired;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.EventJson.UnreadableEventException;
import io.atlas.model.event.ExecutionIds;
import io.atlas.model.event.FailureCategory;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Reads records of {@code action-fired} and the delay topics. Thread-safe. */
public final class EventReader {

  /** A larger event is refused unread (protocol: firing). */
  static final int MAX_EVENT_BYTES = 1 << 20;

  private static final int MAX_ID = 200;

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
    Headers headers = record.headers();
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
    Long attempt = EventHeaders.number(headers, EventHeaders.ATTEMPT);
    return new Reading.Event(
        new FiredEvent(
            record,
            fired.actionId(),
            fired.input(),
            executionId(record, fired.executionId()),
            firedAt(record, fired.firedAt()),
            attempt == null || attempt < 1 ? 1 : (int) Math.min(attempt, Integer.MAX_VALUE),
            category(EventHeaders.text(headers, EventHeaders.REASON)),
            instant(EventHeaders.number(headers, EventHeaders.DUE)),
            shortened(EventHeaders.text(headers, EventHeaders.REPLAY_OF)),
            nanoTime.getAsLong()));
  }

  private Reading.Poison poison(ConsumerRecord<String, byte[]> record, String summary) {
    return new Reading.Poison(record, executionId(record, null), firedAt(record, null), summary);
  }

  private String executionId(ConsumerRecord<String, byte[]> record, @Nullable String named) {
    String carried = EventHeaders.text(record.headers(), EventHeaders.EXECUTION_ID);
    if (carried != null) {
      return carried;
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

  private static Instant firedAt(ConsumerRecord<String, byte[]> record, @Nullable Instant named) {
    Instant carried = instant(EventHeaders.number(record.headers(), EventHeaders.FIRED_AT));
    if (carried != null) {
      return carried;
    }
    return named != null ? named : Instant.ofEpochMilli(record.timestamp());
  }

  private static @Nullable String shortened(@Nullable String id) {
    return id == null || id.length() <= MAX_ID ? id : id.substring(0, MAX_ID);
  }

  private static @Nullable Instant instant(@Nullable Long epochMillis) {
    return epochMillis == null ? null : Instant.ofEpochMilli(epochMillis);
  }

  private static @Nullable FailureCategory category(@Nullable String name) {
    for (FailureCategory category : FailureCategory.values()) {
      if (category.name().equals(name)) {
        return category;
      }
    }
    return null;
  }
}
