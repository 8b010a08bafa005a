package io.atlas.tokens.token;

import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.model.event.TokenState;
import io.atlas.model.event.TokenState.Grant;
import io.atlas.model.seal.SealedText;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the large tokens of each account take together. Every worker holds all tokens in memory, so
 * without a bound the provider of one account could fill all of them (I12). Plain tokens are not
 * counted: there is one a connection, and connections are bounded by what their account may store.
 * Thread-safe.
 */
public final class AccountTokens {

  /**
   * Sealed, a token of 4 KiB takes this much and a little; those of identity providers have 1 to 3
   * KB.
   */
  static final int PLAIN = 6 << 10;

  /** Counted in steps, because the next token of a connection is seldom as long to the byte. */
  private static final long STEP = 1 << 10;

  private final long most;

  // Guarded by this.
  private final Map<String, Large> held = new HashMap<>();
  private final Map<String, Long> sums = new HashMap<>();

  /** A connection's token that is no plain one. */
  public record Large(String accountId, long bytes) {

    /** Null for a plain token, or none. */
    public static @Nullable Large of(String accountId, @Nullable TokenState state) {
      return state == null ? null : of(accountId, state.grant());
    }

    static @Nullable Large of(String accountId, @Nullable Grant grant) {
      if (grant == null) {
        return null;
      }
      SealedText key = grant.sealedBindingKey();
      long bytes = grant.sealedToken().jwe().length();
      bytes += key == null ? 0 : key.jwe().length();
      return bytes <= PLAIN ? null : new Large(accountId, Math.ceilDiv(bytes, STEP) * STEP);
    }
  }

  /**
   * @param most bytes that the large tokens of one account may take, sealed
   */
  public AccountTokens(long most) {
    this.most = most;
  }

  /** Whether the account may have the token in place of what the connection has now. */
  synchronized boolean admits(String accountId, String connectionId, Grant grant) {
    Large large = Large.of(accountId, grant);
    if (large == null) {
      return true;
    }
    Large before = held.get(connectionId);
    long own = before == null ? 0 : before.bytes();
    return large.bytes() <= own || sums.getOrDefault(accountId, 0L) - own + large.bytes() <= most;
  }

  /** The connection's state is about to be this. */
  public void hold(String connectionId, @Nullable String accountId, @Nullable TokenState state) {
    hold(connectionId, accountId == null ? null : Large.of(accountId, state));
  }

  private synchronized void hold(String connectionId, @Nullable Large large) {
    Large before = large == null ? held.remove(connectionId) : held.put(connectionId, large);
    if (before != null) {
      add(before.accountId(), -before.bytes());
    }
    if (large != null) {
      add(large.accountId(), large.bytes());
    }
  }

  /** These are all that there are, by connection id. */
  public synchronized void recount(Map<String, Large> all) {
    held.clear();
    sums.clear();
    all.forEach(this::hold);
  }

  private void add(String accountId, long bytes) {
    sums.merge(accountId, bytes, (before, more) -> before + more == 0 ? null : before + more);
  }

  /** Why a token was not kept, and what to do. */
  CredentialFailure refusal() {
    return new CredentialFailure(
        CredentialCategory.BAD_RESPONSE,
        null,
        "The provider issued a token of more than 4 KiB, and with it those of this account would"
            + " take more than %d MiB, the most that they may.".formatted(most >> 20),
        "Have the provider put less into its tokens, such as fewer groups or roles, or delete"
            + " connections that nobody uses; or ask the operator for more"
            + " (atlas.account-tokens).");
  }
}
