package io.atlas.worker.dispatch;

import io.atlas.worker.definition.CompiledAction;
import io.atlas.worker.execution.ActionExecution.Executed;
import io.atlas.worker.fired.FiredEvent;
import io.atlas.worker.memory.InFlightMemory;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides which work starts when, and starts it on virtual threads: bounded overall, per target and
 * per account, in order per key. What would only wait for a hanging, resting or paced target is put
 * aside. Thread-safe; never waits.
 */
public final class Dispatcher {

  private static final long LONGEST_QUEUEING_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long SWEEP_MS = 100;
  private static final long PROBE_MS = 20;

  private final WorkRunner runner;
  private final InFlightMemory memory;
  private final Conclusions conclusions;
  private final ScheduledExecutorService timer;
  private final LongSupplier nanoTime;
  private final LongSupplier runnableThreads;

  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private final Lanes lanes;
  private final Deferred deferred = new Deferred();
  private final KeyedWork keyed = new KeyedWork();
  private final Quarantine quarantine = new Quarantine();
  private final Room room;
  private final ConcurrencyLimit limit;
  private int inFlight;
  private double share = 1;

  /**
   * @param runnableThreads how many virtual threads wait for a processor now
   */
  public Dispatcher(
      WorkRunner runner,
      RateLimits rates,
      int maxInFlight,
      InFlightMemory memory,
      LongSupplier runnableThreads,
      ScheduledExecutorService timer,
      LongSupplier nanoTime) {
    this.runner = runner;
    this.memory = memory;
    this.conclusions = new Conclusions(runner, this::delayedKeyed, this::settledKeyed);
    this.timer = timer;
    this.nanoTime = nanoTime;
    this.runnableThreads = runnableThreads;
    this.limit = new ConcurrencyLimit(maxInFlight);
    this.lanes = new Lanes(maxInFlight, nanoTime.getAsLong(), rates, this::wakeUpIn);
    this.room = new Room(lock.newCondition(), lanes, keyed, quarantine, memory);
    var _ = timer.scheduleWithFixedDelay(this::sweep, SWEEP_MS, SWEEP_MS, TimeUnit.MILLISECONDS);
    var _ = timer.scheduleAtFixedRate(this::probe, PROBE_MS, PROBE_MS, TimeUnit.MILLISECONDS);
  }

  public void submit(FiredEvent event, CompiledAction action, Claim claim) {
    Work work = Work.of(event, action, claim, memory);
    work.ifSuspect(() -> inTurn(todo -> quarantine.settled(work)));
    switch (runner.copyOf(work)) {
      case DONE -> work.claim().settled();
      case EARLY -> runner.delayCopy(work);
      case NO -> take(work);
    }
  }

  private void take(Work work) {
    if (work.isKeyed()) {
      work.claim().whenLagging(() -> moveBehind(work));
    }
    inTurn(todo -> {
      if (!work.isKeyed() && work.fits()) {
        admit(work, todo);
      } else if (!work.isKeyed()) {
        todo.aside.add(new Todo.Aside(work, null));
      } else if (keyed.mustQueueBehind(work)) {
        todo.behind.add(work);
      } else {
        keyed.offer(work);
        admitNext(work.event(), todo);
      }
    });
  }

  /** Changes what waits under the lock, starts what may start, and does the rest outside. */
  private void inTurn(Consumer<Todo> change) {
    Todo todo = new Todo();
    lock.lock();
    try {
      change.accept(todo);
      if (quarantine.waiting() > 0) {
        todo.names.addAll(quarantine.next());
        quarantine.released().forEach(work -> enter(work, todo));
      }
      pump(todo);
    } finally {
      lock.unlock();
    }
    carryOut(todo);
  }

  /**
   * Waits while reading on would only fill memory, with what has not started or with outcomes that
   * nobody takes, and then until half of it is free again.
   *
   * @return false where that takes longer
   */
  public boolean awaitRoom(Duration longest) throws InterruptedException {
    long left;
    lock.lock();
    try {
      left = room.await(longest.toNanos());
    } finally {
      lock.unlock();
    }
    return left > 0 && runner.awaitRoom(Duration.ofNanos(left));
  }

  /**
   * Forgets what has not started and may not any more; nothing of it is settled.
   *
   * @param keys partition numbers whose keys are forgotten with all that waits for their turn
   */
  public void drop(IntPredicate keys) {
    underLock(() -> {
      lanes.drop(work -> !work.claim().mayStart()).forEach(work -> work.claim().dropped());
      keyed.drop(keys);
      deferred.drop();
      quarantine.drop();
    });
  }

  /** Ends the calls of keyed work of these partition numbers: somebody else runs it next. */
  public void giveUp(IntPredicate partitions) {
    runner.giveUp(partitions);
  }

  /**
   * @param ofRateLimits this worker's part of every rate limit, above 0 to 1
   */
  public void share(double ofRateLimits) {
    underLock(() -> share = ofRateLimits);
  }

  /** Holds keyed work back until {@link #openKeys}; new events are read from that offset. */
  public void closeKeys(int partition, long readFrom) {
    underLock(() -> keyed.close(partition, readFrom));
  }

  /** All new events below the number have been read: retries up to it may start. */
  public void eventsReadBelow(int partition, long number) {
    inTurn(todo -> keyed.readBelow(partition, number).forEach(work -> admitOrDefer(work, todo)));
  }

  public void openKeys(int partition) {
    inTurn(todo -> keyed.open(partition).forEach(work -> admitOrDefer(work, todo)));
  }

  /** Numbers for operators. */
  public record Load(int inFlight, int limit, int waiting, int lanes, int keys) {}

  public Load load() {
    return underLock(() ->
        new Load(
            inFlight,
            limit.current(),
            lanes.waiting() + keyed.waiting() + quarantine.waiting(),
            lanes.size(),
            keyed.keys()));
  }

  /** Whether events that may have ended a worker wait for the broker to know of them. */
  public boolean hasSuspects() {
    return underLock(quarantine::isBusy);
  }

  private void admit(Work work, Todo todo) {
    switch (quarantine.look(work)) {
      case FREE -> enter(work, todo);
      case TAKEN -> {}
      case CROWDED -> todo.aside.add(new Todo.Aside(work, null));
      case POISON -> todo.poison.add(work);
    }
  }

  /** The broker knows how it stands. */
  private void begin(Work work) {
    inTurn(todo -> {
      if (quarantine.begun(work, nanoTime.getAsLong())) {
        enter(work, todo);
      } else {
        work.claim().dropped();
      }
    });
  }

  /** Into its lane's queue, or aside. */
  private void enter(Work work, Todo todo) {
    long now = nanoTime.getAsLong();
    Lane lane = lanes.of(work, now);
    lanes.arrived(lane, now);
    lanes.pace(lane, work, now);
    if (lanes.overflows(lane, share, now)) {
      todo.aside.add(new Todo.Aside(work, null));
    } else if (!lane.breaker.tryAcquirePermission()) {
      todo.aside.add(new Todo.Aside(work, lane.lastFailure));
    } else {
      lanes.add(lane, work, now);
    }
  }

  /** Work that waits for its key's turn goes to the retry topic, where it holds nobody up. */
  private void moveBehind(Work work) {
    inTurn(todo -> {
      if (keyed.withdraw(work, deferred.remove(work))) {
        todo.behind.add(work);
      }
    });
  }

  /** A keyed event ended before its turn: what waits for it need not. */
  void endedEarly(FiredEvent event) {
    inTurn(todo -> {
      keyed.ended(event);
      admitNext(event, todo);
    });
  }

  private void admitNext(FiredEvent ofKey, Todo todo) {
    Work next = keyed.next(ofKey);
    if (next != null) {
      admitOrDefer(next, todo);
    }
  }

  /** A retry may be before its time; it keeps its key's turn meanwhile, unless it is cancelled. */
  private void admitOrDefer(Work work, Todo todo) {
    if (work.event().due() == null || runner.isCancelled(work)) {
      admit(work, todo);
    } else {
      deferred.add(work);
      todo.later.add(work);
    }
  }

  private void wakeUpIn(long nanos, LongConsumer change) {
    var _ =
        timer.schedule(
            () -> inTurn(todo -> change.accept(nanoTime.getAsLong())), nanos, TimeUnit.NANOSECONDS);
  }

  /** Starts what may start, in fair turns. */
  private void pump(Todo todo) {
    long now = nanoTime.getAsLong();
    Work work;
    while (inFlight < limit.current() && (work = lanes.start(accountCap(), share, now)) != null) {
      inFlight++;
      todo.start.add(work);
    }
    if (inFlight >= limit.current() && lanes.waiting() > 0) {
      limit.reached();
    }
    room.mayHaveGrown();
  }

  /** While several accounts are active, none takes more than three quarters of the slots. */
  private int accountCap() {
    return lanes.accounts() > 1 ? Math.max(1, limit.current() * 3 / 4) : Integer.MAX_VALUE;
  }

  private void run(Work first) {
    for (Work work = first; work != null; ) {
      Executed executed = null;
      try {
        executed = runner.execute(work);
        conclusions.publish(work, executed.outcome());
        runner.tell(work, executed);
      } catch (RuntimeException | Error failure) {
        // The process is at its end, or what tells of it failed; its slot must not be lost.
        runner.leave(work, failure);
      }
      work = ended(work, executed);
    }
  }

  /** Takes the work off its lane; returns what this thread goes on with. */
  private @Nullable Work ended(Work work, @Nullable Executed executed) {
    Todo todo = new Todo();
    lock.lock();
    try {
      long now = nanoTime.getAsLong();
      Lane lane = lanes.of(work, now);
      inFlight--;
      for (Work resting : lanes.ended(lane, executed, share, now)) {
        todo.aside.add(new Todo.Aside(resting, lane.lastFailure));
      }
      pump(todo);
    } finally {
      lock.unlock();
    }
    Work next = todo.start.isEmpty() ? null : todo.start.removeLast();
    carryOut(todo);
    return next;
  }

  private void carryOut(Todo todo) {
    for (Work work : todo.start) {
      Thread.ofVirtual().start(() -> run(work));
    }
    conclusions.carryOut(todo);
    todo.names.forEach(name -> name.tell(this::begin));
    for (Work work : todo.later) {
      runner.whenDue(work, () -> resume(work));
    }
  }

  /** A retry was cancelled: where it waits for its time here, it ends now. */
  public void cancelled(String executionId) {
    inTurn(todo -> deferred.removeAll(executionId).forEach(work -> admit(work, todo)));
  }

  private void resume(Work work) {
    inTurn(todo -> {
      if (deferred.remove(work)) {
        admit(work, todo);
      }
    });
  }

  private void delayedKeyed(Work work) {
    underLock(() -> keyed.delayed(work));
  }

  private void settledKeyed(Work work, boolean comesBack) {
    work.claim().settled();
    inTurn(todo -> {
      keyed.settleRepeats(work);
      if (!comesBack) {
        keyed.finished(work);
        // Where it was to come back at first, which could not be written.
        keyed.ended(work.event());
      }
      admitNext(work.event(), todo);
    });
  }

  private void underLock(Runnable change) {
    var _ =
        underLock(() -> {
          change.run();
          return true;
        });
  }

  private <T> T underLock(Supplier<T> look) {
    lock.lock();
    try {
      return look.get();
    } finally {
      lock.unlock();
    }
  }

  /** Puts aside what waits too long behind a slow target, and adapts the limit. */
  private void sweep() {
    inTurn(todo -> {
      limit.adjust();
      long now = nanoTime.getAsLong();
      quarantine.followTime(now);
      boolean targetsHoldUp = lanes.severalAreActive(now) && inFlight < limit.current();
      long longest = targetsHoldUp ? LONGEST_QUEUEING_NANOS : Long.MAX_VALUE;
      lanes.dropOverdue(longest, now).forEach(work -> todo.aside.add(new Todo.Aside(work, null)));
      lanes.followLimits(now);
      lanes.forgetIdle(now);
    });
  }

  private void probe() {
    long runnable = runnableThreads.getAsLong();
    underLock(() -> limit.sample(runnable));
  }
}
