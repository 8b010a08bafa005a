package io.atlas.worker.lane;

import io.atlas.model.event.FailureCategory;
import io.atlas.worker.call.CallOutcome;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import org.jspecify.annotations.Nullable;

/**
 * A target's circuit breaker, what it failed with last, and since when it is not called as usual.
 * Not thread-safe: guarded by the dispatcher.
 */
final class Circuit {

  private final CircuitBreaker breaker;
  private @Nullable FailureCategory lastFailure;
  private boolean broken;
  private long brokenAt;

  Circuit(String actionId) {
    this.breaker = Breakers.forTarget(actionId);
  }

  /** Whether the target may be called: it is not given a rest. One call counts as permitted. */
  boolean isPermitted() {
    return breaker.tryAcquirePermission();
  }

  void givePermissionBack() {
    breaker.releasePermission();
  }

  boolean isOpen() {
    return breaker.getState() == CircuitBreaker.State.OPEN;
  }

  /** Whether the target is given a rest, or had one and is tried again. */
  boolean isBroken() {
    return broken;
  }

  /** When it was last called as usual; only where it {@link #isBroken}. */
  long brokenAt() {
    return brokenAt;
  }

  @Nullable FailureCategory lastFailure() {
    return lastFailure;
  }

  /**
   * A call ended.
   *
   * @param call null where it came to none
   * @param failure the target's; null where it answered for itself
   */
  void ended(@Nullable CallOutcome call, @Nullable FailureCategory failure, long now) {
    Breakers.record(breaker, call);
    if (failure != null) {
      lastFailure = failure;
    }
    // A success changes nothing of a circuit that is whole, which is the usual case.
    if (failure != null || broken) {
      boolean whole = breaker.getState() == CircuitBreaker.State.CLOSED;
      if (!whole && !broken) {
        brokenAt = now;
      }
      broken = !whole;
    }
  }
}
