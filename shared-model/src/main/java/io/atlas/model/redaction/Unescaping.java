package io.atlas.model.redaction;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One round of taking escapes off: of URLs (RFC 3986 section 2.1), JSON (RFC 8259 section 7) and
 * HTML, mixed at will. One pass, in which each byte is looked at a fixed number of times.
 * Backslashes go altogether: how often a text was escaped is not known, and doubles them each time.
 */
final class Unescaping {

  private static final Map<String, Character> NAMED =
      Map.of(
          "amp", '&', "lt", '<', "gt", '>', "quot", '"', "apos", '\'', "plus", '+', "sol", '/',
          "equals", '=', "nbsp", ' ', "percnt", '%');

  private static final int LONGEST_NAME = 6;

  private final DecodedText in;
  private final DecodedText out;
  private final boolean cut;
  private boolean changed;

  private Unescaping(DecodedText in, boolean cut) {
    this.in = in;
    this.out = new DecodedText(in.size(), in.encoded());
    this.cut = cut;
  }

  /**
   * @param cut whether the text was cut off, so that an escape at its end may lack its own end
   * @return null where there is no escape
   */
  static @Nullable DecodedText of(DecodedText in, boolean cut) {
    for (int i = 0; i < in.size(); i++) {
      if (isEscape(in.at(i))) {
        Unescaping unescaping = new Unescaping(in, cut);
        unescaping.run();
        return unescaping.changed ? unescaping.out : null;
      }
    }
    return null;
  }

  /** A secret in the form that {@link #of} leads to, however often it is applied. */
  static byte[] normalised(String secret, int rounds) {
    DecodedText view = DecodedText.of(secret);
    for (int i = 0; i < rounds; i++) {
      DecodedText next = of(view, false);
      if (next == null) {
        break;
      }
      view = next;
    }
    byte[] bytes = new byte[view.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = view.at(i);
    }
    return bytes;
  }

  private static boolean isEscape(byte b) {
    return b == '%' || b == '\\' || b == '&';
  }

  private void run() {
    int at = 0;
    while (at < in.size()) {
      at =
          switch (in.at(at)) {
            case '%' -> percent(at);
            case '\\' -> backslash(at);
            case '&' -> entity(at);
            default -> literal(at);
          };
    }
  }

  private int literal(int at) {
    out.add(in.at(at), in.start(at), in.end(at));
    return at + 1;
  }

  private int percent(int at) {
    int value = hex(at + 1, 2);
    return value < 0 ? incompleteOr(at, 3) : octet(value, at, at + 3);
  }

  private int backslash(int at) {
    if (at + 1 >= in.size()) {
      return dropped(at);
    }
    return switch (in.at(at + 1)) {
      case 'u' -> unicode(at);
      case 'x' -> {
        int value = hex(at + 2, 2);
        yield value >= 0 ? octet(value, at, at + 4) : dropped(at);
      }
      case 'n' -> octet('\n', at, at + 2);
      case 'r' -> octet('\r', at, at + 2);
      case 't' -> octet('\t', at, at + 2);
      default -> dropped(at);
    };
  }

  private int unicode(int at) {
    int unit = hex(at + 2, 4);
    if (unit >= 0) {
      return codeUnit(unit, at);
    }
    return cut && at + 6 > in.size() ? rest() : dropped(at);
  }

  private int codeUnit(int unit, int at) {
    if (Character.isHighSurrogate((char) unit)
        && at + 12 <= in.size()
        && in.at(at + 6) == '\\'
        && in.at(at + 7) == 'u') {
      int low = hex(at + 8, 4);
      if (low >= 0 && Character.isLowSurrogate((char) low)) {
        return character(Character.toCodePoint((char) unit, (char) low), at, at + 12);
      }
    }
    return character(unit, at, at + 6);
  }

  private int entity(int at) {
    int digits = at + 2;
    if (at + 1 >= in.size() || in.at(at + 1) != '#') {
      return named(at);
    }
    int radix = 10;
    if (digits < in.size() && (in.at(digits) | 0x20) == 'x') {
      radix = 16;
      digits++;
    }
    int value = 0;
    int end = digits;
    while (end < in.size() && Character.digit(in.at(end), radix) >= 0) {
      value =
          Math.min(
              Character.MAX_CODE_POINT + 1, value * radix + Character.digit(in.at(end), radix));
      end++;
    }
    if (end == in.size() && cut) {
      return rest();
    }
    boolean whole = end > digits && end < in.size() && in.at(end) == ';';
    return whole && value <= Character.MAX_CODE_POINT ? character(value, at, end + 1) : literal(at);
  }

  private int named(int at) {
    int end = at + 1;
    while (end < in.size() && end - at <= LONGEST_NAME && isLetter(in.at(end))) {
      end++;
    }
    if (end == in.size()) {
      return cut ? rest() : literal(at);
    }
    byte[] letters = new byte[end - at - 1];
    for (int i = 0; i < letters.length; i++) {
      letters[i] = in.at(at + 1 + i);
    }
    Character named = NAMED.get(new String(letters, StandardCharsets.US_ASCII));
    return named == null || in.at(end) != ';' ? literal(at) : character(named, at, end + 1);
  }

  private int octet(int value, int at, int next) {
    changed = true;
    out.add(value, in.start(at), in.end(next - 1));
    return next;
  }

  private int character(int c, int at, int next) {
    changed = true;
    out.addCharacter(c, in.start(at), in.end(next - 1));
    return next;
  }

  private int incompleteOr(int at, int length) {
    return cut && at + length > in.size() ? rest() : literal(at);
  }

  private int dropped(int at) {
    changed = true;
    out.extendLast(in.end(at));
    return at + 1;
  }

  /** The beginning of an escape at a cut end stands for a character that is not known. */
  private int rest() {
    changed = true;
    out.extendLast(in.end(in.size() - 1));
    return in.size();
  }

  /** Of so many digits; -1 where there are not as many. */
  private int hex(int at, int digits) {
    if (at + digits > in.size()) {
      return -1;
    }
    int value = 0;
    for (int i = at; i < at + digits; i++) {
      int digit = Character.digit(in.at(i), 16);
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private static boolean isLetter(byte b) {
    int c = b | 0x20;
    return c >= 'a' && c <= 'z';
  }
}
