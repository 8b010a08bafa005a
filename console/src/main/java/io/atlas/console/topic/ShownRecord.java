package io.atlas.console.topic;

import io.atlas.model.event.EventHeaders;
import io.atlas.model.kafka.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A record as its page shows it.
 *
 * @param executionId that it belongs to, as far as the record says
 * @param readable whether it is an event that names an action
 */
record ShownRecord(
    int partition,
    long offset,
    Instant at,
    @Nullable String key,
    List<Field> headers,
    int bytes,
    ShownValue value,
    @Nullable String actionId,
    @Nullable String executionId,
    @Nullable String reason,
    boolean readable) {

  /** A page has no more of them. */
  private static final int MOST_HEADERS = 100;

  private static final int LONGEST_HEADER = 2_000;

  /** A header; a value that is no text is told as bytes. */
  record Field(String name, String value, boolean redacted) {}

  ShownRecord {
    headers = List.copyOf(headers);
  }

  static ShownRecord of(Topic topic, ConsumerRecord<String, byte[]> record) {
    boolean event = EventText.areOn(topic);
    JsonNode document = event ? ShownValue.document(record.value()) : null;
    String actionId = event ? EventText.actionId(record.value()) : null;
    String reason = EventHeaders.text(record.headers(), EventHeaders.REASON);
    return new ShownRecord(
        record.partition(),
        record.offset(),
        Instant.ofEpochMilli(record.timestamp()),
        RecordRow.key(record),
        headers(record),
        record.serializedValueSize(),
        ShownValue.of(record.value()),
        actionId,
        executionId(topic, record, document),
        reason == null ? null : VisibleText.line(reason, 100),
        EventText.actionId(document) != null);
  }

  /** Where the action hides what its requests hold. */
  ShownRecord withoutInput() {
    ShownValue shown =
        switch (value) {
          case ShownValue.Json(JsonNode document) ->
              new ShownValue.Json(EventText.withoutInput(document));
          case ShownValue.Nothing none -> none;
          case ShownValue.Text _, ShownValue.Binary _ ->
              new ShownValue.Text(SecretScan.REDACTED, false);
        };
    return new ShownRecord(
        partition, offset, at, key, headers, bytes, shown, actionId, executionId, reason, readable);
  }

  public String size() {
    return bytes < 0 ? "none" : Sizes.of(bytes);
  }

  private static @Nullable String executionId(
      Topic topic, ConsumerRecord<String, byte[]> record, @Nullable JsonNode event) {
    String named = EventHeaders.text(record.headers(), EventHeaders.EXECUTION_ID);
    if (named != null) {
      return VisibleText.line(named, 200);
    }
    return switch (topic) {
      case ACTION_EXECUTED, ACTION_DEAD, RETRY_CANCELLATIONS -> RecordRow.key(record);
      default -> EventText.executionId(event);
    };
  }

  private static List<Field> headers(ConsumerRecord<String, byte[]> record) {
    List<Field> shown = new ArrayList<>();
    for (var each : record.headers()) {
      if (shown.size() == MOST_HEADERS) {
        shown.add(new Field("…", "there are more", false));
        break;
      }
      boolean secret = SecretNames.isSecret(each.key());
      String value =
          each.value() == null
              ? ""
              : ShownValue.plain(each.value(), LONGEST_HEADER, 128).line(LONGEST_HEADER);
      String name = VisibleText.line(SecretScan.shown(each.key()), 200);
      shown.add(new Field(name, secret ? SecretScan.REDACTED : value, secret));
    }
    return shown;
  }
}
