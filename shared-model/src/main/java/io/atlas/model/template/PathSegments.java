package io.atlas.model.template;

import java.nio.charset.StandardCharsets;

/**
 * Looks for what leads out of the path that an author wrote (RFC 3986 section 5.2.4): dot segments,
 * and what becomes one where a server or a proxy decodes {@code %2F} and {@code %5C}, takes a
 * backslash for a slash, or cuts off what follows a semicolon. Pure functions, linear.
 */
final class PathSegments {

  /** Each round may reveal another: {@code %252E}. Servers that decode more often are not known. */
  private static final int DECODINGS = 3;

  private PathSegments() {}

  /** Whether a segment between {@code from} and the query is {@code .} or {@code ..} as it is. */
  static boolean hasDots(String url, int from) {
    return has(url, from, 1, "/");
  }

  /** Whether a dot segment appears where the path is decoded and taken apart as some servers do. */
  static boolean hasHiddenDots(String url, int from) {
    return has(url, from, DECODINGS, "/\\");
  }

  private static boolean has(String url, int from, int decodings, String separators) {
    int query = url.indexOf('?', from);
    String path = url.substring(from, query < 0 ? url.length() : query);
    for (int i = 0; i <= decodings; i++) {
      if (hasDotPart(path, separators, decodings > 1)) {
        return true;
      }
      String decoded = decodings == 1 ? dotsDecoded(path) : decoded(path);
      if (decoded.length() == path.length()) {
        return false;
      }
      path = decoded;
    }
    return hasDotPart(path, separators, decodings > 1);
  }

  private static boolean hasDotPart(String path, String separators, boolean parameters) {
    int start = 0;
    for (int i = 0; i <= path.length(); i++) {
      if (i == path.length() || separators.indexOf(path.charAt(i)) >= 0) {
        if (isDots(path, start, i, parameters)) {
          return true;
        }
        start = i + 1;
      }
    }
    return false;
  }

  /**
   * @param parameters whether what follows a semicolon counts as parameters of the segment
   */
  private static boolean isDots(String path, int from, int to, boolean parameters) {
    int dots = 0;
    while (from + dots < to && path.charAt(from + dots) == '.') {
      dots++;
    }
    boolean ends = from + dots == to || (parameters && path.charAt(from + dots) == ';');
    return ends && (dots == 1 || dots == 2);
  }

  private static String dotsDecoded(String path) {
    return path.replace("%2e", ".").replace("%2E", ".");
  }

  /** One round of percent-decoding; only ASCII matters here, and other octets stay apart. */
  private static String decoded(String path) {
    if (path.indexOf('%') < 0) {
      return path;
    }
    byte[] out = new byte[path.length()];
    int length = 0;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      int value = c == '%' && i + 2 < path.length() ? octet(path, i + 1) : -1;
      if (value >= 0) {
        out[length++] = (byte) value;
        i += 2;
      } else {
        out[length++] = (byte) c;
      }
    }
    return new String(out, 0, length, StandardCharsets.ISO_8859_1);
  }

  private static int octet(String text, int at) {
    int high = Character.digit(text.charAt(at), 16);
    int low = Character.digit(text.charAt(at + 1), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }
}
