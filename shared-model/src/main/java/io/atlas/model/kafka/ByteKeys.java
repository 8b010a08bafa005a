package io.atlas.model.kafka;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Record keys as texts of one character a byte, so that a key that is no text in UTF-8, such as a
 * number's eight bytes, is kept as it came and equals none but itself. What is ASCII is the same
 * text. Stateless.
 */
public final class ByteKeys implements Serializer<String>, Deserializer<String> {

  /** Every byte is a character of it, and the other way round. */
  private static final Charset CHARSET = StandardCharsets.ISO_8859_1;

  /** The bytes that such a text stands for. */
  public static byte[] bytes(String key) {
    return key.getBytes(CHARSET);
  }

  /** The text that stands for those bytes. */
  public static String text(byte[] key) {
    return new String(key, CHARSET);
  }

  @Override
  public byte @Nullable [] serialize(String topic, @Nullable String key) {
    return key == null ? null : bytes(key);
  }

  @Override
  public @Nullable String deserialize(String topic, byte @Nullable [] key) {
    return key == null ? null : text(key);
  }

  @Override
  public void close() {
    // Both interfaces have it, and there is nothing to close.
  }

  @Override
  public void configure(java.util.Map<String, ?> settings, boolean isKey) {
    // There is nothing to set.
  }
}
