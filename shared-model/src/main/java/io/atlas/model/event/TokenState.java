package io.atlas.model.event;

import io.atlas.model.seal.SealedText;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a connection's access token; a value of {@code tokens}, keyed by connection id.
 * A denial stands beside a grant that is still valid; both null is never published (a tombstone
 * is).
 */
public record TokenState(@Nullable Grant grant, @Nullable Denial denied) {

  public TokenState {
    if (grant == null && denied == null) {
      throw new IllegalArgumentException("a token state has a grant, a denial or both");
    }
  }

  public static TokenState granted(Grant grant) {
    return new TokenState(grant, null);
  }

  /**
   * An access token for the workers.
   *
   * @param generation max(last + 1, epoch milliseconds): rises with every token of the connection
   * @param credentialsVersion the version of the credentials the token was issued for
   * @param sealedToken bound to connection, credentials version and generation
   * @param sealedBindingKey of a bound token the private key to show with it, a JWK for DPoP and
   *     PKCS #8 in base64 for a certificate; bound as the token is, and to the account
   * @param issuedAt when the token request was sent: the provider's clock starts no earlier
   * @param refreshAt from here on the first use asks for the next token
   * @param expiresAt from here on the token is not used; the margin is already taken off
   */
  public record Grant(
      long generation,
      long credentialsVersion,
      SealedText sealedToken,
      @Nullable SealedText sealedBindingKey,
      Instant issuedAt,
      Instant refreshAt,
      Instant expiresAt) {

    public Grant {
      generation = Versions.checked(generation);
      credentialsVersion = Versions.checked(credentialsVersion);
      if (refreshAt.isAfter(expiresAt)) {
        throw new IllegalArgumentException("refreshAt is after expiresAt");
      }
    }
  }

  /**
   * The provider refused, or could not be used.
   *
   * @param credentialsVersion the version that was refused; a newer one may be tried at once
   * @param providerError the provider's own code, or null
   * @param retryAt no use asks before; the token-service may
   * @param askedAt when the provider was asked, null where it was not because others have no answer
   * @param eventsWaitMs where tokens were issued before and the refusal may pass: events younger
   *     than this wait, whatever the category; else null
   */
  public record Denial(
      long credentialsVersion,
      CredentialCategory category,
      @Nullable String providerError,
      String summary,
      String hint,
      Instant retryAt,
      @Nullable Instant askedAt,
      @Nullable Long eventsWaitMs) {

    public Denial(
        long credentialsVersion,
        CredentialCategory category,
        @Nullable String providerError,
        String summary,
        String hint,
        Instant retryAt) {
      this(credentialsVersion, category, providerError, summary, hint, retryAt, null, null);
    }

    /** The same, put off. */
    public Denial until(Instant later) {
      return new Denial(
          credentialsVersion, category, providerError, summary, hint, later, askedAt, eventsWaitMs);
    }
  }
}
