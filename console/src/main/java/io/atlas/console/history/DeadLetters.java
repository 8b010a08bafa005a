package io.atlas.console.history;

import io.atlas.model.event.ActionFired;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.kafka.ByteKeys;
import io.atlas.model.kafka.Topic;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Whole events, read again from where they lie on {@code action-dead}. */
@Component
public class DeadLetters {

  private final JdbcClient jdbc;
  private final KeptRecords records;

  DeadLetters(JdbcClient jdbc, KeptRecords records) {
    this.jdbc = jdbc;
    this.records = records;
  }

  /**
   * A dead event.
   *
   * @param replayNumber how often it was replayed before it died this time
   * @param idempotencyKey that its requests carried
   * @param firstFiredAt that its requests named
   * @param orderingKey as bytes of one character each; null for no order
   * @param trace the headers of its trace context
   */
  public record DeadLetter(
      String executionId,
      String actionId,
      ActionFired event,
      int replayNumber,
      String idempotencyKey,
      Instant firstFiredAt,
      @Nullable String orderingKey,
      List<Header> trace) {

    public DeadLetter {
      trace = List.copyOf(trace);
    }

    /** The same event with another input. */
    public DeadLetter withInput(JsonNode input) {
      return new DeadLetter(
          executionId,
          actionId,
          new ActionFired(
              event.actionId(), input, event.executionId(), event.orderingKey(), event.firedAt()),
          replayNumber,
          idempotencyKey,
          firstFiredAt,
          orderingKey,
          trace);
    }
  }

  private record Place(int partition, long offset, int replayNumber) {}

  /**
   * The event of an execution, which the caller knows to be its account's.
   *
   * @return empty where it never died, or the topic keeps it no longer
   * @throws KafkaException where the broker does not answer
   */
  public Optional<DeadLetter> find(Execution execution) {
    try (Reading reading = open()) {
      return reading.find(execution);
    }
  }

  /** For several executions, one after the other. */
  public Reading open() {
    return new Reading();
  }

  /** Not thread-safe; it has a connection to the broker from the first find on. */
  public final class Reading implements AutoCloseable {

    private KeptRecords.@Nullable Reading kept;

    private Reading() {}

    /** As {@link DeadLetters#find}. */
    public Optional<DeadLetter> find(Execution execution) {
      return place(execution).flatMap(place -> at(place, execution));
    }

    private Optional<DeadLetter> at(Place place, Execution execution) {
      KeptRecords.Reading open = kept == null ? records.open() : kept;
      kept = open;
      return letter(
          open.read(Topic.ACTION_DEAD, place.partition(), place.offset()), place, execution);
    }

    @Override
    public void close() {
      if (kept != null) {
        kept.close();
      }
    }
  }

  private static Optional<DeadLetter> letter(
      Optional<ConsumerRecord<String, byte[]>> found, Place place, Execution execution) {
    return found
        .filter(record -> isOf(execution, record))
        .map(record ->
            new DeadLetter(
                execution.executionId(),
                execution.actionId(),
                event(record),
                place.replayNumber(),
                idempotencyKey(record, execution),
                firstFiredAt(record, execution),
                orderingKey(record),
                trace(record.headers())));
  }

  /**
   * The dead event at a place, whosever it is.
   *
   * @return empty where the topic keeps it no longer, or nobody can read it
   * @throws KafkaException where the broker does not answer
   */
  public Optional<DeadLetter> at(int partition, long offset) {
    return records
        .read(Topic.ACTION_DEAD, partition, offset)
        .flatMap(record ->
            Optional.ofNullable(DeadLetterRow.of(record)).map(row -> letter(row, record)));
  }

  private static DeadLetter letter(DeadLetterRow row, ConsumerRecord<String, byte[]> record) {
    String key = EventHeaders.text(record.headers(), EventHeaders.IDEMPOTENCY_KEY);
    return new DeadLetter(
        row.executionId(),
        row.actionId(),
        event(record),
        row.replayNumber(),
        key == null ? row.executionId() : key,
        firstFiredAt(record, row.diedAt()),
        orderingKey(record),
        trace(record.headers()));
  }

  /** With the key that ordered it, which the event itself need not name. */
  private static ActionFired event(ConsumerRecord<String, byte[]> record) {
    ActionFired event = EventJson.read(record.value(), ActionFired.class);
    String orderingKey = EventHeaders.text(record.headers(), EventHeaders.ORDERING_KEY);
    return orderingKey == null ? event : event.withOrderingKey(orderingKey);
  }

  private static @Nullable String orderingKey(ConsumerRecord<String, byte[]> record) {
    byte[] key = EventHeaders.bytes(record.headers(), EventHeaders.ORDERING_KEY);
    return key == null ? null : ByteKeys.text(key);
  }

  private static String idempotencyKey(ConsumerRecord<String, byte[]> record, Execution execution) {
    String first = EventHeaders.text(record.headers(), EventHeaders.IDEMPOTENCY_KEY);
    return first == null ? execution.executionId() : first;
  }

  /** What the first request said of its time, which a request with its key has to repeat. */
  static Instant firstFiredAt(ConsumerRecord<String, byte[]> record, Execution execution) {
    return firstFiredAt(record, execution.firedAt());
  }

  private static Instant firstFiredAt(ConsumerRecord<String, byte[]> record, Instant otherwise) {
    for (String name : List.of(EventHeaders.FIRST_FIRED_AT, EventHeaders.FIRED_AT)) {
      Long millis = EventHeaders.number(record.headers(), name);
      if (millis != null) {
        return Instant.ofEpochMilli(millis);
      }
    }
    return otherwise;
  }

  private static List<Header> trace(Headers headers) {
    return Arrays.stream(headers.toArray())
        .filter(header -> EventHeaders.TRACE.contains(header.key()))
        .toList();
  }

  /** Whether the event is there to be replayed, without reading it. */
  public boolean has(Execution execution) {
    return place(execution).isPresent();
  }

  /** How often the event was replayed before it died; empty where it is not there. */
  public OptionalInt replayNumber(Execution execution) {
    return place(execution).stream().mapToInt(Place::replayNumber).findFirst();
  }

  private Optional<Place> place(Execution execution) {
    return jdbc.sql(
            """
            SELECT record_partition, record_offset, replay_number FROM dead_letter
            WHERE execution_id = :execution AND action_id = :action ORDER BY died_at DESC LIMIT 1
            """)
        .param("execution", execution.executionId())
        .param("action", execution.actionId())
        .query((row, number) -> new Place(row.getInt(1), row.getLong(2), row.getInt(3)))
        .optional();
  }

  /** A topic that was made anew has other records at the same places. */
  private static boolean isOf(Execution execution, ConsumerRecord<String, byte[]> record) {
    DeadLetterRow row = DeadLetterRow.of(record);
    return row != null
        && row.executionId().equals(execution.executionId())
        && row.actionId().equals(execution.actionId());
  }
}
