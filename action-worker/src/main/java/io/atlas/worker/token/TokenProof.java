package io.atlas.worker.token;

import io.atlas.model.dpop.DpopKey;
import io.atlas.model.seal.Origin;
import io.atlas.model.seal.Secret;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Shows that we hold the key of a DPoP-bound token (RFC 9449 section 7). Thread-safe. */
public final class TokenProof {

  private final DpopKey key;
  private final Secret token;

  TokenProof(DpopKey key, Secret token) {
    this.key = key;
    this.token = token;
  }

  /**
   * For one request.
   *
   * @param target path and query
   * @param nonce that the target gave last, or null
   */
  public Secret of(
      String method, Origin server, String target, @Nullable String nonce, Instant now) {
    return new Secret(key.proof(method, server, target, token, nonce, now));
  }
}
