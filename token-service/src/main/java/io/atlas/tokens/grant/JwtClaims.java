package io.atlas.tokens.grant;

import io.atlas.model.event.EventJson;
import io.atlas.model.seal.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** What an access token says of itself, where it is a JWT; unverified, for it is not for us. */
final class JwtClaims {

  private JwtClaims() {}

  /** An object, or a missing node where the token is opaque. */
  static JsonNode of(Secret token) {
    String[] parts = token.value().split("\\.", -1);
    if (parts.length != 3) {
      return MissingNode.getInstance();
    }
    try {
      byte[] payload = Base64.getUrlDecoder().decode(parts[1]);
      JsonNode claims = EventJson.MAPPER.readTree(new String(payload, StandardCharsets.UTF_8));
      return claims.isObject() ? claims : MissingNode.getInstance();
    } catch (IllegalArgumentException | JacksonException opaque) {
      return MissingNode.getInstance();
    }
  }
}
