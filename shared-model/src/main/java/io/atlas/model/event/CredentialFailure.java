package io.atlas.model.event;

import org.jspecify.annotations.Nullable;

/**
 * Why no token could be had. Texts are sanitised and free of secrets.
 *
 * @param providerError the provider's own code, such as {@code invalid_client}
 * @param providerErrorDescription the provider's own words
 * @param hint what to do next
 */
public record CredentialFailure(
    CredentialCategory code,
    @Nullable String providerError,
    @Nullable String providerErrorDescription,
    String hint) {

  /** A failure the provider said nothing about. */
  public static CredentialFailure of(CredentialCategory code) {
    return new CredentialFailure(code, null, null, code.hint());
  }
}
