package io.atlas.tokens.grant;

import io.atlas.model.event.EventJson;
import io.atlas.model.seal.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The times in a token that is a JWT (RFC 7519 section 4.1), unverified. Pure. */
record JwtTimes(
    @Nullable Instant expiresAt, @Nullable Instant issuedAt, @Nullable Instant notBefore) {

  private static final JwtTimes NONE = new JwtTimes(null, null, null);

  /** The year 5138, in seconds. */
  private static final double LAST = 100_000_000_000d;

  static JwtTimes of(Secret token) {
    String[] parts = token.value().split("\\.", -1);
    if (parts.length != 3) {
      return NONE;
    }
    try {
      byte[] payload = Base64.getUrlDecoder().decode(parts[1]);
      JsonNode claims = EventJson.MAPPER.readTree(new String(payload, StandardCharsets.UTF_8));
      return new JwtTimes(
          time(claims.path("exp")), time(claims.path("iat")), time(claims.path("nbf")));
    } catch (IllegalArgumentException | JacksonException opaque) {
      return NONE;
    }
  }

  private static @Nullable Instant time(JsonNode claim) {
    if (!claim.isNumber()) {
      return null;
    }
    double seconds = claim.doubleValue();
    return Math.abs(seconds) <= LAST ? Instant.ofEpochSecond((long) seconds) : null;
  }
}
