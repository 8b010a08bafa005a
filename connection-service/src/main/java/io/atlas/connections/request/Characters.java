package io.atlas.connections.request;

/** Characters that a line of text may not hold, because nobody sees them. Pure functions. */
final class Characters {

  private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
  private static final int ZERO_WIDTH_JOINER = 0x200D;

  private Characters() {}

  /**
   * Characters that are not seen: two names could look the same, and a bidirectional override (UAX
   * #9) could make what stands beside a name lie. Joiners stay: some scripts and emoji need them.
   */
  static boolean isInvisible(String text) {
    return text.codePoints()
        .anyMatch(c ->
            switch (Character.getType(c)) {
              case Character.FORMAT -> c != ZERO_WIDTH_NON_JOINER && c != ZERO_WIDTH_JOINER;
              case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
              default -> false;
            });
  }

  static boolean hasControl(String text) {
    return text.chars().anyMatch(Character::isISOControl);
  }

  static String visible(String name) {
    String shown = name.length() > 100 ? name.substring(0, 100) : name;
    StringBuilder visible = new StringBuilder(shown.length());
    shown
        .chars()
        .map(c -> Character.isISOControl(c) || Character.isSurrogate((char) c) ? '?' : c)
        .forEach(c -> visible.append((char) c));
    return visible.toString();
  }
}
