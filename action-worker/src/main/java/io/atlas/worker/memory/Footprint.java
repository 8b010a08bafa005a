package io.atlas.worker.memory;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;

/**
 * How much of the heap an event takes, to the safe side; {@code FootprintTest} measures it. Bytes
 * alone do not tell: the tree of {@code [[[[1]]],…]} was measured to take 45 times as much as its
 * text, that of short texts 16 times, that of one long text twice.
 */
public final class Footprint {

  /** What an event holds besides: its places in queues, a call's buffers, a small response. */
  private static final long BASE = 4 << 10;

  private static final long CONTAINER = 160;
  private static final long ENTRY = 56;
  private static final long NUMBER = 24;
  private static final long LARGE_NUMBER = 160;
  private static final long SCALAR = 72;
  private static final int DIGITS_OF_A_LONG = 18;

  private Footprint() {}

  /** Of the record as it came. */
  public static long of(ConsumerRecord<String, byte[]> record) {
    long bytes = BASE + Math.max(0, record.serializedValueSize());
    bytes += 2L * Math.max(0, record.serializedKeySize());
    for (Header header : record.headers()) {
      bytes += SCALAR + header.key().length();
      bytes += header.value() == null ? 0 : header.value().length;
    }
    return bytes;
  }

  /**
   * Of what the parser is at, were it read as a tree: without its texts, which are not looked at,
   * and two bytes for each of the text. Moves the parser to its end.
   */
  public static long skipped(JsonParser parser) {
    long bytes = 0;
    int depth = 0;
    do {
      bytes +=
          switch (parser.currentToken()) {
            case START_OBJECT, START_ARRAY -> {
              depth++;
              yield Long.BYTES + CONTAINER;
            }
            case END_OBJECT, END_ARRAY -> {
              depth--;
              yield 0;
            }
            case PROPERTY_NAME -> ENTRY;
            case VALUE_NUMBER_INT ->
                Long.BYTES + (parser.getStringLength() > DIGITS_OF_A_LONG ? LARGE_NUMBER : NUMBER);
            case VALUE_NUMBER_FLOAT -> Long.BYTES + LARGE_NUMBER;
            case VALUE_STRING -> Long.BYTES + SCALAR;
            case VALUE_TRUE, VALUE_FALSE, VALUE_NULL, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                Long.BYTES;
          };
    } while (depth > 0 && parser.nextToken() != null);
    return bytes;
  }

  /** As deep as the reader of JSON allows it to be. */
  public static long tree(@Nullable JsonNode input) {
    return input == null ? 0 : node(input);
  }

  private static long node(JsonNode node) {
    if (!node.isContainer()) {
      return scalar(node);
    }
    long bytes = CONTAINER;
    for (var entry : node.properties()) {
      bytes += ENTRY + 2L * entry.getKey().length() + node(entry.getValue());
    }
    if (node.isArray()) {
      for (JsonNode element : node) {
        bytes += Long.BYTES + node(element);
      }
    }
    return bytes;
  }

  private static long scalar(JsonNode node) {
    if (node.isBoolean() || node.isNull()) {
      return 0; // one for all
    }
    if (node.isInt() || node.isLong()) {
      return NUMBER;
    }
    if (node.isNumber()) {
      return LARGE_NUMBER;
    }
    // Two bytes a character, where one of them is not Latin.
    return SCALAR + (node.isString() ? 2L * node.stringValue().length() : 0);
  }
}
