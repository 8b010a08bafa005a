package io.atlas.tokens.endpoint;

import io.atlas.model.event.CredentialFailure;
import java.time.Instant;

/** How an HTTP exchange with a token endpoint ended. */
public sealed interface EndpointOutcome {

  /**
   * @param sentAt when the request was about to be written
   */
  record Responded(HttpResponse response, Instant sentAt) implements EndpointOutcome {}

  /** No whole response came. */
  record Unreachable(CredentialFailure failure) implements EndpointOutcome {}
}
