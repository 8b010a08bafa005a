package io.atlas.model.redaction;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A text as bytes, perhaps decoded, and where in the text each of them stood. Grows while it is
 * made and stays as it is from then on.
 */
final class DecodedText {

  private byte[] bytes;
  private int[] starts;
  private int[] ends;
  private int size;
  private final boolean encoded;

  /** Whether each byte stands where its character does, so that there are no tables. */
  private final boolean ascii;

  private DecodedText(byte[] text) {
    this.bytes = text;
    this.starts = new int[0];
    this.ends = new int[0];
    this.size = text.length;
    this.encoded = false;
    this.ascii = true;
  }

  /**
   * @param encoded whether it stood in base64 or hexadecimal, where short pieces are found by
   *     chance
   */
  DecodedText(int capacity, boolean encoded) {
    this.bytes = new byte[capacity];
    this.starts = new int[capacity];
    this.ends = new int[capacity];
    this.encoded = encoded;
    this.ascii = false;
  }

  /** The text as it is, in UTF-8; a lone surrogate as a question mark. */
  static DecodedText of(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == text.length()) {
      return new DecodedText(bytes);
    }
    DecodedText view = new DecodedText(text.length() + 16, false);
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int next = i + Character.charCount(c);
      view.addCharacter(c, i, next);
      i = next;
    }
    return view;
  }

  int size() {
    return size;
  }

  byte at(int index) {
    return bytes[index];
  }

  /** Where in the text the byte's writing begins. */
  int start(int index) {
    return ascii ? index : starts[index];
  }

  /** Where in the text the byte's writing has ended. */
  int end(int index) {
    return ascii ? index + 1 : ends[index];
  }

  boolean encoded() {
    return encoded;
  }

  void add(int octet, int start, int end) {
    if (size == bytes.length) {
      int capacity = size * 2 + 16;
      bytes = Arrays.copyOf(bytes, capacity);
      starts = Arrays.copyOf(starts, capacity);
      ends = Arrays.copyOf(ends, capacity);
    }
    bytes[size] = (byte) octet;
    starts[size] = start;
    ends[size++] = end;
  }

  /** In UTF-8; a lone surrogate as a question mark. */
  void addCharacter(int c, int start, int end) {
    if (c < 0x80) {
      add(c, start, end);
      return;
    }
    for (byte octet : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
      add(octet, start, end);
    }
  }

  /** Extends what the last byte stood for, over something that stands for no byte. */
  void extendLast(int end) {
    if (size > 0) {
      ends[size - 1] = end;
    }
  }
}
