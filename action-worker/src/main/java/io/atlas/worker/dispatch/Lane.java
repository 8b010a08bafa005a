package io.atlas.worker.dispatch;

import io.atlas.model.event.ActionDefinition.RateLimit;
import io.atlas.model.event.FailureCategory;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One action's way to its target: what waits, how many calls may be in flight, and whether the
 * target is given a rest. The limit starts small and grows by one with every answer while it is
 * what holds work up, so a target that answers gets all it can use within a few round trips, and
 * one that hangs never holds more than it had. Not thread-safe: guarded by the dispatcher.
 */
final class Lane {

  private static final int FIRST_LIMIT = 64;
  private static final int SMALLEST_LIMIT = 8;

  /** Full and without any answer for this long: the target hangs. */
  private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long SHRINK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long PACED_AHEAD_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int SHORT_QUEUE = 10;

  final String actionId;
  final Account account;
  final CircuitBreaker breaker;
  private final ArrayDeque<Queued> queue = new ArrayDeque<>();
  private final int maxLimit;
  private @Nullable Pace pace;
  private int limit;
  private int inFlight;
  private long lastEnd;
  private long lastShrink;
  long lastUse;
  boolean ready;
  boolean wakeUpSet;
  @Nullable ConnectionPace connectionPace;
  boolean inTurns;
  FailureCategory lastFailure = FailureCategory.TARGET_ERROR;

  /** A work and when it came. */
  record Queued(Work work, long at) {}

  /** What the lanes of one account have in flight together. */
  static final class Account {
    final String id;
    final ArrayDeque<Lane> ready = new ArrayDeque<>();
    int inFlight;
    int lanes;
    boolean inRing;

    Account(String id) {
      this.id = id;
    }
  }

  Lane(String actionId, Account account, CircuitBreaker breaker, int maxLimit, long now) {
    this.actionId = actionId;
    this.account = account;
    this.breaker = breaker;
    this.maxLimit = maxLimit;
    this.limit = Math.min(FIRST_LIMIT, maxLimit);
    this.lastEnd = now;
    this.lastShrink = now;
    this.lastUse = now;
  }

  /** Follows the definition's rate limit. */
  void paceAs(@Nullable RateLimit rate) {
    if (rate == null) {
      pace = null;
    } else if (pace == null || pace.perSecond() != rate.perSecond()) {
      pace = new Pace(rate.perSecond());
      wakeUpSet = false;
    }
  }

  void add(Work work, long now) {
    queue.add(new Queued(work, now));
    lastUse = now;
  }

  boolean hasWork() {
    return !queue.isEmpty();
  }

  boolean isIdle() {
    return queue.isEmpty() && inFlight == 0;
  }

  boolean canStart(long now) {
    return canStartAtTurn(now) && (connectionPace == null || connectionPace.untilAllowed(now) == 0);
  }

  /** Whether nothing but its connection's pace may hold it up. */
  boolean canStartAtTurn(long now) {
    return !queue.isEmpty() && inFlight < limit && untilPaceAllows(now) == 0;
  }

  long untilPaceAllows(long now) {
    return pace == null ? 0 : pace.untilAllowed(now);
  }

  Work start(long now, double share) {
    countStart(now, share);
    return queue.remove().work();
  }

  void countStart(long now, double share) {
    if (inFlight == 0) {
      lastEnd = now;
    }
    inFlight++;
    account.inFlight++;
    countCall(now, share);
  }

  /** Against the rates. */
  void countCall(long now, double share) {
    if (pace != null) {
      pace.started(now, share);
    }
    if (connectionPace != null) {
      connectionPace.started(now, share);
    }
  }

  /**
   * @param failure of the target, null where it answered
   */
  void ended(@Nullable FailureCategory failure, long now) {
    boolean heldWorkUp = inFlight >= limit && !queue.isEmpty();
    inFlight--;
    account.inFlight--;
    lastEnd = now;
    lastUse = now;
    if (failure == null) {
      limit = heldWorkUp ? Math.min(maxLimit, limit + 1) : limit;
    } else {
      lastFailure = failure;
      boolean noAnswer = failure != FailureCategory.TARGET_ERROR;
      if (noAnswer && now - lastShrink > SHRINK_EVERY_NANOS) {
        limit = Math.max(Math.min(SMALLEST_LIMIT, maxLimit), limit / 2);
        lastShrink = now;
      }
    }
  }

  /** Whether its calls all hang: what waits behind them is better put aside. */
  boolean isStalled(long now) {
    return inFlight >= limit && now - lastEnd > STALLED_NANOS;
  }

  /**
   * Whether one more would wait too long here, and longer than the whole worker's load explains.
   */
  boolean overflows(int longQueue, boolean othersActive, double share, long now) {
    if (isStalled(now)) {
      return true;
    }
    if (pace != null && queue.size() >= SHORT_QUEUE + pace.within(PACED_AHEAD_NANOS, share)) {
      return true;
    }
    return othersActive && inFlight >= limit && queue.size() >= longQueue;
  }

  /** Takes out what has waited longer than that, or all where the lane is stalled. */
  @Nullable Work takeOverdue(long longestNanos, long now) {
    Queued head = queue.peek();
    boolean overdue = head != null && (now - head.at() > longestNanos || isStalled(now));
    return overdue ? queue.remove().work() : null;
  }

  ArrayDeque<Queued> queue() {
    return queue;
  }

  int inFlight() {
    return inFlight;
  }

  int limit() {
    return limit;
  }
}
