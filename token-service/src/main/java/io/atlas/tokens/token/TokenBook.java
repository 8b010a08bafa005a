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
import io.atlas.tokens.grant.ClientCredentialsGrant.Purpose;
import io.atlas.tokens.grant.ProviderAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The token of one connection. Requests, changes, answers and time come in, actions go out; no
 * thread, clock or broker inside. Not thread-safe: its owner feeds it one thing at a time.
 *
 * <p>Invariants: at most one request is in flight (I3); a rejected generation is renewed at most
 * once (I4); an answer for an older credentials version is dropped (I5); a grant that is still
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

  private @Nullable ConnectionState connection;
  private @Nullable Grant grant;
  private @Nullable Denial denied;
  private @Nullable Flight flight;
  private @Nullable String fingerprint;
  private long lastGeneration;
  private long rejectedGeneration;
  private int failures;
  private final LongSupplier calls;
  private final RequestCount asked = new RequestCount();

  /**
   * @param published what stands on {@code tokens}, or null
   * @param calls numbers that no other request of this process has, so that an answer to a request
   *     of an earlier book is never taken for one of this
   */
  public TokenBook(
      String connectionId,
      @Nullable TokenState published,
      GrantSeal seal,
      RefreshPolicy policy,
      Providers providers,
      LongSupplier calls) {
    this.calls = calls;
    this.connectionId = connectionId;
    this.seal = seal;
    this.policy = policy;
    this.providers = providers;
    if (published != null) {
      grant = published.grant();
      denied = published.denied();
      lastGeneration = grant == null ? 0 : grant.generation();
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
  public List<Action> connection(@Nullable ConnectionState changed) {
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
  public List<Action> request(TokenRequest request, Instant sentAt, Instant now) {
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

  /** The answer to {@link Action.Ask}; one to a request that was given up is dropped. */
  public List<Action> answered(long call, ProviderAnswer answer, Instant now) {
    Flight landed = flight;
    if (landed == null || landed.call != call) {
      return List.of();
    }
    if (answer instanceof ProviderAnswer.Refused(CredentialFailure failure, var retryAfter, _)
        && !failure.code().permanent()
        && retryAfter == null
        && landed.mayRepeat(now)) {
      return List.of(new Action.Wait(call, policy.pause(landed.pause())));
    }
    flight = null;
    return switch (answer) {
      case ProviderAnswer.Granted granted -> granted(landed, granted, now);
      case ProviderAnswer.Refused refused -> refused(landed, refused, now);
    };
  }

  /** The time of {@link Action.Wait} is up. */
  public List<Action> retry(long call, Instant now) {
    Flight waiting = flight;
    if (waiting == null || waiting.call != call || !waiting.resume()) {
      return List.of();
    }
    return List.of(ask(waiting, now));
  }

  private List<Action> expiring(TokenRequest request, ConnectionState current, Instant now) {
    boolean newer = grant != null && request.generation() < grant.generation();
    return newer || (usable(now) && !mayRefresh(current, now)) ? List.of() : start(current, now);
  }

  /** Below the current generation, or for a grant that is gone, there is nothing to renew (I4). */
  private List<Action> rejected(TokenRequest request, ConnectionState current, Instant now) {
    if (grant == null
        || request.generation() != grant.generation()
        || request.credentialsVersion() != current.credentialsVersion()
        || rejectedGeneration == grant.generation()) {
      return List.of();
    }
    rejectedGeneration = grant.generation();
    return begin(current, Purpose.USE, now, now.plus(PATIENCE));
  }

  private List<Action> adopt(TokenRequest request, ConnectionState current, Instant now) {
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

  private List<Action> test(TokenRequest request, ConnectionState current, Instant now) {
    String testId = request.testId();
    Instant deadline = request.deadline();
    if (testId == null || (deadline != null && !deadline.isAfter(now))) {
      return List.of();
    }
    Instant latest = now.plus(PATIENCE);
    Instant until = deadline == null || deadline.isAfter(latest) ? latest : deadline;
    List<Action> started = flight == null ? begin(current, Purpose.TEST, now, until) : List.of();
    if (flight != null) {
      flight.testIds.add(testId);
    }
    return started;
  }

  /** Unless one is on its way, or the provider is left alone for a while. */
  private List<Action> start(ConnectionState current, Instant now) {
    boolean cooling = denied != null && denied.retryAt().isAfter(now);
    return cooling ? List.of() : begin(current, Purpose.USE, now, now.plus(PATIENCE));
  }

  private List<Action> begin(
      ConnectionState current, Purpose purpose, Instant now, Instant deadline) {
    if (flight != null) {
      return List.of();
    }
    boolean repeatable = failures == 0 && purpose == Purpose.USE;
    Flight begun = new Flight(calls.getAsLong(), current, purpose, now, deadline, repeatable);
    flight = begun;
    return List.of(ask(begun, now));
  }

  private Action ask(Flight flight, Instant now) {
    asked.add(now);
    return new Action.Ask(
        flight.call, flight.connection, flight.purpose, Duration.between(now, flight.deadline));
  }

  private List<Action> granted(Flight landed, ProviderAnswer.Granted granted, Instant now) {
    String latest = seal.fingerprint(granted.token());
    boolean sameToken = latest.equals(fingerprint);
    Grant made =
        seal.grant(
            connectionId, landed.connection.credentialsVersion(), granted, lastGeneration, now);
    // A provider that repeats its token until it dies has nothing newer to give before then.
    accept(sameToken ? refreshedAtExpiry(made) : made, latest);
    List<Action> actions = new ArrayList<>();
    actions.add(publish());
    for (SecretPromotion promotion : granted.promotions()) {
      actions.add(new Action.Promote(promotion));
    }
    for (String testId : landed.testIds) {
      actions.add(new Action.Answer(testId, TestResults.of(granted, null)));
    }
    return actions;
  }

  private List<Action> refused(Flight landed, ProviderAnswer.Refused refused, Instant now) {
    CredentialFailure failure = refused.failure();
    CredentialCategory category = failure.code();
    failures++;
    if (grant != null
        && (rejectedGeneration == grant.generation() || !grant.expiresAt().isAfter(now))) {
      grant = null;
    }
    String words = failure.providerErrorDescription();
    denied =
        new Denial(
            landed.connection.credentialsVersion(),
            category,
            failure.providerError(),
            words == null ? category.summary() : words,
            failure.hint(),
            now.plus(policy.coolDown(category, failures, refused.retryAfter())));
    List<Action> actions = new ArrayList<>();
    actions.add(publish());
    for (String testId : landed.testIds) {
      actions.add(new Action.Answer(testId, TestResults.of(refused)));
    }
    return actions;
  }

  private void accept(Grant accepted, @Nullable String tokenFingerprint) {
    grant = accepted;
    fingerprint = tokenFingerprint;
    lastGeneration = Math.max(lastGeneration, accepted.generation());
    denied = null;
    failures = 0;
  }

  private List<Action> forget() {
    boolean published = grant != null || denied != null;
    grant = null;
    denied = null;
    fingerprint = null;
    failures = 0;
    return published ? List.of(publish()) : List.of();
  }

  private Action publish() {
    boolean nothing = grant == null && denied == null;
    return new Action.Publish(nothing ? null : new TokenState(grant, denied));
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
        made.issuedAt(),
        made.expiresAt(),
        made.expiresAt());
  }
}
