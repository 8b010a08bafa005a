package io.atlas.tokens.grant;

import io.atlas.model.seal.Secret;
import org.jspecify.annotations.Nullable;

/**
 * What a connection brings for TLS beyond the usual.
 *
 * @param certificateChain PEM, the client's own first, or null
 * @param privateKey of the first certificate, PEM or JWK; exactly with a chain
 * @param authorities PEM, the only ones trusted, or null for the usual ones
 */
record TlsMaterial(
    @Nullable String certificateChain, @Nullable Secret privateKey, @Nullable String authorities) {

  static final TlsMaterial DEFAULT = new TlsMaterial(null, null, null);

  boolean isDefault() {
    return equals(DEFAULT);
  }
}
