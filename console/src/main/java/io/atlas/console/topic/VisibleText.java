package io.atlas.console.topic;

import io.atlas.model.event.Surrogates;

/** Foreign text as a page can show it: what cannot be seen, or steers, stands there as its code. */
final class VisibleText {

  private VisibleText() {}

  /** Line breaks and tabs stay; the text itself where nothing in it is to be told. */
  static String of(String text) {
    String whole = Surrogates.replaced(text);
    int first = 0;
    while (first < whole.length() && !isHidden(whole.charAt(first))) {
      first++;
    }
    if (first == whole.length()) {
      return whole;
    }
    StringBuilder shown = new StringBuilder(whole.length() + 64).append(whole, 0, first);
    for (int i = first; i < whole.length(); i++) {
      char each = whole.charAt(i);
      if (isHidden(each)) {
        shown.append("\\u").append(String.format("%04x", (int) each));
      } else {
        shown.append(each);
      }
    }
    return shown.toString();
  }

  /** The same in one line, cut. */
  static String line(String text, int longest) {
    String shown = of(cut(text, longest)).replace('\n', ' ').replace('\t', ' ');
    return text.length() > longest ? shown + "…" : shown;
  }

  /** At most so many characters, and no half of one. */
  static String cut(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    boolean half = Character.isHighSurrogate(text.charAt(longest - 1));
    return text.substring(0, half ? longest - 1 : longest);
  }

  /**
   * Controls, marks of direction, what has no width; half of what has two {@code char}s is none.
   */
  private static boolean isHidden(char each) {
    return switch (Character.getType(each)) {
      case Character.CONTROL -> each != '\n' && each != '\t';
      case Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED,
          Character.PRIVATE_USE ->
          true;
      default -> false;
    };
  }
}
