package io.atlas.worker.token;

import io.atlas.model.event.FailureCategory;
import io.atlas.model.redaction.Redaction;
import io.atlas.worker.call.AuthorizationHeader;
import io.atlas.worker.call.TargetTls;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What stands on a request's Authorization, or why there is nothing. */
public sealed interface Authorization {

  /**
   * A token of the connection's current credentials version (I5).
   *
   * @param proof of a token that is bound to a key, else null
   * @param tls the client certificate that the token is bound to, and the connection's own
   *     authorities; null where there is neither
   */
  record Token(
      AuthorizationHeader header,
      Redaction forms,
      long generation,
      @Nullable TokenProof proof,
      @Nullable TargetTls tls)
      implements Authorization {}

  /**
   * Nobody but a person can change this.
   *
   * @param summary what happened, in place of the category's own words
   * @param hint what to do
   */
  record Refused(FailureCategory category, String summary, String hint) implements Authorization {}

  /**
   * Not now: the event waits, and no attempt is used up.
   *
   * @param retryAt when the provider is asked again, where that is known
   */
  record Unavailable(String summary, @Nullable Instant retryAt) implements Authorization {}
}
