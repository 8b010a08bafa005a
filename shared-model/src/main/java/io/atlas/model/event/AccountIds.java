package io.atlas.model.event;

import org.jspecify.annotations.Nullable;

/** What may name an account: the same wherever an identity is read and wherever history is kept. */
public final class AccountIds {

  public static final int LONGEST = 128;

  private AccountIds() {}

  /**
   * Whether this is 1 to {@value #LONGEST} printable characters of the Basic Multilingual Plane,
   * without a space at either end. Controls, invisible format characters and surrogates are not
   * printable.
   */
  public static boolean isUsable(@Nullable String id) {
    return id != null
        && !id.isEmpty()
        && id.length() <= LONGEST
        && id.charAt(0) != ' '
        && id.charAt(id.length() - 1) != ' '
        && id.chars().allMatch(AccountIds::isPrintable);
  }

  private static boolean isPrintable(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> character == ' ';
      default -> true;
    };
  }
}
