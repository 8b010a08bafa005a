package io.atlas.worker.intake;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.BitSet;

/**
 * The offsets that are done beyond the committed one, as text beside it: version 1, then the
 * lengths of alternating runs, not done first, as base-128 numbers in base64url. What is malformed,
 * foreign or of another version counts as nothing, which costs repeats and loses nothing.
 */
final class CommitMetadata {

  /** Half of what a broker takes by default (offset.metadata.max.bytes 4096), and some. */
  static final int MAX_CHARACTERS = 3_000;

  /** Offsets beyond the frontier that are told; what lies further is repeated. */
  static final int MAX_OFFSETS = 32_000;

  private static final String PREFIX = "1.";
  private static final int MAX_BYTES = (MAX_CHARACTERS - PREFIX.length()) / 4 * 3;
  private static final int MAX_VARINT_BYTES = 3;

  private CommitMetadata() {}

  static String encode(BitSet doneBeyond) {
    if (doneBeyond.isEmpty()) {
      return "";
    }
    ByteArrayOutputStream runs = new ByteArrayOutputStream();
    int length = Math.min(doneBeyond.length(), MAX_OFFSETS);
    for (int at = 0; at < length && runs.size() + 2 * MAX_VARINT_BYTES <= MAX_BYTES; ) {
      int set = doneBeyond.nextSetBit(at);
      if (set < 0 || set >= length) {
        break;
      }
      int clear = Math.min(length, doneBeyond.nextClearBit(set));
      writeNumber(runs, set - at);
      writeNumber(runs, clear - set);
      at = clear;
    }
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(runs.toByteArray());
  }

  static BitSet decode(String metadata) {
    BitSet done = new BitSet();
    if (!metadata.startsWith(PREFIX) || metadata.length() > MAX_CHARACTERS) {
      return done;
    }
    byte[] runs;
    try {
      runs = Base64.getUrlDecoder().decode(metadata.substring(PREFIX.length()));
    } catch (IllegalArgumentException foreign) {
      return done;
    }
    boolean set = false;
    int offset = 0;
    for (int at = 0; at < runs.length; ) {
      int number = 0;
      int shift = 0;
      while (at < runs.length && runs[at] < 0 && shift < 7 * (MAX_VARINT_BYTES - 1)) {
        number |= (runs[at++] & 0x7F) << shift;
        shift += 7;
      }
      if (at >= runs.length || runs[at] < 0) {
        return new BitSet();
      }
      number |= runs[at++] << shift;
      if (offset + number > MAX_OFFSETS) {
        return new BitSet();
      }
      done.set(offset, offset + number, set);
      offset += number;
      set = !set;
    }
    return done;
  }

  private static void writeNumber(ByteArrayOutputStream out, int number) {
    int rest = number;
    while (rest > 0x7F) {
      out.write((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }
}
