package io.atlas.model.event;

/**
 * Halves of surrogate pairs, which JSON can name ({@code "\ud83d"}) and no encoding can carry. One
 * rule everywhere: JSON keeps the escape that it came as, all else has U+FFFD in its place.
 */
public final class Surrogates {

  private Surrogates() {}

  /** Whether every surrogate of the text has its other half. */
  public static boolean arePaired(CharSequence text) {
    return firstUnpaired(text, 0) < 0;
  }

  /** The text with U+FFFD for every half. */
  public static String replaced(String text) {
    return replaced(text, false);
  }

  /**
   * @param json in which they stand within strings, as all that is not ASCII does
   */
  public static String escapedInJson(String json) {
    return replaced(json, true);
  }

  private static String replaced(String text, boolean escaped) {
    int half = firstUnpaired(text, 0);
    if (half < 0) {
      return text;
    }
    StringBuilder whole = new StringBuilder(text.length() + 16);
    int copied = 0;
    for (; half >= 0; half = firstUnpaired(text, copied)) {
      whole.append(text, copied, half);
      if (escaped) {
        whole.append(String.format("\\u%04X", (int) text.charAt(half)));
      } else {
        whole.append('\uFFFD');
      }
      copied = half + 1;
    }
    return whole.append(text, copied, text.length()).toString();
  }

  private static int firstUnpaired(CharSequence text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean half =
          Character.isHighSurrogate(c)
              ? i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))
              : Character.isLowSurrogate(c)
                  && (i == from || !Character.isHighSurrogate(text.charAt(i - 1)));
      if (half) {
        return i;
      }
    }
    return -1;
  }
}
