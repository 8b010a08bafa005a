package io.atlas.tokens.token;

import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.model.event.TokenState.Denial;
import io.atlas.tokens.outage.ProviderOutages;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Words of denials. Pure. */
final class Denials {

  private Denials() {}

  /**
   * @param category TRANSIENT where the failure is taken for an outage
   * @param eventsWait how long events wait all the same, or null
   */
  static Denial of(
      long version,
      CredentialCategory category,
      CredentialFailure failure,
      Instant retryAt,
      @Nullable Instant askedAt,
      @Nullable Duration eventsWait) {
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
        retryAt,
        askedAt,
        eventsWait == null ? null : Long.valueOf(eventsWait.toMillis()));
  }

  /** What was seen before says more than that nobody was asked. */
  static Denial heldBack(
      @Nullable Denial before,
      long version,
      CredentialFailure failure,
      Instant retryAt,
      @Nullable Duration eventsWait) {
    return before != null && ProviderOutages.awaits(before)
        ? before.until(retryAt)
        : of(version, failure.code(), failure, retryAt, null, eventsWait);
  }
}
