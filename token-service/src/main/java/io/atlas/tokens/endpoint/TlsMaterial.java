package io.atlas.tokens.endpoint;

import io.atlas.model.seal.Secret;
import org.jspecify.annotations.Nullable;

/**
 * What a connection brings for TLS beyond the usual.
 *
 * @param certificateChain PEM, the client's own first, or null
 * @param privateKey of the first certificate, PEM or JWK; exactly with a chain
 * @param authorities PEM, the only ones trusted, or null for the usual ones
 */
public record TlsMaterial(
    @Nullable String certificateChain, @Nullable Secret privateKey, @Nullable String authorities) {

  public static final TlsMaterial DEFAULT = new TlsMaterial(null, null, null);

  boolean isDefault() {
    return equals(DEFAULT);
  }
}
