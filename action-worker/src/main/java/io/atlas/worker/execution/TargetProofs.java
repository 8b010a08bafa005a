package io.atlas.worker.execution;

import io.atlas.model.dpop.DpopNonces;
import io.atlas.model.seal.Origin;
import io.atlas.model.seal.Secret;
import io.atlas.model.template.Rendered;
import io.atlas.worker.call.CallOutcome;
import io.atlas.worker.call.CallOutcome.Responded;
import io.atlas.worker.token.TokenProof;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Proofs that go along with bound tokens, and the nonces that targets want in them (RFC 9449
 * sections 7 and 9). Thread-safe.
 */
final class TargetProofs {

  static final String HEADER = "DPoP";

  private final DpopNonces nonces = new DpopNonces();
  private final Clock clock;

  TargetProofs(Clock clock) {
    this.clock = clock;
  }

  /** A fresh one: a proof is used once. */
  Secret next(TokenProof proof, String method, Rendered.Request request) {
    Origin origin = request.origin();
    return proof.of(method, origin, request.target(), nonces.of(origin), clock.instant());
  }

  /**
   * Notes the nonce that a response gives.
   *
   * @return whether the response refuses the request for want of that nonce
   */
  boolean wantsNonce(Origin origin, CallOutcome call) {
    return call instanceof Responded response
        && nonces.remember(origin, response.header("DPoP-Nonce"))
        && response.status() == 401
        && says(response, "use_dpop_nonce");
  }

  /** Whether a request with a proof was refused for the proof: another token would not help. */
  static boolean refused(@Nullable TokenProof proof, CallOutcome call) {
    return proof != null
        && call instanceof Responded response
        && response.status() == 401
        && (says(response, "use_dpop_nonce") || says(response, "invalid_dpop_proof"));
  }

  private static boolean says(Responded response, String error) {
    return response.headers("WWW-Authenticate").contains(error);
  }
}
