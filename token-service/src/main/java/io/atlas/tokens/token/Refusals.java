package io.atlas.tokens.token;

import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.model.event.TokenState.Denial;
import io.atlas.tokens.outage.ProviderOutages;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a connection's provider refused since it last issued a token, and when it may be asked
 * again. Neither a probe, nor a person's test, nor being held back counts as a failure or puts the
 * next attempt off. Not thread-safe.
 */
final class Refusals {

  private final RefreshPolicy policy;

  private @Nullable Denial denied;
  private long acceptedVersion;
  private @Nullable Instant refusedSince;
  private Instant leftAloneUntil = Instant.MIN;
  private int failures;

  /**
   * @param published what stands on {@code tokens}, or null
   * @param acceptedVersion of the grant there, or 0
   */
  Refusals(RefreshPolicy policy, @Nullable Denial published, long acceptedVersion) {
    this.policy = policy;
    this.denied = published;
    this.acceptedVersion = acceptedVersion;
    if (published != null) {
      failures = 1;
      if (published.eventsWaitMs() != null) {
        this.acceptedVersion = published.credentialsVersion();
      }
    }
  }

  @Nullable Denial denied() {
    return denied;
  }

  int failures() {
    return failures;
  }

  /** Whether no use may ask yet. */
  boolean cooling(Instant now) {
    return denied != null && denied.retryAt().isAfter(now);
  }

  /** Whether only the provider's recovery is waited for. */
  boolean awaitsProvider() {
    return denied != null && ProviderOutages.awaits(denied);
  }

  /** Whether somebody wanted a token not long ago. */
  boolean wanted(Instant now) {
    return denied != null && denied.retryAt().plus(ProviderOutages.WANTED).isAfter(now);
  }

  /** As the provider itself asked. */
  boolean leftAlone(Instant now) {
    return now.isBefore(leftAloneUntil);
  }

  void accepted(long version) {
    acceptedVersion = version;
    forgive();
  }

  /** Of other settings nothing is known. */
  void settingsChanged() {
    acceptedVersion = 0;
    forgive();
  }

  void forgive() {
    refusedSince = null;
    leftAloneUntil = Instant.MIN;
    denied = null;
    failures = 0;
  }

  /** Whether a token that has expired should stay, to show the next owner that tokens came. */
  boolean takenForAnOutage() {
    return refusedSince != null && denied != null && !denied.category().permanent();
  }

  void refused(Flight landed, ProviderResponse.Refused refused, Instant now) {
    CredentialFailure failure = refused.failure();
    long version = landed.connection.credentialsVersion();
    boolean mayPass = acceptedVersion == version && PassingRefusal.is(failure);
    if (!failure.code().permanent()) {
      refusedSince = null; // an outage, whose end may look like a refusal for a while
    } else if (refusedSince == null) {
      refusedSince = now;
    }
    boolean passing =
        mayPass && refusedSince != null && now.isBefore(refusedSince.plus(policy.finalAfter()));
    CredentialCategory category = passing ? CredentialCategory.TRANSIENT : failure.code();
    Duration asksToWait = refused.retryAfter();
    leftAloneUntil = asksToWait == null ? leftAloneUntil : now.plus(asksToWait);
    failures = landed.purpose == Purpose.USE ? failures + 1 : Math.max(failures, 1);
    CredentialCategory kind = mayPass ? CredentialCategory.TRANSIENT : category;
    Instant usual = now.plus(policy.coolDown(kind, failures, asksToWait));
    boolean sooner =
        landed.purpose != Purpose.USE && denied != null && denied.retryAt().isBefore(usual);
    Instant retryAt = sooner && denied != null ? denied.retryAt() : usual;
    denied =
        Denials.of(version, category, failure, retryAt, now, mayPass ? eventsWait(version) : null);
  }

  /** There was a token, but no room for it: none comes by itself, and it is no outage. */
  void notKept(Flight landed, CredentialFailure failure, Instant now) {
    refusedSince = refusedSince == null ? now : refusedSince;
    failures++;
    long version = landed.connection.credentialsVersion();
    Instant retryAt = now.plus(policy.coolDown(failure.code(), failures, null));
    denied = Denials.of(version, failure.code(), failure, retryAt, now, null);
  }

  void heldBack(Flight landed, ProviderResponse.HeldBack heldBack, Instant now) {
    long version = landed.connection.credentialsVersion();
    Instant retryAt = now.plus(policy.spread(heldBack.retryAfter()));
    denied = Denials.heldBack(denied, version, heldBack.failure(), retryAt, eventsWait(version));
  }

  /** Where tokens were issued before, an event gets time for what passes by itself. */
  private @Nullable Duration eventsWait(long version) {
    return acceptedVersion == version && !policy.finalAfter().isZero() ? policy.finalAfter() : null;
  }
}
