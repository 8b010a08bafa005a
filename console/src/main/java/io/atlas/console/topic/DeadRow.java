package io.atlas.console.topic;

import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.FailureCategory;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as the platform's list shows it.
 *
 * @param reason the category, or what else stands there
 * @param summary in words, as the worker wrote it
 * @param line the value's first bytes, as text where they are some
 * @param actionId that it names; null for none
 * @param unreadable whether a worker could make nothing of it
 */
record DeadRow(
    int partition,
    long offset,
    Instant at,
    String reason,
    String summary,
    String size,
    String line,
    @Nullable String actionId,
    boolean unreadable) {

  private static final int LONGEST = 200;

  static DeadRow of(ConsumerRecord<String, byte[]> record) {
    String actionId = EventText.actionId(record.value());
    String reason = text(record, EventHeaders.REASON);
    boolean unreadable =
        actionId == null
            || ShownValue.document(record.value()) == null
            || reason.equals(FailureCategory.UNREADABLE_EVENT.name());
    byte[] value = record.value();
    return new DeadRow(
        record.partition(),
        record.offset(),
        Instant.ofEpochMilli(record.timestamp()),
        reason.isEmpty() ? "not said" : reason,
        text(record, EventHeaders.SUMMARY),
        value == null ? "none" : Sizes.of(value.length),
        value == null ? "" : ShownValue.plain(value, 1_000, 64).line(LONGEST),
        actionId,
        unreadable);
  }

  DeadRow hidden() {
    return new DeadRow(
        partition, offset, at, reason, summary, size, RecordRow.HIDES, actionId, unreadable);
  }

  private static String text(ConsumerRecord<String, byte[]> record, String header) {
    String text = EventHeaders.text(record.headers(), header);
    return text == null ? "" : VisibleText.line(SecretScan.shown(text), 400);
  }
}
