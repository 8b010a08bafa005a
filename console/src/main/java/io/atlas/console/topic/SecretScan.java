package io.atlas.console.topic;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds in any text what must not be shown: seals (JWE), signed tokens (JWS), what follows {@code
 * Bearer}, private keys, and what stands behind a name that says secret, in JSON, forms, URLs and
 * header lines, whole or broken. One pass over the text, and nothing is looked at twice. Not
 * thread-safe.
 */
final class SecretScan {

  static final String REDACTED = "[redacted]";
  static final String SEALED = "[sealed]";

  /** What signed and sealed tokens begin with: <code>{"</code> in base64. */
  private static final String TOKEN_START = "eyJ";

  private static final String VALUE = "value";

  private static final String PRIVATE_KEY = "PRIVATE KEY-----";

  /** Shorter words after {@code Basic} are prose. */
  private static final int SHORTEST_CREDENTIAL = 8;

  private final CharSequence text;
  private final List<Hidden> hidden = new ArrayList<>();
  private int at;

  private SecretScan(CharSequence text) {
    this.text = text;
  }

  /**
   * A part of the text.
   *
   * @param to behind its last character
   * @param seal whether it is a seal; a secret where not
   */
  record Hidden(int from, int to, boolean seal) {}

  /** The parts, first to last; none overlaps. */
  static List<Hidden> in(CharSequence text) {
    SecretScan scan = new SecretScan(text);
    if (text.toString().contains(PRIVATE_KEY)) {
      return List.of(new Hidden(0, text.length(), false));
    }
    scan.run();
    return scan.hidden;
  }

  /** The text with marks in place of what is hidden. */
  static String shown(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    int from = 0;
    for (Hidden each : in(text)) {
      shown.append(text, from, each.from()).append(each.seal() ? SEALED : REDACTED);
      from = each.to();
    }
    return from == 0 ? text : shown.append(text, from, text.length()).toString();
  }

  private void run() {
    while (at < text.length()) {
      if (!isWord(text.charAt(at))) {
        at++;
        continue;
      }
      int from = at;
      while (at < text.length() && isWord(text.charAt(at))) {
        at++;
      }
      word(from, at);
    }
  }

  private void word(int from, int to) {
    CharSequence word = text.subSequence(from, to);
    int token = tokenStart(from, to);
    if (token >= 0) {
      int dots = (int) word.chars().filter(each -> each == '.').count();
      hidden.add(new Hidden(from, to, dots >= 4));
      return;
    }
    if (isScheme(word)) {
      credential();
      return;
    }
    boolean seal = SecretNames.isSealed(word);
    if (seal || SecretNames.isSecret(word)) {
      value(seal);
    }
  }

  /** Where a token begins in the word, which has at least two dots behind it; −1 for nowhere. */
  private int tokenStart(int from, int to) {
    int dots = 0;
    int start = -1;
    for (int i = from; i < to; i++) {
      if (start < 0 && startsWith(i, to)) {
        start = i;
      }
      if (start >= 0 && text.charAt(i) == '.') {
        dots++;
      }
    }
    return dots >= 2 ? start : -1;
  }

  private boolean startsWith(int from, int to) {
    for (int i = 0; i < TOKEN_START.length(); i++) {
      if (from + i >= to || text.charAt(from + i) != TOKEN_START.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isScheme(CharSequence word) {
    String scheme = word.length() > 6 ? "" : word.toString();
    return scheme.equalsIgnoreCase("Bearer")
        || scheme.equalsIgnoreCase("Basic")
        || scheme.equalsIgnoreCase("DPoP");
  }

  /** What follows a scheme and spaces. */
  private void credential() {
    int from = at;
    while (from < text.length() && " +%20:".indexOf(text.charAt(from)) >= 0) {
      from++;
    }
    int to = from;
    while (to < text.length() && isCredential(text.charAt(to))) {
      to++;
    }
    if (from > at && to - from >= SHORTEST_CREDENTIAL) {
      hidden.add(new Hidden(from, to, isSealedToken(from, to)));
      at = to;
    }
  }

  private boolean isSealedToken(int from, int to) {
    return tokenStart(from, to) >= 0
        && text.subSequence(from, to).chars().filter(each -> each == '.').count() >= 4;
  }

  /** What is assigned to the name that was just read: up to its quote, or to where it ends. */
  private void value(boolean seal) {
    int i = at;
    while (i < text.length() && isQuoteOrSpace(text.charAt(i))) {
      i++;
    }
    if (i < text.length() && text.charAt(i) == ',') {
      i = valueOfPair(i + 1);
    }
    if (i == text.length() || (text.charAt(i) != ':' && text.charAt(i) != '=')) {
      return;
    }
    i++;
    while (i < text.length() && Character.isWhitespace(text.charAt(i))) {
      i++;
    }
    int escapes = 0;
    while (i < text.length() && text.charAt(i) == '\\') {
      escapes++;
      i++;
    }
    boolean quoted = i < text.length() && (text.charAt(i) == '"' || text.charAt(i) == '\'');
    int from = quoted ? i + 1 : i;
    int to = quoted ? closing(from, text.charAt(i), escapes) : unquotedEnd(from);
    if (to > from && !isPlain(from, to)) {
      hidden.add(new Hidden(from, to, seal));
    }
    at = Math.max(at, to);
  }

  /** Behind {@code "value"}, of a header that is told as name and value; else where it began. */
  private int valueOfPair(int from) {
    int i = from;
    while (i < text.length() && isQuoteOrSpace(text.charAt(i))) {
      i++;
    }
    int end = i + VALUE.length();
    if (end > text.length() || !text.subSequence(i, end).toString().equals(VALUE)) {
      return from - 1;
    }
    i = end;
    while (i < text.length() && isQuoteOrSpace(text.charAt(i))) {
      i++;
    }
    return i;
  }

  /** The quote that is escaped as often as the first; more often is a quote in the value. */
  private int closing(int from, char quote, int escapes) {
    int before = 0;
    for (int i = from; i < text.length(); i++) {
      char each = text.charAt(i);
      if (each == '\\') {
        before++;
        continue;
      }
      boolean closes = escapes == 0 ? before % 2 == 0 : before <= escapes;
      if (each == quote && closes) {
        return i - Math.min(before, escapes);
      }
      before = 0;
    }
    return text.length();
  }

  /** A header's value goes on to the end of its line, spaces included. */
  private int unquotedEnd(int from) {
    int to = from;
    while (to < text.length() && "\"'\\&;,}])<\r\n".indexOf(text.charAt(to)) < 0) {
      to++;
    }
    return to;
  }

  /** A structure, or what is no secret whatever its name. */
  private boolean isPlain(int from, int to) {
    String value = text.subSequence(from, Math.min(to, from + 6)).toString();
    return value.startsWith("{")
        || value.startsWith("[")
        || (to - from < 6 && List.of("true", "false", "null").contains(value.strip()));
  }

  private static boolean isQuoteOrSpace(char each) {
    return each == '"' || each == '\'' || each == '\\' || each == ' ' || each == '\t';
  }

  private static boolean isWord(char each) {
    return Character.isLetterOrDigit(each) || each == '-' || each == '_' || each == '.';
  }

  private static boolean isCredential(char each) {
    return isWord(each) || each == '~' || each == '+' || each == '/' || each == '=';
  }
}
