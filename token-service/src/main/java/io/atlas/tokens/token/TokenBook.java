package io.atlas.tokens.token;

import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.model.event.SecretPromotion;
import io.atlas.model.event.TokenRequest;
import io.atlas.model.event.TokenState;
import io.atlas.model.event.TokenState.Denial;
import io.atlas.model.event.TokenState.Grant;
import io.atlas.model.provider.Providers;
import io.atlas.model.seal.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The token of one connection. Requests, changes, responses and time come in, effects go out; no
 * thread, clock or broker inside. Not thread-safe: its owner feeds it one thing at a time.
 *
 * <p>Invariants: at most one request is in flight (I3); a rejected generation is renewed at most
 * once (I4); a response for an older credentials version is dropped (I5); a grant that is still
 * valid stands beside any denial.
 */
public final class TokenBook {

  /** What was asked for longer ago than this has been asked again or is of no use. */
  static final Duration OLDEST_REQUEST = Duration.ofSeconds(60);

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final String connectionId;
  private final GrantSeal seal;
  private final RefreshPolicy policy;
  private final Providers providers;
  private final LongSupplier calls;
  private final RequestCount asked = new RequestCount();

  private @Nullable ConnectionState connection;
  private @Nullable Grant grant;
  private @Nullable Denial denied;
  private @Nullable Flight flight;
  private @Nullable String fingerprint;
  private long lastGeneration;
  private long rejectedGeneration;
  private long acceptedVersion;
  private @Nullable Instant refusedSince;
  private int failures;

  TokenBook(
      String connectionId,
      @Nullable TokenState published,
      GrantSeal seal,
      RefreshPolicy policy,
      Providers providers,
      LongSupplier calls) {
    this.connectionId = connectionId;
    this.seal = seal;
    this.policy = policy;
    this.providers = providers;
    this.calls = calls;
    if (published != null) {
      grant = published.grant();
      denied = published.denied();
      lastGeneration = grant == null ? 0 : grant.generation();
      acceptedVersion = grant == null ? 0 : grant.credentialsVersion();
      failures = denied == null ? 0 : 1;
    }
  }

  /** Whether nothing would be lost by forgetting the book. */
  public boolean isEmpty() {
    return grant == null && denied == null && flight == null;
  }

  /** Token requests of the last hour, as far as this owner knows. */
  public int askedLastHour(Instant now) {
    return asked.lastHour(now);
  }

  /** Token requests of the last 24 hours, as far as this owner knows. */
  public int askedLastDay(Instant now) {
    return asked.lastDay(now);
  }

  /** The connection as it is now, or null where there is none (any more). */
  public List<Effect> connection(@Nullable ConnectionState changed) {
    ConnectionState before = connection;
    connection = changed;
    if (changed == null) {
      flight = null;
      return forget();
    }
    long version = changed.credentialsVersion();
    boolean heldIsOlder =
        (grant != null && grant.credentialsVersion() < version)
            || (denied != null && denied.credentialsVersion() < version);
    if (flight != null && flight.connection.credentialsVersion() != version) {
      flight = null;
    }
    if (heldIsOlder) {
      return forget();
    }
    boolean edited = before != null && before.version() < changed.version();
    if (edited && denied != null) {
      failures = 0;
      refusedSince = null;
      acceptedVersion = 0;
      denied = null;
      return List.of(publish());
    }
    return List.of();
  }

  /**
   * Somebody wants a token, or knows something about one; the connection has been made known first.
   *
   * @param sentAt by the sender's clock
   */
  public List<Effect> request(TokenRequest request, Instant sentAt, Instant now) {
    ConnectionState current = connection;
    if (sentAt.isBefore(now.minus(OLDEST_REQUEST)) || current == null) {
      return List.of();
    }
    return switch (request.reason()) {
      case MISSING -> usable(now) && !mayRefresh(current, now) ? List.of() : start(current, now);
      case EXPIRING -> expiring(request, current, now);
      case REJECTED -> rejected(request, current, now);
      case ADOPT -> adopt(request, current, now);
      case TEST -> test(request, current, now);
    };
  }

  /** The response to {@link Effect.Ask}; one to a request that was given up is dropped. */
  public List<Effect> responded(long call, ProviderResponse response, Instant now) {
    Flight landed = flight;
    if (landed == null || landed.call != call) {
      return List.of();
    }
    if (response instanceof ProviderResponse.Refused(CredentialFailure failure, var retryAfter, _)
        && !failure.code().permanent()
        && retryAfter == null
        && landed.mayRepeat(now)) {
      return List.of(new Effect.Wait(call, policy.pause(landed.pause())));
    }
    flight = null;
    return switch (response) {
      case ProviderResponse.Granted granted -> granted(landed, granted, now);
      case ProviderResponse.Refused refused -> refused(landed, refused, now);
      case ProviderResponse.HeldBack heldBack -> heldBack(landed, heldBack, now);
    };
  }

  /** The time of {@link Effect.Wait} is up. */
  public List<Effect> retry(long call, Instant now) {
    Flight waiting = flight;
    if (waiting == null || waiting.call != call || !waiting.resume()) {
      return List.of();
    }
    return List.of(ask(waiting, now));
  }

  private List<Effect> expiring(TokenRequest request, ConnectionState current, Instant now) {
    boolean newer = grant != null && request.generation() < grant.generation();
    return newer || (usable(now) && !mayRefresh(current, now)) ? List.of() : start(current, now);
  }

  /** Below the current generation, or for a grant that is gone, there is nothing to renew (I4). */
  private List<Effect> rejected(TokenRequest request, ConnectionState current, Instant now) {
    if (grant == null
        || request.generation() != grant.generation()
        || request.credentialsVersion() != current.credentialsVersion()
        || rejectedGeneration == grant.generation()) {
      return List.of();
    }
    rejectedGeneration = grant.generation();
    return begin(current, Purpose.USE, now, now.plus(PATIENCE));
  }

  private List<Effect> adopt(TokenRequest request, ConnectionState current, Instant now) {
    Grant offered = request.grant();
    if (offered == null
        || grant != null
        || flight != null
        || offered.credentialsVersion() != current.credentialsVersion()
        || !offered.expiresAt().isAfter(now)) {
      return List.of();
    }
    accept(offered, null);
    return List.of(publish());
  }

  private List<Effect> test(TokenRequest request, ConnectionState current, Instant now) {
    String testId = request.testId();
    Instant deadline = request.deadline();
    if (testId == null || (deadline != null && !deadline.isAfter(now))) {
      return List.of();
    }
    Instant latest = now.plus(PATIENCE);
    Instant until = deadline == null || deadline.isAfter(latest) ? latest : deadline;
    List<Effect> started = flight == null ? begin(current, Purpose.TEST, now, until) : List.of();
    if (flight != null) {
      flight.testIds.add(testId);
    }
    return started;
  }

  /** Unless one is on its way, or the provider is left alone for a while. */
  private List<Effect> start(ConnectionState current, Instant now) {
    boolean cooling = denied != null && denied.retryAt().isAfter(now);
    return cooling ? List.of() : begin(current, Purpose.USE, now, now.plus(PATIENCE));
  }

  private List<Effect> begin(
      ConnectionState current, Purpose purpose, Instant now, Instant deadline) {
    if (flight != null) {
      return List.of();
    }
    boolean repeatable = failures == 0 && purpose == Purpose.USE;
    Flight begun = new Flight(calls.getAsLong(), current, purpose, now, deadline, repeatable);
    flight = begun;
    return List.of(ask(begun, now));
  }

  private Effect ask(Flight flight, Instant now) {
    asked.add(now);
    return new Effect.Ask(
        flight.call, flight.connection, flight.purpose, Duration.between(now, flight.deadline));
  }

  private List<Effect> granted(Flight landed, ProviderResponse.Granted granted, Instant now) {
    String latest = seal.fingerprint(granted.token());
    boolean sameToken = latest.equals(fingerprint);
    Grant made =
        seal.grant(
            landed.connection.accountId(),
            connectionId,
            landed.connection.credentialsVersion(),
            granted,
            lastGeneration,
            now);
    // A provider that repeats its token until it dies has nothing newer to give before then.
    accept(sameToken ? refreshedAtExpiry(made) : made, latest);
    List<Effect> effects = new ArrayList<>();
    effects.add(publish());
    for (SecretPromotion promotion : granted.promotions()) {
      effects.add(new Effect.Promote(promotion));
    }
    for (String testId : landed.testIds) {
      effects.add(new Effect.Answer(testId, TestResults.of(granted, null)));
    }
    return effects;
  }

  private List<Effect> refused(Flight landed, ProviderResponse.Refused refused, Instant now) {
    CredentialFailure failure = refused.failure();
    long version = landed.connection.credentialsVersion();
    refusedSince = refusedSince == null ? now : refusedSince;
    boolean passing = mayPass(failure, version, now);
    CredentialCategory category = passing ? CredentialCategory.TRANSIENT : failure.code();
    boolean expired = grant != null && !grant.expiresAt().isAfter(now);
    // Beside a refusal that may pass, an expired grant shows the next owner that tokens came.
    boolean rejected = grant != null && rejectedGeneration == grant.generation();
    if (rejected || (expired && !(passing && failure.code().permanent()))) {
      grant = null;
    }
    denied = Denials.of(version, category, failure, retryAt(landed, category, refused, now));
    List<Effect> effects = new ArrayList<>();
    effects.add(publish());
    for (String testId : landed.testIds) {
      effects.add(new Effect.Answer(testId, TestResults.of(refused)));
    }
    return effects;
  }

  /** Says nothing about this connection, so it is no failure of it and lengthens no wait. */
  private List<Effect> heldBack(Flight landed, ProviderResponse.HeldBack heldBack, Instant now) {
    CredentialFailure failure = heldBack.failure();
    Instant retryAt = now.plus(policy.spread(heldBack.retryAfter()));
    denied = Denials.heldBack(denied, landed.connection.credentialsVersion(), failure, retryAt);
    List<Effect> effects = new ArrayList<>();
    effects.add(publish());
    for (String testId : landed.testIds) {
      effects.add(new Effect.Answer(testId, TestResults.of(heldBack)));
    }
    return effects;
  }

  /** The provider's host answers again: whoever waits for it need not wait on. */
  public List<Effect> hostAnswers(Instant now) {
    ConnectionState current = connection;
    Denial waiting = denied;
    if (current == null
        || waiting == null
        || waiting.category().permanent()
        || waiting.category() == CredentialCategory.RATE_LIMITED
        || !waiting.retryAt().isAfter(now)) {
      return List.of();
    }
    return begin(current, Purpose.USE, now, now.plus(PATIENCE));
  }

  /** The host whose outage keeps the connection waiting, or null. */
  public @Nullable String awaitedHost() {
    return connection == null || denied == null || denied.category().permanent()
        ? null
        : Origin.of(connection.tokenEndpoint()).host();
  }

  /** Where tokens were issued before, what a change need not mend is no reason to give up yet. */
  private boolean mayPass(CredentialFailure failure, long version, Instant now) {
    return !failure.code().permanent()
        || (acceptedVersion == version
            && PassingRefusal.is(failure)
            && refusedSince != null
            && now.isBefore(refusedSince.plus(policy.finalAfter())));
  }

  /** A person's test neither counts as a failure nor puts the next attempt off. */
  private Instant retryAt(
      Flight landed, CredentialCategory category, ProviderResponse.Refused refused, Instant now) {
    Denial before = denied;
    if (before != null
        && landed.purpose == Purpose.TEST
        && before.category().permanent() == category.permanent()
        && before.retryAt().isAfter(now)) {
      return before.retryAt();
    }
    failures++;
    return now.plus(policy.coolDown(category, failures, refused.retryAfter()));
  }

  private void accept(Grant accepted, @Nullable String tokenFingerprint) {
    grant = accepted;
    fingerprint = tokenFingerprint;
    lastGeneration = Math.max(lastGeneration, accepted.generation());
    acceptedVersion = accepted.credentialsVersion();
    refusedSince = null;
    denied = null;
    failures = 0;
  }

  private List<Effect> forget() {
    boolean published = grant != null || denied != null;
    grant = null;
    denied = null;
    fingerprint = null;
    refusedSince = null;
    failures = 0;
    return published ? List.of(publish()) : List.of();
  }

  private Effect publish() {
    boolean nothing = grant == null && denied == null;
    return new Effect.Publish(nothing ? null : new TokenState(grant, denied));
  }

  private boolean usable(Instant now) {
    return grant != null
        && connection != null
        && grant.credentialsVersion() == connection.credentialsVersion()
        && grant.expiresAt().isAfter(now);
  }

  /** With its daily budget used up, a connection keeps its token until the very end. */
  private boolean mayRefresh(ConnectionState current, Instant now) {
    boolean affordable =
        providers
            .tokenRequestsPerDay(current.settings())
            .map(budget -> asked.lastDay(now) < budget)
            .orElse(true);
    return affordable && grant != null && !grant.refreshAt().isAfter(now);
  }

  private static Grant refreshedAtExpiry(Grant made) {
    return new Grant(
        made.generation(),
        made.credentialsVersion(),
        made.sealedToken(),
        made.sealedBindingKey(),
        made.issuedAt(),
        made.expiresAt(),
        made.expiresAt());
  }
}
