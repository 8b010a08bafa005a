package io.atlas.console.history;

import io.atlas.console.history.DeadLetters.DeadLetter;
import io.atlas.kit.sql.Times;
import io.atlas.model.event.ActionFired;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.EventJson.UnreadableEventException;
import io.atlas.model.kafka.Topic;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The events of executions, whatever became of them, for as long as a topic keeps them. */
@Component
public class Events {

  /** Clocks may differ so much; an event later than its attempt is another's. */
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

  private final JdbcClient jdbc;
  private final DeadLetters deadLetters;
  private final KeptRecords records;

  Events(JdbcClient jdbc, DeadLetters deadLetters, KeptRecords records) {
    this.jdbc = jdbc;
    this.deadLetters = deadLetters;
    this.records = records;
  }

  /**
   * The event of an execution, which the caller knows to be its account's.
   *
   * @throws KafkaException where the broker does not answer
   */
  public Optional<DeadLetter> find(String accountId, Execution execution) {
    return place(accountId, execution)
        .flatMap(place -> records.read(Topic.ACTION_FIRED, place.partition(), place.offset()))
        .flatMap(record -> Optional.ofNullable(letter(record, execution)))
        .or(() -> deadLetters.find(execution));
  }

  private Optional<EventPlace> place(String accountId, Execution execution) {
    return jdbc.sql(
            """
            SELECT event_partition, event_offset FROM execution
            WHERE account_id = :account AND execution_id = :execution AND fired_at = :firedAt
              AND event_partition IS NOT NULL
            """)
        .param("account", accountId)
        .param("execution", execution.executionId())
        .param("firedAt", Times.utc(execution.firedAt()))
        .query((row, number) -> new EventPlace(row.getInt(1), row.getLong(2)))
        .optional();
  }

  /** Null for another event: the topic may have been made anew. */
  private static @Nullable DeadLetter letter(
      ConsumerRecord<String, byte[]> record, Execution execution) {
    try {
      ActionFired event = EventJson.read(record.value(), ActionFired.class);
      String id = event.executionId();
      boolean itsOwn =
          event.actionId().equals(execution.actionId())
              && (id == null || id.equals(execution.executionId()))
              && record.timestamp() <= execution.startedAt().plus(CLOCK_SKEW).toEpochMilli();
      Long replays = EventHeaders.number(record.headers(), EventHeaders.REPLAY_NUMBER);
      String first = EventHeaders.text(record.headers(), EventHeaders.IDEMPOTENCY_KEY);
      return itsOwn
          ? new DeadLetter(
              execution.executionId(),
              execution.actionId(),
              event,
              replays == null ? 0 : (int) Math.clamp(replays, 0, 1_000_000),
              first == null ? execution.executionId() : first,
              record.key(),
              Arrays.stream(record.headers().toArray())
                  .filter(header -> EventHeaders.TRACE.contains(header.key()))
                  .toList())
          : null;
    } catch (UnreadableEventException unreadable) {
      return null;
    }
  }
}
