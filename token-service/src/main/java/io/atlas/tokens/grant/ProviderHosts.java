package io.atlas.tokens.grant;

import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A breaker and a bulkhead per provider host, so that one dead provider neither takes every thread
 * nor is knocked at by all of its connections. Only what a dead host does counts as a failure: a
 * refused secret says nothing about the others who use the same provider. Thread-safe.
 */
public final class ProviderHosts {

  /** Of a host that does not answer: one request goes out after it, as a probe. */
  private static final Duration REST = Duration.ofSeconds(3);

  /** Who is held back hears of a recovery, so that this need not be short. */
  private static final Duration HELD_BACK = Duration.ofSeconds(10);

  private static final int AT_ONCE = 50;
  private static final int KEPT = 2_000;

  private final CircuitBreakerConfig breakers;
  private final BulkheadConfig bulkheads =
      BulkheadConfig.custom()
          .maxConcurrentCalls(AT_ONCE)
          .maxWaitDuration(Duration.ofSeconds(5))
          .writableStackTraceEnabled(false)
          .build();
  private final Map<String, Host> hosts = new LinkedHashMap<>(16, 0.75f, true);

  private record Host(CircuitBreaker breaker, Bulkhead bulkhead) {}

  public ProviderHosts(Clock clock) {
    this.breakers =
        CircuitBreakerConfig.custom()
            .slidingWindow(20, 10, SlidingWindowType.COUNT_BASED)
            .failureRateThreshold(80)
            .waitDurationInOpenState(REST)
            .permittedNumberOfCallsInHalfOpenState(1)
            .clock(clock)
            .currentTimestampFunction(Clock::millis, TimeUnit.MILLISECONDS)
            .writableStackTraceEnabled(false)
            .build();
  }

  /** Whether the request may go out. */
  sealed interface Admission {

    /** its outcome must be told once. */
    record Admitted(Permit permit) implements Admission {}

    record HeldBack(CredentialFailure failure, Duration retryAfter) implements Admission {}
  }

  /** One request's place at its host. */
  static final class Permit {

    private final @Nullable Host host;

    private Permit(@Nullable Host host) {
      this.host = host;
    }

    /**
     * @param category null for a token
     */
    void done(@Nullable CredentialCategory category, Duration latency) {
      if (host == null) {
        return;
      }
      host.bulkhead().onComplete();
      if (category != null && dead(category)) {
        host.breaker().onError(latency.toMillis(), TimeUnit.MILLISECONDS, new Dead());
      } else {
        host.breaker().onSuccess(latency.toMillis(), TimeUnit.MILLISECONDS);
      }
    }

    /** Nothing came of it that would say anything about the host. */
    void givenUp() {
      if (host != null) {
        host.bulkhead().releasePermission();
        host.breaker().releasePermission();
      }
    }
  }

  /** A test goes out whatever happened before: a person waits for the answer. */
  Permit unconditional() {
    return new Permit(null);
  }

  Admission admit(String name) {
    Host host = host(name);
    if (!host.breaker().tryAcquirePermission()) {
      return heldBack("The provider has not been answering; it is left alone for a moment.");
    }
    if (!host.bulkhead().tryAcquirePermission()) {
      host.breaker().releasePermission();
      return heldBack("Too many token requests to this provider are on their way.");
    }
    return new Admission.Admitted(new Permit(host));
  }

  private static Admission heldBack(String words) {
    CredentialCategory category = CredentialCategory.TRANSIENT;
    return new Admission.HeldBack(
        new CredentialFailure(category, null, words, category.hint()), HELD_BACK);
  }

  private Host host(String name) {
    synchronized (hosts) {
      Host known = hosts.get(name);
      if (known == null) {
        known = new Host(CircuitBreaker.of(name, breakers), Bulkhead.of(name, bulkheads));
        hosts.put(name, known);
        if (hosts.size() > KEPT) {
          hosts.remove(hosts.keySet().iterator().next());
        }
      }
      return known;
    }
  }

  private static boolean dead(CredentialCategory category) {
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
          BAD_RESPONSE ->
          false;
    };
  }

  /** The breaker wants a throwable; the failure itself is a value. */
  private static final class Dead extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Dead() {
      super("the provider's host does not answer", null, false, false);
    }
  }
}
