package io.atlas.tokens.token;

import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.model.event.TokenState.Denial;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Words of denials. Pure. */
final class Denials {

  private Denials() {}

  /**
   * @param category TRANSIENT where the failure is taken for an outage
   */
  static Denial of(
      long version, CredentialCategory category, CredentialFailure failure, Instant retryAt) {
    String words = failure.providerErrorDescription();
    return new Denial(
        version,
        category,
        failure.providerError(),
        words == null ? failure.code().summary() : words,
        category == failure.code()
            ? failure.hint()
            : "Tokens came from here before, so this is taken for an outage at first. "
                + failure.hint(),
        retryAt);
  }

  /** What was seen before says more than that nobody was asked. */
  static Denial heldBack(
      @Nullable Denial before, long version, CredentialFailure failure, Instant retryAt) {
    return before == null || before.category().permanent()
        ? of(version, failure.code(), failure, retryAt)
        : new Denial(
            version,
            before.category(),
            before.providerError(),
            before.summary(),
            before.hint(),
            retryAt);
  }
}
