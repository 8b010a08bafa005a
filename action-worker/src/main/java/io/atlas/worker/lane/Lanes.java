package io.atlas.worker.lane;

import io.atlas.model.event.ActionDefinition;
import io.atlas.worker.call.CallOutcome;
import io.atlas.worker.work.Work;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How much may be in flight at a time, what waits for that, and whose turn it is: overall, by
 * account, by action and by connection. Lanes that were not used for a while are forgotten. Not
 * thread-safe: guarded by the dispatcher.
 */
public final class Lanes {

  private static final int LONG_QUEUE = 1_000;
  private static final long LONGEST_QUEUEING_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long OTHERS_REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long FORGOTTEN_NANOS = TimeUnit.MINUTES.toNanos(5);

  private final int maxInFlight;
  private final Slots slots;
  private final RateLimits rates;
  private final WakeUps wakeUps;
  private final LongSupplier nanoTime;
  private final ConnectionPaces connections;
  private final Map<String, Lane> lanes = new HashMap<>();
  private final Map<String, LaneAccount> accounts = new HashMap<>();
  private final Set<Lane> queued = new LinkedHashSet<>();
  private final FairQueue fair = new FairQueue();
  private double share = 1;
  private int waiting;
  private @Nullable Lane lastLane;
  private long lastSwitch;
  private boolean switched;
  private long nextForgetting;

  /** A clock that calls back. */
  @FunctionalInterface
  public interface WakeUps {
    /** Runs the change, which is given the time then, in so many nanoseconds. */
    void in(long nanos, LongConsumer change);
  }

  /** A work that waited, and need not any more. */
  public record Parked(Work work, Admission.Park park) {}

  /**
   * @param maxInFlight executions at a time at most; how many there may be follows the machine
   */
  public Lanes(int maxInFlight, RateLimits rates, WakeUps wakeUps, LongSupplier nanoTime) {
    this.maxInFlight = maxInFlight;
    this.slots = new Slots(maxInFlight);
    this.rates = rates;
    this.wakeUps = wakeUps;
    this.nanoTime = nanoTime;
    this.connections = new ConnectionPaces(rates, this::giveTurn);
    this.nextForgetting = nanoTime.getAsLong() + FORGOTTEN_NANOS;
  }

  /** Takes the work into its action's lane, unless it would only wait there. */
  public Admission admit(Work work) {
    long now = nanoTime.getAsLong();
    Lane lane = of(work, now);
    arrived(lane, now);
    ActionDefinition known = work.action().definition();
    // Keyed work may have outlived the limits it came with.
    ActionDefinition inForce = work.isKeyed() ? rates.action(lane.actionId()) : known;
    connections.pace(lane, inForce == null ? known : inForce, now);
    if (lane.overflows(LONG_QUEUE, severalAreActive(now), share, now)) {
      return Admission.FOR_LIMITS;
    }
    if (!lane.isPermitted()) {
      return new Admission.Park(lane.lastFailure());
    }
    lane.add(work, now);
    queued.add(lane);
    waiting++;
    makeReady(lane, now);
    return Admission.ADMITTED;
  }

  /** The next work in fair turns, counted as started; null where nothing may start. */
  public @Nullable Work next() {
    if (!slots.isFree()) {
      if (waiting > 0) {
        slots.reached();
      }
      return null;
    }
    long now = nanoTime.getAsLong();
    int accountCap = slots.ofAnAccount(accounts.size());
    for (Lane lane = fair.next(accountCap); lane != null; lane = fair.next(accountCap)) {
      Work work = null;
      if (lane.canStart(now)) {
        work = lane.start(now, share);
        waiting--;
      }
      if (!lane.hasWork()) {
        queued.remove(lane);
      }
      makeReady(lane, now);
      if (lane.connectionPace() != null) {
        giveTurn(lane.connectionPace(), now);
      }
      if (work != null) {
        slots.taken();
        return work;
      }
    }
    return null;
  }

  /**
   * An execution that was started is over.
   *
   * @param call its last, null where it came to none
   * @param calls so many were made: two where a token was renewed
   * @return what waited there and need not, because its target is given a rest
   */
  public List<Parked> ended(Work work, @Nullable CallOutcome call, int calls) {
    long now = nanoTime.getAsLong();
    slots.givenBack();
    Lane lane = of(work, now);
    if (calls > 1) {
      lane.countCall(now, share);
    }
    lane.ended(call, now);
    List<Parked> resting = lane.rests() && lane.hasWork() ? takeAll(lane) : List.of();
    makeReady(lane, now);
    return resting;
  }

  private List<Parked> takeAll(Lane lane) {
    Admission.Park resting = new Admission.Park(lane.lastFailure());
    List<Work> all = lane.takeAll();
    waiting -= all.size();
    queued.remove(lane);
    return all.stream().map(work -> new Parked(work, resting)).toList();
  }

  /**
   * To be called at regular times: adapts the limit, and follows the rates in force.
   *
   * @return what has waited for too long behind a slow target
   */
  public List<Parked> sweep() {
    slots.adjust();
    long now = nanoTime.getAsLong();
    boolean targetsHoldUp = severalAreActive(now) && slots.isFree();
    List<Parked> overdue = overdue(targetsHoldUp ? LONGEST_QUEUEING_NANOS : Long.MAX_VALUE, now);
    followLimits(now);
    forgetIdle(now);
    return overdue;
  }

  private List<Parked> overdue(long longestNanos, long now) {
    List<Parked> overdue = new ArrayList<>();
    for (Lane lane : queued) {
      for (Work work : lane.takeOverdue(longestNanos, now)) {
        overdue.add(new Parked(work, Admission.FOR_LIMITS));
      }
    }
    waiting -= overdue.size();
    queued.removeIf(lane -> !lane.hasWork());
    return overdue;
  }

  /** Takes out what matches, wherever it waits. */
  public List<Work> drop(Predicate<Work> matching) {
    List<Work> dropped = new ArrayList<>();
    for (Lane lane : queued) {
      dropped.addAll(lane.take(matching));
    }
    waiting -= dropped.size();
    queued.removeIf(lane -> !lane.hasWork());
    return dropped;
  }

  /** So many virtual threads wait for a processor; to be told several times between two sweeps. */
  public void sample(long runnableThreads) {
    slots.sample(runnableThreads);
  }

  /**
   * @param ofRateLimits this worker's part of every rate limit, above 0 to 1
   */
  public void share(double ofRateLimits) {
    share = ofRateLimits;
  }

  public int waiting() {
    return waiting;
  }

  public int inFlight() {
    return slots.inFlight();
  }

  /** How many may be in flight now. */
  public int limit() {
    return slots.limit();
  }

  /**
   * How targets are, looked at now and then.
   *
   * @param disturbances in no order
   * @param rateLimited lanes whose work waits for a rate limit
   */
  public record Targets(List<Disturbance> disturbances, int rateLimited) {}

  public Targets targets() {
    long now = nanoTime.getAsLong();
    List<Disturbance> disturbances = new ArrayList<>();
    int rateLimited = 0;
    for (Lane lane : lanes.values()) {
      Disturbance disturbance = lane.disturbance(now);
      if (disturbance != null) {
        disturbances.add(disturbance);
      }
      rateLimited += lane.waitsForItsRate(now) ? 1 : 0;
    }
    return new Targets(disturbances, rateLimited);
  }

  /** How many lanes are remembered. */
  public int size() {
    return lanes.size();
  }

  private Lane of(Work work, long now) {
    String id = work.event().actionId();
    Lane known = lanes.get(id);
    if (known != null) {
      return known;
    }
    LaneAccount account = accounts.computeIfAbsent(work.accountId(), LaneAccount::new);
    account.joined();
    Lane lane = new Lane(id, account, maxInFlight, now);
    lanes.put(id, lane);
    return lane;
  }

  /** Takes note of what comes, to know whether more than one action is active. */
  private void arrived(Lane lane, long now) {
    if (lane != lastLane) {
      switched = lastLane != null;
      lastLane = lane;
      lastSwitch = now;
    }
  }

  private boolean severalAreActive(long now) {
    return switched && lanes.size() > 1 && now - lastSwitch < OTHERS_REMEMBERED_NANOS;
  }

  /** Into the turns, if it could start something; to be called whenever that may have changed. */
  private void makeReady(Lane lane, long now) {
    ConnectionPace shared = lane.connectionPace();
    if (!lane.canStartAtTurn(now)) {
      long wait = lane.untilPaceAllows(now);
      if (lane.hasWork() && wait > 0 && lane.setsWakeUp()) {
        wakeUps.in(
            wait,
            then -> {
              lane.wokenUp();
              makeReady(lane, then);
            });
      }
    } else if (shared == null || shared.allows(now)) {
      fair.add(lane);
    } else if (!lane.isReady()) {
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
    if (pace.setsWakeUp(now)) {
      wakeUps.in(
          pace.untilAllowed(now),
          then -> {
            pace.wokenUp();
            giveTurn(pace, then);
          });
    }
  }

  private void followLimits(long now) {
    for (Lane lane : queued) {
      ActionDefinition definition = rates.action(lane.actionId());
      if (definition != null) {
        connections.pace(lane, definition, now);
        makeReady(lane, now);
      }
    }
    connections.giveTurns(now);
  }

  private void forgetIdle(long now) {
    if (now - nextForgetting < 0) {
      return;
    }
    nextForgetting = now + FORGOTTEN_NANOS;
    lanes
        .values()
        .removeIf(lane -> {
          boolean idle = lane.isIdleFor(FORGOTTEN_NANOS, now);
          if (idle) {
            connections.move(lane, null, now);
            if (lane.account().left()) {
              accounts.remove(lane.account().id());
            }
          }
          return idle;
        });
    connections.forgetIdle(now);
  }
}
