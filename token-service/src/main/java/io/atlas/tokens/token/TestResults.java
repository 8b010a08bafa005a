package io.atlas.tokens.token;

import io.atlas.model.event.CredentialTest;
import io.atlas.model.event.TokenState;
import org.jspecify.annotations.Nullable;

/** What a provider's answer is to whoever tests credentials. */
public final class TestResults {

  private TestResults() {}

  /**
   * @param grant to be adopted by a connection that is saved afterwards, or null
   */
  @SuppressWarnings("NullAway") // does not see that the component of a nested type is nullable
  public static CredentialTest.Result of(
      ProviderResponse.Granted granted, TokenState.@Nullable Grant grant) {
    return new CredentialTest.Result(
        true,
        granted.latency().toMillis(),
        granted.tokenType(),
        granted.expiresIn(),
        granted.grantedScopes(),
        granted.warnings(),
        null,
        grant);
  }

  public static CredentialTest.Result of(ProviderResponse.Refused refused) {
    return CredentialTest.Result.failed(refused.latency().toMillis(), refused.failure());
  }

  public static CredentialTest.Result of(ProviderResponse.HeldBack heldBack) {
    return CredentialTest.Result.failed(heldBack.latency().toMillis(), heldBack.failure());
  }
}
