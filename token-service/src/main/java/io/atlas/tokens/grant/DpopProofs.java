package io.atlas.tokens.grant;

import io.atlas.model.dpop.DpopKey;
import io.atlas.model.dpop.DpopNonces;
import io.atlas.model.event.ConnectionSettings.TokenBinding;
import io.atlas.model.provider.Provider;
import io.atlas.model.seal.Origin;
import io.atlas.model.seal.Secret;
import io.atlas.tokens.diagnosis.ProviderError;
import io.atlas.tokens.endpoint.HttpResponse;
import java.net.URI;
import java.time.Clock;

/** Shows token endpoints the key that a token is to be bound to (RFC 9449). Thread-safe. */
final class DpopProofs {

  private final DpopNonces nonces = new DpopNonces();
  private final Clock clock;

  DpopProofs(Clock clock) {
    this.clock = clock;
  }

  void put(TokenRequestDraft draft, DpopKey key, String tokenEndpoint) {
    URI url = URI.create(tokenEndpoint);
    Origin server = Origin.of(url);
    String path = url.getRawPath() == null ? "" : url.getRawPath();
    String proof = key.proof("POST", server, path, null, nonces.of(server), clock.instant());
    draft.conceal(new Secret(proof));
    draft.header("DPoP", proof);
  }

  /**
   * Notes the nonce that a response gives.
   *
   * @return whether the response refuses the request for want of that nonce (section 8)
   */
  boolean wantsNonce(String tokenEndpoint, HttpResponse response) {
    return nonces.remember(Origin.of(tokenEndpoint), response.header("DPoP-Nonce"))
        && !response.successful()
        && new TokenResponseParser(Provider.Response.STANDARD, TokenBinding.DPOP).parse(response)
            instanceof TokenResponse.Failed(ProviderError error)
        && "use_dpop_nonce".equalsIgnoreCase(error.code());
  }
}
