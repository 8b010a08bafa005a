package io.atlas.tokens.grant;

import io.atlas.model.event.CredentialFailure;
import java.time.Instant;

/** What became of an HTTP exchange with a token endpoint. */
sealed interface Reply {

  /**
   * @param sentAt when the request was about to be written
   */
  record Answered(HttpAnswer answer, Instant sentAt) implements Reply {}

  /** No whole answer came. */
  record Unreachable(CredentialFailure failure) implements Reply {}
}
