package io.atlas.worker.dispatch;

import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionDefinition.RateLimit;
import io.atlas.worker.call.CallOutcome;
import io.atlas.worker.dispatch.Lane.Account;
import io.atlas.worker.dispatch.Lane.Queued;
import io.atlas.worker.execution.ActionExecution.Executed;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All lanes with what waits in them, and whose turn it is. Lanes that were not used for a while are
 * forgotten. Not thread-safe: guarded by the dispatcher.
 */
final class Lanes {

  private static final int LONG_QUEUE = 1_000;
  private static final long OTHERS_REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long FORGOTTEN_NANOS = TimeUnit.MINUTES.toNanos(5);

  private final int maxInFlight;
  private final RateLimits rates;
  private final WakeUps wakeUps;
  private final Map<String, Lane> lanes = new HashMap<>();
  private final Map<String, Account> accounts = new HashMap<>();
  private final Map<String, ConnectionPace> connectionPaces = new HashMap<>();
  private final Set<Lane> queued = new LinkedHashSet<>();
  private final FairQueue fair = new FairQueue();
  private int waiting;
  private @Nullable Lane lastLane;
  private long lastSwitch;
  private boolean switched;
  private long nextForgetting;

  /** A clock that calls back. */
  @FunctionalInterface
  interface WakeUps {
    /** Runs the change, which is given the time then, in so many nanoseconds. */
    void in(long nanos, LongConsumer change);
  }

  Lanes(int maxInFlight, long now, RateLimits rates, WakeUps wakeUps) {
    this.maxInFlight = maxInFlight;
    this.rates = rates;
    this.wakeUps = wakeUps;
    this.nextForgetting = now + FORGOTTEN_NANOS;
  }

  /** The lane of the work's action. */
  Lane of(Work work, long now) {
    String id = work.event().actionId();
    Lane known = lanes.get(id);
    if (known != null) {
      return known;
    }
    Account account =
        accounts.computeIfAbsent(work.action().definition().accountId(), Account::new);
    account.lanes++;
    Lane lane = new Lane(id, account, Breakers.forTarget(id), maxInFlight, now);
    lanes.put(id, lane);
    return lane;
  }

  /** Takes note of what comes, to know whether more than one action is active. */
  void arrived(Lane lane, long now) {
    if (lane != lastLane) {
      switched = lastLane != null;
      lastLane = lane;
      lastSwitch = now;
    }
  }

  boolean severalAreActive(long now) {
    return switched && lanes.size() > 1 && now - lastSwitch < OTHERS_REMEMBERED_NANOS;
  }

  boolean overflows(Lane lane, double share, long now) {
    return lane.overflows(LONG_QUEUE, severalAreActive(now), share, now)
        || (lane.connectionPace != null && lane.connectionPace.overflows(lane, share));
  }

  /** Has the lane follow the limits of the work's action, which keyed work may have outlived. */
  void pace(Lane lane, Work work, long now) {
    ActionDefinition known = work.action().definition();
    ActionDefinition inForce = work.isKeyed() ? rates.action(lane.actionId) : known;
    pace(lane, inForce == null ? known : inForce, now);
  }

  private void pace(Lane lane, ActionDefinition definition, long now) {
    lane.paceAs(definition.rateLimit());
    // A disabled action calls nobody: its events are only put aside.
    String connection = definition.enabled() ? definition.authentication().connectionId() : null;
    RateLimit rate =
        connection == null ? null : rates.ofConnection(connection, definition.accountId());
    ConnectionPace before = lane.connectionPace;
    if (connection == null || rate == null) {
      if (before != null) {
        move(lane, before, null, now);
      }
      return;
    }
    if (before != null && before.connectionId.equals(connection)) {
      before.follow(rate);
      return;
    }
    ConnectionPace pace =
        connectionPaces.computeIfAbsent(connection, id -> new ConnectionPace(id, rate));
    pace.follow(rate);
    move(lane, before, pace, now);
  }

  private void move(
      Lane lane, @Nullable ConnectionPace from, @Nullable ConnectionPace to, long now) {
    if (from != null) {
      from.left(lane);
      giveTurn(from, now);
    }
    lane.connectionPace = to;
    if (to != null) {
      to.joined(lane);
    }
  }

  /** Has what waits follow the limits in force. */
  void followLimits(long now) {
    for (Lane lane : queued) {
      ActionDefinition definition = rates.action(lane.actionId);
      if (definition != null) {
        pace(lane, definition, now);
        makeReady(lane, now);
      }
    }
    connectionPaces.values().forEach(pace -> giveTurn(pace, now));
  }

  void add(Lane lane, Work work, long now) {
    lane.add(work, now);
    if (lane.connectionPace != null) {
      lane.connectionPace.added(lane);
    }
    queued.add(lane);
    waiting++;
    makeReady(lane, now);
  }

  /** Into the turns, if it could start something; to be called whenever that may have changed. */
  void makeReady(Lane lane, long now) {
    ConnectionPace shared = lane.connectionPace;
    if (!lane.canStartAtTurn(now)) {
      if (lane.hasWork() && lane.untilPaceAllows(now) > 0 && !lane.wakeUpSet) {
        lane.wakeUpSet = true;
        wakeUps.in(
            lane.untilPaceAllows(now),
            then -> {
              lane.wakeUpSet = false;
              makeReady(lane, then);
            });
      }
    } else if (shared == null || shared.allows(now)) {
      fair.add(lane);
    } else if (!lane.ready) {
      shared.awaitTurn(lane);
      giveTurn(shared, now);
    }
  }

  /** Has the next lane that waits for the connection's pace start, or be woken when it may. */
  private void giveTurn(ConnectionPace pace, long now) {
    for (Lane lane = pace.nextTurn(now); lane != null; lane = pace.nextTurn(now)) {
      if (lane.canStart(now)) {
        fair.add(lane);
      } else {
        makeReady(lane, now);
      }
    }
    if (pace.hasWaiting() && pace.untilAllowed(now) > 0 && !pace.wakeUpSet) {
      pace.wakeUpSet = true;
      wakeUps.in(
          pace.untilAllowed(now),
          then -> {
            pace.wakeUpSet = false;
            giveTurn(pace, then);
          });
    }
  }

  /** The next work in fair turns, counted as started; null where nothing may start. */
  @Nullable Work start(int accountCap, double share, long now) {
    for (Lane lane = fair.next(accountCap); lane != null; lane = fair.next(accountCap)) {
      Work work = null;
      if (lane.canStart(now)) {
        work = lane.start(now, share);
        noLongerWaits(lane);
      }
      if (!lane.hasWork()) {
        queued.remove(lane);
      }
      makeReady(lane, now);
      if (lane.connectionPace != null) {
        giveTurn(lane.connectionPace, now);
      }
      if (work != null) {
        return work;
      }
    }
    return null;
  }

  /**
   * Takes an execution off its lane.
   *
   * @param executed null where it came to nothing
   * @return what waited there and need not, because its target is given a rest
   */
  List<Work> ended(Lane lane, @Nullable Executed executed, double share, long now) {
    CallOutcome call = executed == null ? null : executed.call();
    if (executed != null && executed.calls() > 1) {
      lane.countCall(now, share); // with a renewed token
    }
    lane.ended(Breakers.failureOf(call), now);
    Breakers.record(lane.breaker, call);
    boolean rests = lane.breaker.getState() == CircuitBreaker.State.OPEN;
    List<Work> resting = rests ? dropAll(lane) : List.of();
    makeReady(lane, now);
    return resting;
  }

  /** Takes out what matches, wherever it waits. */
  List<Work> drop(Predicate<Work> matching) {
    List<Work> dropped = new ArrayList<>();
    for (Lane lane : queued) {
      for (Iterator<Queued> each = lane.queue().iterator(); each.hasNext(); ) {
        Work work = each.next().work();
        if (matching.test(work)) {
          each.remove();
          unstarted(lane);
          dropped.add(work);
        }
      }
    }
    queued.removeIf(lane -> !lane.hasWork());
    return dropped;
  }

  /** Takes out all that waits in the lane. */
  private List<Work> dropAll(Lane lane) {
    List<Work> dropped = new ArrayList<>();
    for (Queued one = lane.queue().poll(); one != null; one = lane.queue().poll()) {
      unstarted(lane);
      dropped.add(one.work());
    }
    queued.remove(lane);
    return dropped;
  }

  /**
   * Takes out what has waited too long, and what waits in stalled lanes.
   *
   * @param longestNanos that anything may wait
   */
  List<Work> dropOverdue(long longestNanos, long now) {
    List<Work> dropped = new ArrayList<>();
    for (Lane lane : queued) {
      for (Work work = lane.takeOverdue(longestNanos, now);
          work != null;
          work = lane.takeOverdue(longestNanos, now)) {
        unstarted(lane);
        dropped.add(work);
      }
    }
    queued.removeIf(lane -> !lane.hasWork());
    return dropped;
  }

  void forgetIdle(long now) {
    if (now - nextForgetting < 0) {
      return;
    }
    nextForgetting = now + FORGOTTEN_NANOS;
    lanes
        .values()
        .removeIf(lane -> {
          boolean idle =
              lane.isIdle()
                  && !lane.ready
                  && lane.untilPaceAllows(now) == 0
                  && now - lane.lastUse > FORGOTTEN_NANOS;
          if (idle) {
            move(lane, lane.connectionPace, null, now);
            if (--lane.account.lanes == 0) {
              accounts.remove(lane.account.id);
            }
          }
          return idle;
        });
    connectionPaces.values().removeIf(pace -> pace.lanes == 0 && pace.untilAllowed(now) == 0);
  }

  private void unstarted(Lane lane) {
    lane.breaker.releasePermission();
    noLongerWaits(lane);
  }

  private void noLongerWaits(Lane lane) {
    if (lane.connectionPace != null) {
      lane.connectionPace.removed(lane);
    }
    waiting--;
  }

  int waiting() {
    return waiting;
  }

  int size() {
    return lanes.size();
  }

  int accounts() {
    return accounts.size();
  }
}
