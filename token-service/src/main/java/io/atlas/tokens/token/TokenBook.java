package io.atlas.tokens.token;

import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.CredentialFailure;
import io.atlas.model.event.CredentialTest;
import io.atlas.model.event.SecretPromotion;
import io.atlas.model.event.TokenRequest;
import io.atlas.model.event.TokenState;
import io.atlas.model.event.TokenState.Denial;
import io.atlas.model.event.TokenState.Grant;
import io.atlas.model.provider.Providers;
import io.atlas.tokens.outage.ProviderOutages;
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
  private final AccountTokens accounts;
  private final LongSupplier calls;
  private final RequestCount asked = new RequestCount();
  private final HeldGrant held;
  private final Refusals refusals;

  private @Nullable ConnectionState connection;
  private @Nullable Flight flight;

  TokenBook(
      String connectionId,
      @Nullable TokenState published,
      GrantSeal seal,
      RefreshPolicy policy,
      Providers providers,
      AccountTokens accounts,
      LongSupplier calls) {
    this.connectionId = connectionId;
    this.seal = seal;
    this.policy = policy;
    this.providers = providers;
    this.accounts = accounts;
    this.calls = calls;
    held = new HeldGrant(published == null ? null : published.grant());
    refusals =
        new Refusals(
            policy, published == null ? null : published.denied(), held.credentialsVersion());
  }

  /** Whether nothing would be lost by forgetting the book. */
  public boolean isEmpty() {
    return !held.isThere() && refusals.denied() == null && flight == null;
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
    Denial denied = refusals.denied();
    boolean heldIsOlder =
        held.isOlderThan(version) || (denied != null && denied.credentialsVersion() < version);
    if (flight != null && flight.connection.credentialsVersion() != version) {
      flight = null;
    }
    if (heldIsOlder) {
      return forget();
    }
    boolean edited = before != null && before.version() < changed.version();
    if (edited && denied != null) {
      refusals.settingsChanged();
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
      case MISSING -> isServed(current, now) ? List.of() : start(current, now);
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
    return held.isNewerThan(request.generation()) || isServed(current, now)
        ? List.of()
        : start(current, now);
  }

  private List<Effect> rejected(TokenRequest request, ConnectionState current, Instant now) {
    return request.credentialsVersion() == current.credentialsVersion()
            && held.reject(request.generation())
        ? begin(current, Purpose.USE, now, now.plus(PATIENCE))
        : List.of();
  }

  private List<Effect> adopt(TokenRequest request, ConnectionState current, Instant now) {
    Grant offered = request.grant();
    if (offered == null
        || held.isThere()
        || flight != null
        || offered.credentialsVersion() != current.credentialsVersion()
        || !offered.expiresAt().isAfter(now)
        || !accounts.admits(current.accountId(), connectionId, offered)) {
      return List.of();
    }
    held.adopt(offered);
    refusals.accepted(offered.credentialsVersion());
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
    return refusals.cooling(now) ? List.of() : begin(current, Purpose.USE, now, now.plus(PATIENCE));
  }

  private List<Effect> begin(
      ConnectionState current, Purpose purpose, Instant now, Instant deadline) {
    if (flight != null) {
      return List.of();
    }
    boolean repeatable = refusals.failures() == 0 && purpose == Purpose.USE;
    Flight begun = new Flight(calls.getAsLong(), current, purpose, now, deadline, repeatable);
    flight = begun;
    return List.of(ask(begun, now));
  }

  private Effect ask(Flight flight, Instant now) {
    if (flight.purpose != Purpose.PROBE) {
      asked.add(now);
    }
    return new Effect.Ask(
        flight.call, flight.connection, flight.purpose, Duration.between(now, flight.deadline));
  }

  private List<Effect> granted(Flight landed, ProviderResponse.Granted granted, Instant now) {
    if (landed.purpose == Purpose.PROBE) {
      // Budgets are about tokens: a provider that is away counts nothing.
      asked.add(now);
    }
    Grant made =
        seal.grant(
            landed.connection.accountId(),
            connectionId,
            landed.connection.credentialsVersion(),
            granted,
            held.lastGeneration(),
            now);
    if (!accounts.admits(landed.connection.accountId(), connectionId, made)) {
      return notKept(landed, granted, now);
    }
    held.issued(made, seal.fingerprint(granted.token()));
    refusals.accepted(made.credentialsVersion());
    return published(landed, granted.promotions(), TestResults.of(granted, null));
  }

  /** The account has as many large tokens as it may: as a refusal that only a change can mend. */
  private List<Effect> notKept(Flight landed, ProviderResponse.Granted granted, Instant now) {
    var refused = new ProviderResponse.Refused(accounts.refusal(), null, granted.latency());
    refusals.notKept(landed, refused.failure(), now);
    held.dropUseless(refusals.takenForAnOutage(), now);
    return published(landed, granted.promotions(), TestResults.of(refused));
  }

  private List<Effect> refused(Flight landed, ProviderResponse.Refused refused, Instant now) {
    refusals.refused(landed, refused, now);
    held.dropUseless(refusals.takenForAnOutage(), now);
    // A probe is in a hurry, and a person may wait.
    boolean test = landed.purpose == Purpose.PROBE && !landed.testIds.isEmpty();
    if (!test && !landed.isOvertaken()) {
      return published(landed, List.of(), TestResults.of(refused));
    }
    List<Effect> effects = new ArrayList<>();
    effects.add(publish());
    Purpose purpose = landed.isOvertaken() ? Purpose.USE : Purpose.TEST;
    effects.addAll(begin(landed.connection, purpose, now, now.plus(PATIENCE)));
    if (flight != null) {
      flight.testIds.addAll(landed.testIds);
    }
    return effects;
  }

  /** Says nothing about this connection, so it is no failure of it and lengthens no wait. */
  private List<Effect> heldBack(Flight landed, ProviderResponse.HeldBack heldBack, Instant now) {
    refusals.heldBack(landed, heldBack, now);
    return published(landed, List.of(), TestResults.of(heldBack));
  }

  /** How things stand now, for everybody and for those who test. */
  private List<Effect> published(
      Flight landed, List<SecretPromotion> promotions, CredentialTest.Result result) {
    List<Effect> effects = new ArrayList<>();
    effects.add(publish());
    promotions.forEach(promotion -> effects.add(new Effect.Promote(promotion)));
    landed.testIds.forEach(testId -> effects.add(new Effect.Reply(testId, result)));
    return effects;
  }

  /** The provider is back: whoever waits for it need not wait on. */
  public List<Effect> providerRecovered(Instant now) {
    ConnectionState current = connection;
    if (current == null || !refusals.awaitsProvider() || !refusals.wanted(now)) {
      return List.of();
    }
    if (flight != null && flight.purpose != Purpose.USE) {
      flight.overtaken();
      return List.of(new Effect.GiveUp(flight.call));
    }
    return begin(current, Purpose.USE, now, now.plus(PATIENCE));
  }

  /** It is this connection's turn to see whether its provider is back. */
  public List<Effect> probe(Duration patience, Instant now) {
    ConnectionState current = connection;
    return current == null || !refusals.awaitsProvider() || refusals.leftAlone(now)
        ? List.of()
        : begin(current, Purpose.PROBE, now, now.plus(patience));
  }

  /** The origin whose outage keeps the connection waiting, or null. */
  public @Nullable String awaitedOrigin() {
    return connection == null || !refusals.awaitsProvider()
        ? null
        : ProviderOutages.originOf(connection);
  }

  private List<Effect> forget() {
    boolean published = held.isThere() || refusals.denied() != null;
    held.forget();
    refusals.forgive();
    return published ? List.of(publish()) : List.of();
  }

  private Effect publish() {
    Denial denied = refusals.denied();
    boolean nothing = !held.isThere() && denied == null;
    return new Effect.Publish(nothing ? null : new TokenState(held.grant(), denied));
  }

  /** Whether there is a token that need not be renewed yet, or may not be. */
  private boolean isServed(ConnectionState current, Instant now) {
    return held.isUsable(current.credentialsVersion(), now) && !mayRefresh(current, now);
  }

  /** With its daily budget used up, a connection keeps its token until the very end. */
  private boolean mayRefresh(ConnectionState current, Instant now) {
    boolean affordable =
        providers
            .tokenRequestsPerDay(current.settings())
            .map(budget -> asked.lastDay(now) < budget)
            .orElse(true);
    return affordable && held.isPastRefresh(now);
  }
}
