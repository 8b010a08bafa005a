package io.atlas.tokens.grant;

import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.tokens.outage.ProviderOutages;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets token requests out: so many at a provider at once, and only in turn while it is away, which
 * this instance notices by itself before {@link ProviderOutages} tells. Only what a dead provider
 * does counts: a refused secret says nothing about the others who use it. Thread-safe.
 */
public final class ProviderHosts {

  /** So many requests without an answer, one after another. */
  private static final int DEAD = 10;

  /** By then it is known from {@code tokens}, if it is so. */
  private static final Duration REST = Duration.ofSeconds(10);

  /** Who is held back hears of a recovery, so that this need not be short. */
  private static final Duration HELD_BACK = Duration.ofSeconds(10);

  private static final int AT_ONCE = 50;
  private static final int KEPT = 2_000;

  private final ProviderOutages outages;
  private final Clock clock;
  private final BulkheadConfig bulkheads =
      BulkheadConfig.custom()
          .maxConcurrentCalls(AT_ONCE)
          .maxWaitDuration(Duration.ofSeconds(5))
          .writableStackTraceEnabled(false)
          .build();
  private final Map<String, Host> hosts = new LinkedHashMap<>(16, 0.75f, true);

  public ProviderHosts(ProviderOutages outages, Clock clock) {
    this.outages = outages;
    this.clock = clock;
  }

  /** Whether the request may go out. */
  sealed interface Admission {

    /** its outcome must be told once. */
    record Admitted(Permit permit) implements Admission {}

    record HeldBack(CredentialFailure failure, Duration retryAfter) implements Admission {}
  }

  private static final class Host {
    final Bulkhead bulkhead;
    private int deadInARow;
    private Instant lastDead = Instant.MIN;

    Host(Bulkhead bulkhead) {
      this.bulkhead = bulkhead;
    }

    synchronized boolean isDead(Instant now) {
      return deadInARow >= DEAD && now.isBefore(lastDead.plus(REST));
    }

    synchronized void dead(Instant now) {
      deadInARow = lastDead.plus(REST).isBefore(now) ? 1 : deadInARow + 1;
      lastDead = now;
    }

    synchronized void alive() {
      deadInARow = 0;
    }
  }

  /** One request's place at its provider. */
  final class Permit {

    private final Host host;
    private final boolean placed;

    private Permit(Host host, boolean placed) {
      this.host = host;
      this.placed = placed;
    }

    /**
     * @param category null for a token
     */
    void done(@Nullable CredentialCategory category) {
      boolean dead = category != null && isDead(category);
      if (!dead) {
        host.alive();
      } else if (placed) {
        host.dead(clock.instant());
      }
      givenUp();
    }

    /** Nothing came of it that would say anything about the provider. */
    void givenUp() {
      if (placed) {
        host.bulkhead.onComplete();
      }
    }
  }

  /**
   * Goes out whatever happened before: a person waits for the answer, or it is this connection's
   * turn.
   */
  Permit unconditional(String origin) {
    return new Permit(host(origin), false);
  }

  Admission admit(String connectionId, String origin) {
    Host host = host(origin);
    if (host.isDead(clock.instant()) || outages.holdsBack(connectionId, origin)) {
      return heldBack("The provider has not been answering; others ask whether it is back.");
    }
    if (!host.bulkhead.tryAcquirePermission()) {
      return heldBack("Too many token requests to this provider are on their way.");
    }
    return new Admission.Admitted(new Permit(host, true));
  }

  private static Admission heldBack(String words) {
    CredentialCategory category = CredentialCategory.TRANSIENT;
    return new Admission.HeldBack(
        new CredentialFailure(category, null, words, category.hint()), HELD_BACK);
  }

  private Host host(String origin) {
    synchronized (hosts) {
      Host known = hosts.get(origin);
      if (known == null) {
        known = new Host(Bulkhead.of(origin, bulkheads));
        hosts.put(origin, known);
        if (hosts.size() > KEPT) {
          hosts.remove(hosts.keySet().iterator().next());
        }
      }
      return known;
    }
  }

  private static boolean isDead(CredentialCategory category) {
    return switch (category) {
      case TRANSIENT, TIMEOUT, DNS -> true;
      case CREDENTIALS,
          NOT_ALLOWED,
          REQUEST_SHAPE,
          RATE_LIMITED,
          NOT_AN_OAUTH_ENDPOINT,
          REDIRECT,
          TLS,
          BLOCKED_ADDRESS,
          BAD_RESPONSE,
          UNKNOWN ->
          false;
    };
  }
}
