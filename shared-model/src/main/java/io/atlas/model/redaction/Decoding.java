package io.atlas.model.redaction;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What stands in base64 (RFC 4648 sections 4 and 5, in one line or in several) or in hexadecimal.
 * Where in a run somebody's text began to be encoded is not known, so each alignment is a view of
 * its own. One pass each.
 */
final class Decoding {

  /** Encoded, a shorter run holds no secret that could be told from chance. */
  private static final int SHORTEST_RUN = 4;

  private static final byte[] BASE64 = new byte[256];

  static {
    Arrays.fill(BASE64, (byte) -1);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < 64; i++) {
      BASE64[alphabet.charAt(i)] = (byte) i;
    }
    BASE64['-'] = 62;
    BASE64['_'] = 63;
  }

  private final DecodedText in;
  private final int shortestBase64;
  private final int shortestHex;

  /** Four alignments of base64, then two of hexadecimal; null until there is such a run. */
  private @Nullable DecodedText @Nullable [] views;

  private int[] run = {};
  private int length;

  private Decoding(DecodedText in, int shortest) {
    this.in = in;
    this.shortestBase64 = Math.max(SHORTEST_RUN, shortest * 4 / 3);
    this.shortestHex = Math.max(SHORTEST_RUN, shortest * 2);
  }

  /**
   * The views that are not empty.
   *
   * @param shortest so many bytes have to be in a run
   */
  static List<DecodedText> of(DecodedText in, int shortest) {
    Decoding decoding = new Decoding(in, shortest);
    decoding.run();
    return decoding.views == null
        ? List.of()
        : Arrays.stream(decoding.views).filter(Objects::nonNull).toList();
  }

  private void run() {
    int at = 0;
    while (at < in.size()) {
      int end = runEnd(at);
      if (length >= shortestBase64) {
        gather(at, end);
        for (int phase = 0; phase < 4; phase++) {
          base64(phase);
        }
        hexParts();
      }
      at = Math.max(end, at + 1);
    }
  }

  /** Counts the run that begins there; the ends of lines within it are no part of it. */
  private int runEnd(int from) {
    length = 0;
    int at = from;
    while (at < in.size()) {
      byte b = in.at(at);
      if (BASE64[b & 0xFF] >= 0) {
        length++;
      } else if (length == 0 || (b != '\r' && b != '\n')) {
        return at;
      }
      at++;
    }
    return at;
  }

  private void gather(int from, int to) {
    run = new int[length];
    int next = 0;
    for (int i = from; i < to; i++) {
      if (BASE64[in.at(i) & 0xFF] >= 0) {
        run[next++] = i;
      }
    }
  }

  private void base64(int phase) {
    DecodedText out = view(phase);
    for (int i = phase; i + 1 < length; i += 4) {
      int left = length - i;
      int a = BASE64[in.at(run[i]) & 0xFF];
      int b = BASE64[in.at(run[i + 1]) & 0xFF];
      out.add(a << 2 | b >> 4, start(i), end(i + 1));
      if (left > 2) {
        int c = BASE64[in.at(run[i + 2]) & 0xFF];
        out.add(b << 4 | c >> 2, start(i + 1), end(i + 2));
        if (left > 3) {
          out.add(c << 6 | BASE64[in.at(run[i + 3]) & 0xFF], start(i + 2), end(i + 3));
        }
      }
    }
    out.extendLast(end(length - 1));
    out.add(0, end(length - 1), end(length - 1));
  }

  private void hexParts() {
    int from = 0;
    while (from < length) {
      int to = from;
      while (to < length && Character.digit(in.at(run[to]), 16) >= 0) {
        to++;
      }
      if (to - from >= shortestHex) {
        hex(0, from, to);
        hex(1, from + 1, to);
      }
      from = to + 1;
    }
  }

  private void hex(int phase, int from, int to) {
    DecodedText out = view(4 + phase);
    for (int i = from; i + 1 < to; i += 2) {
      int high = Character.digit(in.at(run[i]), 16);
      out.add(high << 4 | Character.digit(in.at(run[i + 1]), 16), start(i), end(i + 1));
    }
    out.extendLast(end(to - 1));
    out.add(0, end(to - 1), end(to - 1));
  }

  private DecodedText view(int index) {
    if (views == null) {
      views = new DecodedText[6];
    }
    DecodedText known = views[index];
    DecodedText view = known == null ? new DecodedText(length, true) : known;
    views[index] = view;
    return view;
  }

  private int start(int index) {
    return in.start(run[index]);
  }

  private int end(int index) {
    return in.end(run[index]);
  }
}
