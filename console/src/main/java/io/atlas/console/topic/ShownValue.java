package io.atlas.console.topic;

import io.atlas.model.event.EventJson;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** A key, a header or a value as a page may show it: bounded, legible, without secrets. */
sealed interface ShownValue {

  /** A larger value is no document to us; an event may have as much. */
  int LARGEST_DOCUMENT = 1 << 20;

  int MOST_TEXT = 64 << 10;

  int MOST_HEX = 1 << 10;

  /** There is no value, which deletes on a compacted topic. */
  record Nothing() implements ShownValue {}

  /** Free of secrets. */
  record Json(JsonNode document) implements ShownValue {}

  /** Free of secrets, with codes in place of what can't be seen. */
  record Text(String text, boolean cut) implements ShownValue {}

  /** As hexadecimal digits. */
  record Binary(String hex, boolean cut) implements ShownValue {}

  static ShownValue of(byte @Nullable [] bytes) {
    if (bytes == null) {
      return new Nothing();
    }
    JsonNode document = document(bytes);
    if (document != null) {
      return new Json(Redacted.of(document));
    }
    return plain(bytes, MOST_TEXT, MOST_HEX);
  }

  /** As text where it is some, else as bytes. */
  static ShownValue plain(byte[] bytes, int mostText, int mostHex) {
    String text = text(bytes, mostText);
    boolean cut = bytes.length > mostText;
    if (text == null) {
      return new Binary(HexDump.of(bytes, mostHex), bytes.length > mostHex);
    }
    return new Text(VisibleText.of(SecretScan.shown(text)), cut);
  }

  /** The value as it lies there, secrets included; null where it is no JSON, or too large. */
  static @Nullable JsonNode document(byte @Nullable [] bytes) {
    if (bytes == null || bytes.length == 0 || bytes.length > LARGEST_DOCUMENT) {
      return null;
    }
    try {
      JsonNode read = EventJson.MAPPER.readTree(bytes);
      return read == null || read.isMissingNode() ? null : read;
    } catch (JacksonException | NumberFormatException noJson) {
      return null;
    }
  }

  /** In one line, cut. */
  default String line(int longest) {
    return switch (this) {
      case Nothing _ -> "";
      case Json(JsonNode document) -> VisibleText.line(document.toString(), longest);
      case Text(String text, boolean _) -> VisibleText.line(text, longest);
      case Binary(String hex, boolean _) -> VisibleText.line("bytes " + hex, longest);
    };
  }

  private static @Nullable String text(byte[] bytes, int most) {
    byte[] shown = bytes.length > most ? Arrays.copyOf(bytes, wholeCharacters(bytes, most)) : bytes;
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(shown)).toString();
      long controls = text.chars().filter(each -> each < ' ' && "\n\r\t".indexOf(each) < 0).count();
      return text.indexOf('\0') >= 0 || controls * 10 > text.length() ? null : text;
    } catch (CharacterCodingException noText) {
      return null;
    }
  }

  /** Where no character of UTF-8 is cut through; at most three bytes sooner. */
  private static int wholeCharacters(byte[] bytes, int most) {
    int end = most;
    while (end > most - 3 && (bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    return end;
  }
}
