package io.atlas.worker.lane;

import io.atlas.model.event.ActionDefinition.RateLimit;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.event.ServiceStatus.CircuitState;
import io.atlas.worker.call.CallOutcome;
import io.atlas.worker.work.Work;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One action's way to its target: what waits, how many calls may be in flight, and whether the
 * target is given a rest. The limit starts small and grows by one with every response while it is
 * what holds work up, so a target that responds gets all it can use within a few round trips, and
 * one that hangs never holds more than it had. Not thread-safe: guarded by the dispatcher.
 */
final class Lane {

  private static final int FIRST_LIMIT = 64;
  private static final int SMALLEST_LIMIT = 8;

  /** Full and without any response for this long: the target hangs. */
  private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** So long that an operator should know. */
  private static final long HANGING_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final long SHRINK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long PACED_AHEAD_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int SHORT_QUEUE = 10;

  private final String actionId;
  private final LaneAccount account;
  private final Circuit circuit;
  private final ArrayDeque<Queued> queue = new ArrayDeque<>();
  private final int maxLimit;
  private @Nullable Pace pace;
  private @Nullable ConnectionPace connectionPace;
  private int limit;
  private int inFlight;
  private long lastEnd;
  private long lastShrink;
  private long lastUse;
  private boolean ready;
  private boolean inConnectionsTurns;
  private boolean wakeUpSet;

  /** A work and when it came. */
  private record Queued(Work work, long at) {}

  Lane(String actionId, LaneAccount account, int maxLimit, long now) {
    this.actionId = actionId;
    this.account = account;
    this.circuit = new Circuit(actionId);
    this.maxLimit = maxLimit;
    this.limit = Math.min(FIRST_LIMIT, maxLimit);
    this.lastEnd = now;
    this.lastShrink = now;
    this.lastUse = now;
  }

  String actionId() {
    return actionId;
  }

  LaneAccount account() {
    return account;
  }

  /** The pace of the connection that its action uses, if it has one. */
  @Nullable ConnectionPace connectionPace() {
    return connectionPace;
  }

  /** Leaves its connection's pace for another; no effect on what waits. */
  void follow(@Nullable ConnectionPace other) {
    ConnectionPace before = connectionPace;
    if (before != null) {
      before.left(this);
    }
    connectionPace = other;
    if (other != null) {
      other.joined(this);
    }
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

  /** Whether the target may be called: it is not given a rest. One call counts as permitted. */
  boolean isPermitted() {
    return circuit.isPermitted();
  }

  /** Whether the target is given a rest. */
  boolean rests() {
    return circuit.isOpen();
  }

  /** What the target failed with last. */
  FailureCategory lastFailure() {
    FailureCategory last = circuit.lastFailure();
    return last == null ? FailureCategory.TARGET_ERROR : last;
  }

  void add(Work work, long now) {
    queue.add(new Queued(work, now));
    lastUse = now;
    if (connectionPace != null) {
      connectionPace.added(this);
    }
  }

  boolean hasWork() {
    return !queue.isEmpty();
  }

  /** Works that wait. */
  int waiting() {
    return queue.size();
  }

  /** Whether nothing of it is there, or has been for that long. */
  boolean isIdleFor(long nanos, long now) {
    return queue.isEmpty()
        && inFlight == 0
        && !ready
        && untilPaceAllows(now) == 0
        && now - lastUse > nanos;
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
    Work work = queue.remove().work();
    if (connectionPace != null) {
      connectionPace.removed(this);
    }
    return work;
  }

  void countStart(long now, double share) {
    if (inFlight == 0) {
      lastEnd = now;
    }
    inFlight++;
    account.started();
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
   * An execution is over.
   *
   * @param call its last, null where it came to none
   */
  void ended(@Nullable CallOutcome call, long now) {
    boolean heldWorkUp = inFlight >= limit && !queue.isEmpty();
    inFlight--;
    account.ended();
    lastEnd = now;
    lastUse = now;
    FailureCategory failure = Breakers.failureOf(call);
    if (failure == null) {
      limit = heldWorkUp ? Math.min(maxLimit, limit + 1) : limit;
    } else {
      boolean noResponse = failure != FailureCategory.TARGET_ERROR;
      if (noResponse && now - lastShrink > SHRINK_EVERY_NANOS) {
        limit = Math.max(Math.min(SMALLEST_LIMIT, maxLimit), limit / 2);
        lastShrink = now;
      }
    }
    circuit.ended(call, failure, now);
  }

  /** Whether its calls all hang: what waits behind them is better parked. */
  boolean isStalled(long now) {
    return inFlight >= limit && now - lastEnd > STALLED_NANOS;
  }

  /** How it is not called as usual; null where it is. */
  @Nullable Disturbance disturbance(long now) {
    CircuitState state;
    if (circuit.isOpen()) {
      state = CircuitState.OPEN;
    } else if (isStalled(now) && now - lastEnd > HANGING_NANOS) {
      state = CircuitState.STALLED;
    } else if (circuit.isBroken()) {
      state = CircuitState.HALF_OPEN;
    } else {
      return null;
    }
    long since = circuit.isBroken() ? circuit.brokenAt() : lastEnd;
    return new Disturbance(
        actionId, account.id(), state, Math.max(0, now - since), circuit.lastFailure());
  }

  /** Whether a rate limit is all that holds up what waits. */
  boolean waitsForItsRate(long now) {
    return !queue.isEmpty()
        && (untilPaceAllows(now) > 0
            || (connectionPace != null && connectionPace.untilAllowed(now) > 0));
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
    if (connectionPace != null && connectionPace.overflows(this, share)) {
      return true;
    }
    return othersActive && inFlight >= limit && queue.size() >= longQueue;
  }

  /** Takes out what has waited longer than that, or all where the lane is stalled. */
  List<Work> takeOverdue(long longestNanos, long now) {
    List<Work> overdue = new ArrayList<>();
    for (Queued head = queue.peek();
        head != null && (now - head.at() > longestNanos || isStalled(now));
        head = queue.peek()) {
      overdue.add(unstarted(queue.remove()));
    }
    return overdue;
  }

  /** Takes out all that waits. */
  List<Work> takeAll() {
    return take(any -> true);
  }

  /** Takes out what matches of what waits. */
  List<Work> take(Predicate<Work> matching) {
    List<Work> taken = new ArrayList<>();
    int waiting = queue.size();
    for (int i = 0; i < waiting; i++) {
      Queued next = queue.remove();
      if (matching.test(next.work())) {
        taken.add(unstarted(next));
      } else {
        queue.add(next);
      }
    }
    return taken;
  }

  private Work unstarted(Queued taken) {
    circuit.givePermissionBack();
    if (connectionPace != null) {
      connectionPace.removed(this);
    }
    return taken.work();
  }

  /** Whether it is among the ready only from now on. */
  boolean becomesReady() {
    boolean was = ready;
    ready = true;
    return !was;
  }

  void hasHadItsTurn() {
    ready = false;
  }

  boolean isReady() {
    return ready;
  }

  /** Whether it joins the turns of its connection only now. */
  boolean joinsTurns() {
    boolean was = inConnectionsTurns;
    inConnectionsTurns = true;
    return !was;
  }

  /** Whether it was in the turns of its connection. */
  boolean leavesTurns() {
    boolean was = inConnectionsTurns;
    inConnectionsTurns = false;
    return was;
  }

  /** Whether a wake-up is needed that has not been set. */
  boolean setsWakeUp() {
    boolean was = wakeUpSet;
    wakeUpSet = true;
    return !was;
  }

  void wokenUp() {
    wakeUpSet = false;
  }

  int limit() {
    return limit;
  }
}
