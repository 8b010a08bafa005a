package io.atlas.console.topic;

import io.atlas.console.topic.SecretScan.Hidden;
import io.atlas.model.kafka.ByteKeys;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;

/** Bytes as a page shows them, sixteen a line, without those of a secret or a seal. */
final class HexDump {

  private static final int LINE = 16;
  private static final HexFormat HEX = HexFormat.of();

  private HexDump() {}

  /**
   * @param most so many bytes at most, from the first
   */
  static String of(byte[] bytes, int most) {
    // Somewhat more, so that what begins here and goes on is known for what it is.
    byte[] looked = Arrays.copyOf(bytes, Math.min(bytes.length, 2 * most));
    BitSet hidden = new BitSet();
    for (Hidden each : SecretScan.in(ByteKeys.text(looked))) {
      hidden.set(each.from(), each.to());
    }
    int shown = Math.min(bytes.length, most);
    StringBuilder dump = new StringBuilder(shown * 4);
    for (int at = 0; at < shown; at++) {
      if (at % LINE == 0) {
        dump.append(at == 0 ? "" : "\n").append(String.format("%08x ", at));
      }
      dump.append(' ').append(hidden.get(at) ? "··" : HEX.toHexDigits(bytes[at]));
    }
    return dump.toString();
  }
}
