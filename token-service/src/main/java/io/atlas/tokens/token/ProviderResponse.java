package io.atlas.tokens.token;

import io.atlas.model.event.CredentialFailure;
import io.atlas.model.event.SecretPromotion;
import io.atlas.model.seal.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a token request ended. */
public sealed interface ProviderResponse {

  /** From sending to the last byte. */
  Duration latency();

  /**
   * An access token.
   *
   * @param bindingKey the private key that the token is of use with alone; null of a bearer token
   * @param lifetime from {@code sentAt}; zero where it may be used by those who wait and no longer
   * @param expiresIn seconds as the provider said, null where it said nothing usable
   * @param sentAt when the request was sent: the provider's clock starts no earlier
   * @param promotions seals that the connection should store in place of others
   */
  record Granted(
      Secret token,
      @Nullable Secret bindingKey,
      String tokenType,
      Duration lifetime,
      @Nullable Long expiresIn,
      List<String> grantedScopes,
      List<String> warnings,
      Instant sentAt,
      Duration latency,
      List<SecretPromotion> promotions)
      implements ProviderResponse {

    public Granted {
      grantedScopes = List.copyOf(grantedScopes);
      warnings = List.copyOf(warnings);
      promotions = List.copyOf(promotions);
    }
  }

  /**
   * The provider was not asked: its host is not answering, or has enough to do.
   *
   * @param retryAfter a try before is of no use, unless the host answers others meanwhile
   */
  record HeldBack(CredentialFailure failure, Duration retryAfter, Duration latency)
      implements ProviderResponse {}

  /**
   * No token.
   *
   * @param retryAfter what the provider asked to wait, already bounded, or null
   */
  record Refused(CredentialFailure failure, @Nullable Duration retryAfter, Duration latency)
      implements ProviderResponse {}
}
