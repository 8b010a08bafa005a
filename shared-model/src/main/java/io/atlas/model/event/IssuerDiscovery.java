package io.atlas.model.event;

import io.atlas.model.event.ConnectionSettings.AuthMethod;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for an issuer's metadata (RFC 8414, OpenID Connect Discovery); a value of {@code
 * credential-tests} with its own {@code ce_type}, keyed by test id.
 *
 * @param caCertificates PEM; the only authorities trusted for the issuer, if given
 * @param deadline an answer after it is of no use
 */
public record IssuerDiscovery(String issuer, @Nullable String caCertificates, Instant deadline) {

  public IssuerDiscovery {
    if (issuer == null || deadline == null) {
      throw new IllegalArgumentException("a discovery has an issuer and a deadline");
    }
  }

  /**
   * What the metadata says; a value of {@code credential-test-results}, keyed by test id.
   *
   * @param mtlsTokenEndpoint for clients that bring a certificate, where it differs (RFC 8705
   *     section 5)
   * @param authMethods those of ours that the issuer supports, the one to prefer first
   * @param failure null where the metadata could be read
   */
  public record Result(
      @Nullable String issuer,
      @Nullable String tokenEndpoint,
      @Nullable String mtlsTokenEndpoint,
      List<AuthMethod> authMethods,
      List<String> scopes,
      List<String> warnings,
      @Nullable CredentialFailure failure) {

    public Result {
      if ((tokenEndpoint == null) == (failure == null)) {
        throw new IllegalArgumentException("a result has a token endpoint or a failure");
      }
      authMethods =
          authMethods == null
              ? List.of()
              : authMethods.stream().filter(method -> method != AuthMethod.UNKNOWN).toList();
      scopes = scopes == null ? List.of() : List.copyOf(scopes);
      warnings = warnings == null ? List.of() : List.copyOf(warnings);
    }

    public static Result failed(CredentialFailure failure) {
      return new Result(null, null, null, List.of(), List.of(), List.of(), failure);
    }
  }
}
