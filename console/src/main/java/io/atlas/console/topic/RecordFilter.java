package io.atlas.console.topic;

import io.atlas.model.kafka.ByteKeys;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * Which records are looked for; all of it has to hold, null for whatever it is. What a page does
 * not show cannot be looked for either: nobody finds a secret out by asking.
 *
 * @param key as text, the whole of it
 * @param header name of a header that is there
 * @param headerValue as text, the whole of it
 * @param path into the value, a JSON Pointer (RFC 6901)
 * @param value what is there: a text, a number, true, false or null
 */
record RecordFilter(
    @Nullable String key,
    @Nullable String header,
    @Nullable String headerValue,
    @Nullable JsonPointer path,
    @Nullable String value) {

  static final int LONGEST = 200;

  /**
   * @throws IllegalArgumentException where the text is no pointer; the message says what one is
   */
  static JsonPointer pointer(String text) {
    if (text.length() > LONGEST || !text.startsWith("/")) {
      throw new IllegalArgumentException(
          "A path begins with a slash, such as /input/item, and has at most 200 characters.");
    }
    return JsonPointer.compile(text);
  }

  /** Whether the input of an event decides. */
  boolean asksForInput() {
    return path != null && "input".equals(path.getMatchingProperty());
  }

  boolean matches(ConsumerRecord<String, byte[]> record) {
    return matchesKey(record) && matchesHeader(record) && matchesValue(record);
  }

  private boolean matchesKey(ConsumerRecord<String, byte[]> record) {
    return key == null
        || (record.key() != null
            && record.key().equals(ByteKeys.text(key.getBytes(StandardCharsets.UTF_8))));
  }

  private boolean matchesHeader(ConsumerRecord<String, byte[]> record) {
    if (header == null) {
      return true;
    }
    byte[] wanted = headerValue == null ? null : headerValue.getBytes(StandardCharsets.UTF_8);
    for (Header each : record.headers().headers(header)) {
      boolean same = Arrays.equals(wanted, each.value());
      if (wanted == null || (same && !SecretNames.isSecret(header))) {
        return true;
      }
    }
    return false;
  }

  private boolean matchesValue(ConsumerRecord<String, byte[]> record) {
    if (path == null) {
      return true;
    }
    JsonNode document = ShownValue.document(record.value());
    // As it is shown, so that a secret is equal to nothing.
    JsonNode there = document == null ? null : Redacted.of(document).at(path);
    if (there == null || there.isMissingNode() || there.isContainer()) {
      return false;
    }
    if (value == null) {
      return true;
    }
    return there.isNumber() ? isSameNumber(there) : there.asString("null").equals(value);
  }

  /** 1.0 is 1. */
  private boolean isSameNumber(JsonNode there) {
    try {
      return value != null && there.decimalValue().compareTo(new BigDecimal(value)) == 0;
    } catch (ArithmeticException | NumberFormatException none) {
      return false;
    }
  }
}
