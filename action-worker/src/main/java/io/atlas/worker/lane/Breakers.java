package io.atlas.worker.lane;

import io.atlas.model.event.FailureCategory;
import io.atlas.worker.call.CallOutcome;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Circuit breakers of targets: what counts, and when a target is given a rest, of a minute at most.
 * Events that come meanwhile are parked, which uses up no attempt.
 */
final class Breakers {

  static final Duration FIRST_REST = Duration.ofSeconds(5);
  private static final Duration LONGEST_REST = Duration.ofMinutes(1);

  private static final CircuitBreakerConfig CONFIG =
      CircuitBreakerConfig.custom()
          .slidingWindowType(SlidingWindowType.COUNT_BASED)
          .slidingWindowSize(50)
          .minimumNumberOfCalls(20)
          .failureRateThreshold(70)
          .permittedNumberOfCallsInHalfOpenState(20)
          .waitIntervalFunctionInOpenState(
              IntervalFunction.ofExponentialBackoff(FIRST_REST, 2, LONGEST_REST))
          .writableStackTraceEnabled(false)
          .build();

  private Breakers() {}

  static CircuitBreaker forTarget(String actionId) {
    return CircuitBreaker.of(actionId, CONFIG);
  }

  /**
   * The target's failure, or null where it answered for itself. A 4xx says that it is well, and a
   * 500 may be about this one event: such are retried by their schedule alone.
   */
  static @Nullable FailureCategory failureOf(@Nullable CallOutcome call) {
    return switch (call) {
      case null -> null;
      case CallOutcome.Responded response ->
          isAway(response.status()) ? FailureCategory.TARGET_ERROR : null;
      case CallOutcome.Failed failed ->
          switch (failed.category()) {
            case TIMEOUT, DNS, CONNECT, TLS, TARGET_ERROR -> failed.category();
            default -> null;
          };
      case CallOutcome.Unread _ -> null;
    };
  }

  /** Bad gateway, unavailable, gateway timeout (RFC 9110 section 15.6): nobody is there. */
  private static boolean isAway(int status) {
    return status >= 502 && status <= 504;
  }

  static void record(CircuitBreaker breaker, @Nullable CallOutcome call) {
    if (call == null) {
      breaker.releasePermission();
    } else if (failureOf(call) == null) {
      breaker.onSuccess(call.timing().total(), TimeUnit.NANOSECONDS);
    } else {
      breaker.onError(call.timing().total(), TimeUnit.NANOSECONDS, new TargetFailed());
    }
  }

  /** Stands for any failure: the breaker only counts. */
  private static final class TargetFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TargetFailed() {
      super("the target failed", null, false, false);
    }
  }
}
