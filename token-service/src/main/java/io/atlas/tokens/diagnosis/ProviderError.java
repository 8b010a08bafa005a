package io.atlas.tokens.diagnosis;

import org.jspecify.annotations.Nullable;

/**
 * A response without a token, as read; nothing in it is sanitised yet.
 *
 * @param status the HTTP status
 * @param code the provider's error code, or null
 * @param description the provider's words, or null
 * @param form what kind of body it was
 * @param contentType as the header says, or empty
 * @param location of a redirect, or null
 * @param bearerChallenge whether it asks for an access token (RFC 6750 section 3)
 */
public record ProviderError(
    int status,
    @Nullable String code,
    @Nullable String description,
    Form form,
    String contentType,
    @Nullable String location,
    boolean bearerChallenge) {

  /** What the body looks like, whatever its content type says. */
  public enum Form {
    JSON,
    FORM,
    HTML,
    EMPTY,
    OTHER
  }
}
