package io.atlas.tokens.grant;

import io.atlas.model.seal.Secret;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The times in a token that is a JWT (RFC 7519 section 4.1), unverified. Pure. */
record JwtTimes(
    @Nullable Instant expiresAt, @Nullable Instant issuedAt, @Nullable Instant notBefore) {

  /** The year 5138, in seconds. */
  private static final double LAST = 100_000_000_000d;

  static JwtTimes of(Secret token) {
    JsonNode claims = JwtClaims.of(token);
    return new JwtTimes(
        time(claims.path("exp")), time(claims.path("iat")), time(claims.path("nbf")));
  }

  private static @Nullable Instant time(JsonNode claim) {
    if (!claim.isNumber()) {
      return null;
    }
    double seconds = claim.doubleValue();
    return Math.abs(seconds) <= LAST ? Instant.ofEpochSecond((long) seconds) : null;
  }
}
