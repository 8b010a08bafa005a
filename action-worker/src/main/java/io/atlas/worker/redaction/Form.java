package io.atlas.worker.redaction;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One way of writing a secret. */
sealed interface Form {

  /** Without it the form is not in a text. */
  String probe();

  /** What the form begins with, up to {@link SecretForms#SHORTEST_PIECE} characters; maybe none. */
  String head();

  /** The text with a mark in place of the form. */
  String redact(String text);

  /**
   * Where the text's end is a beginning of the form; the text's length where it is none, or the
   * form as a whole.
   */
  int beginsAtTheEndOf(String text);

  private static String beginning(String text, int longest) {
    return text.substring(0, Math.min(text.length(), longest));
  }

  /**
   * Exactly this text, or its beginning: whoever complains of a token may cut it off.
   *
   * @param telling so many characters at the beginning are taken for the form
   */
  record Literal(String text, int telling) implements Form {

    @Override
    public String probe() {
      return beginning(text, telling);
    }

    @Override
    public String head() {
      return beginning(text, SecretForms.SHORTEST_PIECE);
    }

    @Override
    public String redact(String in) {
      String probe = probe();
      int at = in.indexOf(probe);
      if (at < 0) {
        return in;
      }
      StringBuilder clean = new StringBuilder(in.length());
      int copied = 0;
      while (at >= 0) {
        clean.append(in, copied, at).append(SecretForms.REDACTED);
        copied = at + shared(in, at);
        at = in.indexOf(probe, copied);
      }
      return clean.append(in, copied, in.length()).toString();
    }

    /** How much of the form stands there. */
    private int shared(String in, int at) {
      int longest = Math.min(text.length(), in.length() - at);
      int length = 0;
      while (length < longest && in.charAt(at + length) == text.charAt(length)) {
        length++;
      }
      return length;
    }

    @Override
    public int beginsAtTheEndOf(String in) {
      if (in.endsWith(text)) {
        return in.length();
      }
      int at = in.indexOf(head(), Math.max(0, in.length() - text.length() + 1));
      while (at >= 0 && in.length() - at >= SecretForms.SHORTEST_PIECE) {
        if (shared(in, at) == in.length() - at) {
          return at;
        }
        at = in.indexOf(head(), at + 1);
      }
      return in.length();
    }
  }

  /**
   * Characters of which some are written in several ways, mixed at will.
   *
   * @param probe a part of it that is written in one way
   * @param head the beginning that is written in one way
   * @param longest that a match can be
   */
  record Written(Pattern pattern, String probe, String head, int longest) implements Form {

    @Override
    public String redact(String in) {
      return in.contains(probe) ? pattern.matcher(in).replaceAll(SecretForms.REDACTED) : in;
    }

    @Override
    @SuppressWarnings("JdkObsolete") // whether more text could match is just what is asked
    public int beginsAtTheEndOf(String in) {
      Matcher matcher = pattern.matcher(in);
      int last = in.length() - SecretForms.SHORTEST_PIECE;
      for (int at = Math.max(0, in.length() - longest); at <= last; at++) {
        if (in.startsWith(head, at)) {
          boolean whole = matcher.region(at, in.length()).lookingAt();
          if (whole && matcher.end() == in.length()) {
            return in.length();
          }
          if (!whole && matcher.hitEnd()) {
            return at;
          }
        }
      }
      return in.length();
    }
  }
}
