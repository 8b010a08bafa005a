package io.atlas.worker.fired;

import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson.UnreadableEventException;
import io.atlas.model.event.ExecutionIds;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.event.Surrogates;
import io.atlas.worker.fired.ReadRecord.Reason;
import io.atlas.worker.fired.ReadRecord.Unusable;
import java.time.Clock;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads records of {@code action-fired} and the delay topics. Thread-safe. */
public final class EventReader {

  private static final Logger log = LoggerFactory.getLogger(EventReader.class);

  /** A larger event is refused unread (protocol: firing). */
  static final int MAX_EVENT_BYTES = 1 << 20;

  /** So that a copy of it with our own headers still fits the delay topics and the dead letters. */
  private static final int MAX_HEADER_BYTES = 1 << 20;

  static final int MAX_ID = 200;

  private final String firedTopic;
  private final String firedTopicId;
  private final Unusable unusable;
  private final Clock clock;
  private final LongSupplier nanoTime;

  /**
   * @param firedTopic the name of {@code action-fired}
   * @param firedTopicId the broker's id of {@code action-fired}: offsets start anew with the topic,
   *     ids do not
   * @param unusable is told of each record that is never executed
   */
  public EventReader(
      String firedTopic,
      String firedTopicId,
      Unusable unusable,
      Clock clock,
      LongSupplier nanoTime) {
    this.firedTopic = firedTopic;
    this.firedTopicId = firedTopicId;
    this.unusable = unusable;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  public ReadRecord read(ConsumerRecord<String, byte[]> record) {
    if (record.topic().equals(firedTopic)) {
      String refusal = firstLook(record);
      if (refusal != null) {
        return poison(record, Reason.TOO_LARGE, refusal);
      }
    }
    Envelope fired;
    try {
      fired = Envelope.read(record.value());
    } catch (UnreadableEventException unreadable) {
      Unreadable why = Unreadable.of(record.value(), unreadable.getMessage());
      return poison(record, why.reason(), "The event is not readable: " + why.words());
    } catch (RuntimeException | StackOverflowError bug) {
      log.error("cannot read {}-{} {}", record.topic(), record.partition(), record.offset(), bug);
      return poison(
          record, FailureCategory.INTERNAL, Reason.INTERNAL, FailureCategory.INTERNAL.summary());
    }
    if (fired.actionId().length() > MAX_ID) {
      return poison(
          record,
          Reason.NO_ACTION_ID,
          "The event's actionId has more than " + MAX_ID + " characters.");
    }
    if (!Surrogates.arePaired(fired.actionId())) {
      return poison(record, Reason.NO_ACTION_ID, "The event's actionId is not valid Unicode.");
    }
    Journey journey = Journey.of(record.headers());
    FiredAt firedAt =
        FiredAt.of(journey.firedAt(), fired.firedAt(), record.timestamp(), clock.instant());
    return new ReadRecord.Event(
        new FiredEvent(
            record,
            fired.actionId(),
            fired.input(),
            fired.inputMemory(),
            executionId(record, journey, fired.executionId()),
            firedAt.time(),
            journey,
            nanoTime.getAsLong(),
            firedAt.note()));
  }

  /** No action has the event's id; to be told like what cannot be read. */
  public void unknownAction(FiredEvent event) {
    unusable.told(event.record(), event.executionId(), Reason.UNKNOWN_ACTION);
  }

  /** Why a fresh event is refused, or null; its headers are then those that a publisher may set. */
  private static @Nullable String firstLook(ConsumerRecord<String, byte[]> record) {
    if (record.serializedValueSize() > MAX_EVENT_BYTES) {
      return "The event has " + record.serializedValueSize() + " bytes; at most 1 MiB is accepted.";
    }
    long bytes = Math.max(0, record.serializedKeySize()) + EventHeaders.size(record.headers());
    boolean travelled = false;
    for (Header header : record.headers()) {
      travelled |= EventHeaders.JOURNEY.contains(header.key());
    }
    if (travelled) {
      EventHeaders.JOURNEY.forEach(record.headers()::remove);
    }
    return bytes <= MAX_HEADER_BYTES
        ? null
        : "The event's key and headers take " + bytes + " bytes; at most 1 MiB is accepted.";
  }

  private ReadRecord.Poison poison(
      ConsumerRecord<String, byte[]> record, Reason reason, String summary) {
    return poison(record, FailureCategory.UNREADABLE_EVENT, reason, summary);
  }

  private ReadRecord.Poison poison(
      ConsumerRecord<String, byte[]> record,
      FailureCategory category,
      Reason reason,
      String summary) {
    Journey journey = Journey.of(record.headers());
    String executionId = executionId(record, journey, null);
    unusable.told(record, executionId, reason);
    return new ReadRecord.Poison(
        record,
        executionId,
        FiredAt.of(journey.firedAt(), null, record.timestamp(), clock.instant()).time(),
        category,
        summary
            + " It lies on "
            + record.topic()
            + ", partition "
            + record.partition()
            + ", at offset "
            + record.offset()
            + ".");
  }

  private String executionId(
      ConsumerRecord<String, byte[]> record, Journey journey, @Nullable String named) {
    if (journey.executionId() != null) {
      return journey.executionId();
    }
    String usable = usable(named);
    return usable != null
        ? usable
        : ExecutionIds.ofRecord(firedTopicId, record.partition(), record.offset());
  }

  /** Null for what a header cannot carry: the id becomes the Idempotency-Key. */
  static @Nullable String usable(@Nullable String id) {
    return id != null
            && !id.isEmpty()
            && id.length() <= MAX_ID
            && id.chars().allMatch(c -> c > ' ' && c < 0x7F)
        ? id
        : null;
  }
}
