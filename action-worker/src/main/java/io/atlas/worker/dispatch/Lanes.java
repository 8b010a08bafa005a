package io.atlas.worker.dispatch;

import io.atlas.worker.dispatch.Lane.Account;
import io.atlas.worker.dispatch.Lane.Queued;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjLongConsumer;
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
  private final ObjLongConsumer<Lane> wakeUpIn;
  private final Map<String, Lane> lanes = new HashMap<>();
  private final Map<String, Account> accounts = new HashMap<>();
  private final Set<Lane> queued = new LinkedHashSet<>();
  private final FairQueue fair = new FairQueue();
  private int waiting;
  private long waitingBytes;
  private @Nullable Lane lastLane;
  private long lastSwitch;
  private boolean switched;
  private long nextForgetting;

  /**
   * @param wakeUpIn has {@link #makeReady} called for a lane in so many nanoseconds
   */
  Lanes(int maxInFlight, long now, ObjLongConsumer<Lane> wakeUpIn) {
    this.maxInFlight = maxInFlight;
    this.wakeUpIn = wakeUpIn;
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
    return lane.overflows(LONG_QUEUE, severalAreActive(now), share, now);
  }

  void add(Lane lane, Work work, long now) {
    lane.add(work, now);
    queued.add(lane);
    waiting++;
    waitingBytes += work.event().size();
    makeReady(lane, now);
  }

  /** Into the turns, if it could start something; to be called whenever that may have changed. */
  void makeReady(Lane lane, long now) {
    if (lane.canStart(now)) {
      fair.add(lane);
    } else if (lane.hasWork() && lane.untilPaceAllows(now) > 0 && !lane.wakeUpSet) {
      lane.wakeUpSet = true;
      wakeUpIn.accept(lane, lane.untilPaceAllows(now));
    }
  }

  /** The next work in fair turns, counted as started; null where nothing may start. */
  @Nullable Work start(int accountCap, double share, long now) {
    for (Lane lane = fair.next(accountCap); lane != null; lane = fair.next(accountCap)) {
      Work work = null;
      if (lane.canStart(now)) {
        work = lane.start(now, share);
        noLongerWaits(work);
      }
      if (!lane.hasWork()) {
        queued.remove(lane);
      }
      makeReady(lane, now);
      if (work != null) {
        return work;
      }
    }
    return null;
  }

  /** Takes out what matches, wherever it waits. */
  List<Work> drop(Predicate<Work> matching) {
    List<Work> dropped = new ArrayList<>();
    for (Lane lane : queued) {
      for (Iterator<Queued> each = lane.queue().iterator(); each.hasNext(); ) {
        Work work = each.next().work();
        if (matching.test(work)) {
          each.remove();
          unstarted(lane, work);
          dropped.add(work);
        }
      }
    }
    queued.removeIf(lane -> !lane.hasWork());
    return dropped;
  }

  /** Takes out all that waits in the lane. */
  List<Work> dropAll(Lane lane) {
    List<Work> dropped = new ArrayList<>();
    for (Queued one : lane.queue()) {
      unstarted(lane, one.work());
      dropped.add(one.work());
    }
    lane.queue().clear();
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
        unstarted(lane, work);
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
          boolean idle = lane.isIdle() && !lane.ready && now - lane.lastUse > FORGOTTEN_NANOS;
          if (idle && --lane.account.lanes == 0) {
            accounts.remove(lane.account.id);
          }
          return idle;
        });
  }

  private void unstarted(Lane lane, Work work) {
    lane.breaker.releasePermission();
    noLongerWaits(work);
  }

  private void noLongerWaits(Work work) {
    waiting--;
    waitingBytes -= work.event().size();
  }

  int waiting() {
    return waiting;
  }

  long waitingBytes() {
    return waitingBytes;
  }

  int size() {
    return lanes.size();
  }

  int accounts() {
    return accounts.size();
  }
}
