package io.atlas.model.event;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody needs a token, or knows something about one; a value of {@code token-requests}, keyed by
 * connection id.
 *
 * @param generation for REJECTED and EXPIRING the generation that was used, else 0
 * @param credentialsVersion the version the sender knows
 * @param requestedBy the sending instance
 * @param grant for ADOPT: the token that a credential test obtained
 * @param testId for TEST: where the answer goes on {@code credential-test-results}
 * @param deadline for TEST: an answer after it is of no use
 */
public record TokenRequest(
    Reason reason,
    long generation,
    long credentialsVersion,
    String requestedBy,
    TokenState.@Nullable Grant grant,
    @Nullable String testId,
    @Nullable Instant deadline) {

  public TokenRequest {
    if (reason == null) {
      throw new IllegalArgumentException("a request has a reason");
    }
    if ((reason == Reason.ADOPT) != (grant != null)) {
      throw new IllegalArgumentException("a grant goes with ADOPT, and only with it");
    }
    if ((reason == Reason.TEST) != (testId != null)) {
      throw new IllegalArgumentException("a test id goes with TEST, and only with it");
    }
  }

  public static TokenRequest missing(long credentialsVersion, String requestedBy) {
    return new TokenRequest(Reason.MISSING, 0, credentialsVersion, requestedBy, null, null, null);
  }

  public static TokenRequest expiring(
      long generation, long credentialsVersion, String requestedBy) {
    return new TokenRequest(
        Reason.EXPIRING, generation, credentialsVersion, requestedBy, null, null, null);
  }

  public static TokenRequest rejected(
      long generation, long credentialsVersion, String requestedBy) {
    return new TokenRequest(
        Reason.REJECTED, generation, credentialsVersion, requestedBy, null, null, null);
  }

  public static TokenRequest adopt(TokenState.Grant grant, String requestedBy) {
    return new TokenRequest(
        Reason.ADOPT,
        grant.generation(),
        grant.credentialsVersion(),
        requestedBy,
        grant,
        null,
        null);
  }

  public static TokenRequest test(
      long credentialsVersion, String requestedBy, String testId, Instant deadline) {
    return new TokenRequest(
        Reason.TEST, 0, credentialsVersion, requestedBy, null, testId, deadline);
  }

  /** With its time in terms of another clock, which is ahead by this much. */
  public TokenRequest shifted(Duration ahead) {
    return deadline == null || ahead.isZero()
        ? this
        : new TokenRequest(
            reason,
            generation,
            credentialsVersion,
            requestedBy,
            grant,
            testId,
            deadline.plus(ahead));
  }

  public enum Reason {
    MISSING,
    EXPIRING,
    REJECTED,
    ADOPT,
    TEST
  }
}
