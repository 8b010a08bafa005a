package io.atlas.tokens.token;

import io.atlas.model.event.TokenState;
import io.atlas.model.provider.Providers;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Opens books that all follow the same rules. Thread-safe. */
public final class TokenBooks {

  private final GrantSeal seal;
  private final RefreshPolicy policy;
  private final Providers providers;
  private final AccountTokens accounts;

  public TokenBooks(
      GrantSeal seal, RefreshPolicy policy, Providers providers, AccountTokens accounts) {
    this.seal = seal;
    this.policy = policy;
    this.providers = providers;
    this.accounts = accounts;
  }

  /**
   * @param published what stands on {@code tokens}, or null
   * @param calls numbers that no other request of this process has, so that a response to a request
   *     of an earlier book is never taken for one of this
   */
  public TokenBook open(String connectionId, @Nullable TokenState published, LongSupplier calls) {
    return new TokenBook(connectionId, published, seal, policy, providers, accounts, calls);
  }
}
