package io.atlas.kit.identity;

import java.util.Map;
import java.util.Optional;

/**
 * The claim of access tokens that names the account, read in one way everywhere: an account that
 * one service knows and another does not would see half of what is its own.
 *
 * @param name of the claim
 */
public record AccountClaim(String name) {

  /** In characters; it is part of keys and indexes. */
  public static final int LONGEST = 128;

  public AccountClaim {
    if (name.isBlank()) {
      throw new IllegalArgumentException("atlas.account-claim must name a claim");
    }
  }

  /** The account; empty where the claim is missing, or holds something else than a usable text. */
  public Optional<String> in(Map<String, Object> claims) {
    return claims.get(name) instanceof String account && isUsable(account)
        ? Optional.of(account)
        : Optional.empty();
  }

  /** Whether a text can name an account: 1 to 128 printable characters, no blank at either end. */
  public static boolean isUsable(String account) {
    return !account.isEmpty()
        && account.codePointCount(0, account.length()) <= LONGEST
        && account.strip().equals(account)
        && account.codePoints().allMatch(AccountClaim::isPrintable);
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /** What to tell whoever has a token without one. */
  public String missing() {
    return "The access token names no account: the claim \""
        + name
        + "\" must be a text of 1 to "
        + LONGEST
        + " printable characters.";
  }
}
