package io.atlas.testing.fuzz;

import java.util.List;
import java.util.Random;

/**
 * Texts that are hard on whoever reads them: runs of what expressions backtrack over, escapes of
 * every kind, half a surrogate pair, and known good texts with a part lost, doubled or replaced.
 */
public final class HostileText {

  /** Long enough for quadratic work to show, short enough for thousands of tries. */
  private static final int LONGEST_RUN = 40_000;

  private static final List<String> PIECES =
      List.of(
          "\\",
          "\\\\",
          "\\u005c",
          "\\u00",
          "\"",
          "'",
          "`",
          "%",
          "%25",
          "%5C",
          "%00",
          "%2e%2e%2f",
          "&#",
          "&#x5c;",
          "&#0000092;",
          "&amp;",
          "&quot;",
          "{",
          "}",
          "{{",
          "}}",
          "[",
          "]",
          "<",
          "<!--",
          "\r\n",
          "\n",
          "\r",
          "\t",
          " ",
          "\u00A0",
          "\u2028",
          "\u0000",
          "\u001B[2J",
          "\u007F",
          "\uFEFF",
          "\u202E",
          "\u200D",
          "é",
          "\u0130",
          "漢",
          "😀",
          "\uD800",
          "\uDC00",
          "a.",
          "-",
          "--",
          ",",
          ", ",
          ";",
          ":",
          "::",
          "=",
          "==",
          "/",
          "//",
          "..",
          "../",
          "..;/",
          "#",
          "?",
          "@",
          "*",
          "+",
          "_",
          "~",
          "$",
          "^",
          "(",
          ")",
          "|",
          "0",
          "00",
          "9",
          "1e9",
          "Ω",
          "ﬀ",
          "İ",
          "ß");

  private HostileText() {}

  /** A piece that means something to a parser, or any characters. */
  public static Grammar<String> pieces() {
    return Grammar.weighted(6, Grammar.of(PIECES))
        .or(2, characters('\u0000', '\uFFFF', 8))
        .or(3, ascii(12))
        .or(3, words());
  }

  public static Grammar<String> words() {
    return characters('a', 'z', 10);
  }

  /** Printable ASCII, and at least one character. */
  public static Grammar<String> ascii(int most) {
    return characters(' ', '~', most);
  }

  private static Grammar<String> characters(char first, char last, int most) {
    return random -> {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(most); i >= 0; i--) {
        text.append((char) (first + random.nextInt(last - first + 1)));
      }
      return text.toString();
    };
  }

  /** One piece over and over: mostly a few times, sometimes tens of thousands. */
  public static Grammar<String> runs() {
    Grammar<Integer> times =
        Grammar.weighted(40, Grammar.numbers(1, 4))
            .or(8, Grammar.numbers(5, 200))
            .or(1, Grammar.of(255, 256, 1_000, 4_096, 8_192, 8_193, 16_384, LONGEST_RUN));
    Grammar<String> pieces = pieces();
    return random -> {
      String piece = pieces.make(random);
      return piece.repeat(Math.min(times.make(random), LONGEST_RUN / piece.length()));
    };
  }

  /** A few runs in a row. */
  public static Grammar<String> texts() {
    return runs().joined(0, 6, "");
  }

  /** Texts of a grammar of which most are changed in up to three places. */
  public static Grammar<String> mutated(Grammar<String> good) {
    Grammar<String> runs = runs();
    return random -> {
      String text = good.make(random);
      for (int i = random.nextInt(4); i > 0; i--) {
        text = mutated(text, runs, random);
      }
      return text;
    };
  }

  private static String mutated(String text, Grammar<String> runs, Random random) {
    int one = random.nextInt(text.length() + 1);
    // Mostly something small, as in a known good text that is damaged.
    int reach = random.nextBoolean() ? 8 : text.length();
    int other = Math.min(text.length(), one + random.nextInt(reach + 1));
    String before = text.substring(0, one);
    String part = text.substring(one, other);
    String after = text.substring(other);
    return switch (random.nextInt(5)) {
      case 0 -> before + runs.make(random) + part + after;
      case 1 -> before + runs.make(random) + after;
      case 2 -> before + after;
      case 3 -> text.length() > LONGEST_RUN ? text : before + part + part + after;
      default -> before;
    };
  }
}
