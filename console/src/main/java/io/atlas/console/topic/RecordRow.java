package io.atlas.console.topic;

import io.atlas.model.kafka.ByteKeys;
import java.time.Instant;
import java.util.Comparator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record as a list shows it.
 *
 * @param key null for none
 * @param bytes of the value; −1 for none
 * @param line the value in one line, cut
 * @param actionId that an event names; null for none, and for what is no event
 */
record RecordRow(
    int partition,
    long offset,
    Instant at,
    @Nullable String key,
    int bytes,
    String line,
    @Nullable String actionId) {

  static final String HIDES =
      "The action hides its requests, and so the input that they are made of.";

  private static final int LONGEST = 160;
  private static final int LONGEST_KEY = 80;

  /** Newest first; within a millisecond as they lie. */
  static final Comparator<RecordRow> NEWEST_FIRST =
      Comparator.comparing(RecordRow::at)
          .reversed()
          .thenComparingInt(RecordRow::partition)
          .thenComparing(Comparator.comparingLong(RecordRow::offset).reversed());

  static final Comparator<RecordRow> OLDEST_FIRST =
      Comparator.comparing(RecordRow::at)
          .thenComparingInt(RecordRow::partition)
          .thenComparingLong(RecordRow::offset);

  static RecordRow of(ConsumerRecord<String, byte[]> record, boolean event) {
    return new RecordRow(
        record.partition(),
        record.offset(),
        Instant.ofEpochMilli(record.timestamp()),
        key(record),
        record.serializedValueSize(),
        ShownValue.of(record.value()).line(LONGEST),
        event ? EventText.actionId(record.value()) : null);
  }

  static @Nullable String key(ConsumerRecord<String, byte[]> record) {
    return record.key() == null
        ? null
        : ShownValue.plain(ByteKeys.bytes(record.key()), 1_000, 32).line(LONGEST_KEY);
  }

  RecordRow hidden() {
    return new RecordRow(partition, offset, at, key, bytes, HIDES, actionId);
  }

  public boolean isEmpty() {
    return bytes < 0;
  }

  public String size() {
    return isEmpty() ? "none" : Sizes.of(bytes);
  }
}
