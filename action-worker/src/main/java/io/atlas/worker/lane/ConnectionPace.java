package io.atlas.worker.lane;

import io.atlas.model.event.ActionDefinition.RateLimit;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection's rate, shared by the lanes of all actions that use it. Lanes that only wait for it
 * queue here and start one work a turn, so that no action's backlog holds up another's. Not
 * thread-safe: guarded by the dispatcher.
 */
final class ConnectionPace {

  private static final long PACED_AHEAD_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int SHORT_QUEUE = 10;
  private static final int MOST_LANES = 500;

  private final String connectionId;
  private final ArrayDeque<Lane> turns = new ArrayDeque<>();
  private Pace pace;

  /** Lanes that belong to it. */
  private int lanes;

  /** Works that wait in them, and how many of them have any. */
  private int queued;

  private int busy;

  /** Whose turn it was last; it has it still while it is among the ready. */
  private @Nullable Lane atTurn;

  private boolean wakeUpSet;

  ConnectionPace(String connectionId, RateLimit rate) {
    this.connectionId = connectionId;
    this.pace = new Pace(rate.perSecond());
  }

  boolean isOf(String connection) {
    return connectionId.equals(connection);
  }

  /** Follows the connection's limit. */
  void follow(RateLimit rate) {
    if (pace.perSecond() != rate.perSecond()) {
      pace = new Pace(rate.perSecond());
      wakeUpSet = false;
    }
  }

  /** Whether a wake-up is needed that has not been set. */
  boolean setsWakeUp(long now) {
    boolean needed = !turns.isEmpty() && untilAllowed(now) > 0 && !wakeUpSet;
    wakeUpSet |= needed;
    return needed;
  }

  void wokenUp() {
    wakeUpSet = false;
  }

  /** Whether no lane uses it, and it holds none up that may come. */
  boolean isIdle(long now) {
    return lanes == 0 && untilAllowed(now) == 0;
  }

  long untilAllowed(long now) {
    return pace.untilAllowed(now);
  }

  void started(long now, double share) {
    pace.started(now, share);
  }

  /** Whether the lane, which could start but for this pace, may do so before those that wait. */
  boolean allows(long now) {
    return turns.isEmpty() && untilAllowed(now) == 0;
  }

  /** Behind the lanes that wait for their turn already. */
  void awaitTurn(Lane lane) {
    if (lane.joinsTurns()) {
      turns.add(lane);
    }
  }

  /** The lane whose turn comes now; null where none waits, none may start or one has it still. */
  @Nullable Lane nextTurn(long now) {
    if (turns.isEmpty() || untilAllowed(now) > 0 || (atTurn != null && atTurn.isReady())) {
      return null;
    }
    Lane lane = turns.remove();
    var _ = lane.leavesTurns();
    atTurn = lane;
    return lane;
  }

  void joined(Lane lane) {
    lanes++;
    queued += lane.waiting();
    busy += lane.hasWork() ? 1 : 0;
  }

  void left(Lane lane) {
    lanes--;
    atTurn = atTurn == lane ? null : atTurn;
    queued -= lane.waiting();
    busy -= lane.hasWork() ? 1 : 0;
    if (lane.leavesTurns()) {
      turns.remove(lane);
    }
  }

  void added(Lane lane) {
    queued++;
    busy += lane.waiting() == 1 ? 1 : 0;
  }

  void removed(Lane lane) {
    queued--;
    busy -= lane.hasWork() ? 0 : 1;
  }

  /**
   * Whether one more in the lane would wait too long: what waits in all lanes takes two seconds,
   * and the lane has its part of it. One may wait in every lane, so that each gets its turns.
   */
  boolean overflows(Lane lane, double share) {
    long most = SHORT_QUEUE + pace.within(PACED_AHEAD_NANOS, share);
    if (queued < most) {
      return false;
    }
    return lane.hasWork()
        ? queued >= 2 * most || lane.waiting() >= most / busy
        : busy >= MOST_LANES;
  }
}
