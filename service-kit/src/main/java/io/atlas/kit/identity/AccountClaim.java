package io.atlas.kit.identity;

import io.atlas.model.event.AccountIds;
import java.util.Map;
import java.util.Optional;

/**
 * The claim of access tokens that names the account, read in one way everywhere: an account that
 * one service knows and another does not would see half of what is its own.
 *
 * @param name of the claim
 */
public record AccountClaim(String name) {

  public AccountClaim {
    if (name.isBlank()) {
      throw new IllegalArgumentException("atlas.account-claim must name a claim");
    }
  }

  /** The account; empty where the claim is missing, or holds something else than a usable text. */
  public Optional<String> in(Map<String, Object> claims) {
    return claims.get(name) instanceof String account && AccountIds.isUsable(account)
        ? Optional.of(account)
        : Optional.empty();
  }

  /** What to tell whoever has a token without one. */
  public String missing() {
    return "The access token names no account: the claim \""
        + name
        + "\" must be a text of 1 to "
        + AccountIds.LONGEST
        + " printable characters.";
  }
}
