package io.atlas.worker.run;

import io.atlas.worker.fired.FiredEvent;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;

/**
 * Executions that were handed to a delay topic while their call went on, so that a hanging call
 * does not hold its partition's offset. The copy comes due after the call must have ended; whoever
 * reads it here knows what became of the call. Where the call's outcome was not acknowledged, after
 * a crash or a rebalance, it is executed: a repeat with the same idempotency key, as any other.
 * Thread-safe.
 */
final class HandOvers {

  /** More are not remembered, which costs repeats. */
  private static final int MAX_REMEMBERED = 50_000;

  private final Map<Name, State> handedOver = new ConcurrentHashMap<>();

  /**
   * At least as many as there are names, so that 0 means none. The map's own count may be 0 while
   * one is in it: it is counted after it was put, and may be removed in between.
   */
  private final AtomicInteger atMost = new AtomicInteger();

  private record Name(int partition, String actionId, String executionId, int attempt) {

    static Name of(FiredEvent event) {
      return new Name(
          event.record().partition(), event.actionId(), event.executionId(), event.attempt());
    }
  }

  private enum State {
    CALLING,
    ENDED
  }

  /** What to do with an event that was read. */
  enum Copy {
    /** It is none: execute it. */
    NO,
    /** The call it stands in for is not over: look again later. */
    EARLY,
    /** The call's outcome is acknowledged: nothing is left to do. */
    DONE
  }

  /**
   * @return false where there is one already
   */
  boolean begin(FiredEvent event) {
    boolean begun =
        atMost.incrementAndGet() <= MAX_REMEMBERED
            && handedOver.putIfAbsent(Name.of(event), State.CALLING) == null;
    if (!begun) {
      atMost.decrementAndGet();
    }
    return begun;
  }

  /** The call's outcome is acknowledged by the broker, so its copy is not needed. */
  void ended(FiredEvent event) {
    if (atMost.get() > 0) {
      handedOver.computeIfPresent(Name.of(event), (name, state) -> State.ENDED);
    }
  }

  /** The call's outcome does not count: the copy is the event. */
  void forget(FiredEvent event) {
    if (atMost.get() > 0) {
      forget(Name.of(event));
    }
  }

  /** The partitions of these numbers go to somebody else, and the copies with them. */
  void forget(IntPredicate partitions) {
    handedOver.forEach((name, state) -> {
      if (partitions.test(name.partition())) {
        forget(name);
      }
    });
  }

  private void forget(Name name) {
    if (handedOver.remove(name) != null) {
      atMost.decrementAndGet();
    }
  }

  Copy copy(FiredEvent event) {
    if (atMost.get() == 0) {
      return Copy.NO;
    }
    Name name = Name.of(event);
    if (handedOver.remove(name, State.ENDED)) {
      atMost.decrementAndGet();
      return Copy.DONE;
    }
    return handedOver.containsKey(name) ? Copy.EARLY : Copy.NO;
  }
}
