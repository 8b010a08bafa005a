package io.atlas.worker.dispatch;

import io.atlas.worker.definition.CompiledAction;
import io.atlas.worker.execution.ActionExecution;
import io.atlas.worker.execution.ActionExecution.Executed;
import io.atlas.worker.fired.FiredEvent;
import io.atlas.worker.lane.Lanes;
import io.atlas.worker.lane.RateLimits;
import io.atlas.worker.memory.InFlightMemory;
import io.atlas.worker.result.OutcomePublisher;
import io.atlas.worker.run.KeyedEnds;
import io.atlas.worker.run.RunMeans;
import io.atlas.worker.run.WorkRunner;
import io.atlas.worker.work.OffsetHandle;
import io.atlas.worker.work.Work;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides which work starts when, and starts it on virtual threads: bounded overall, per target and
 * per account, in order per key. What would only wait for a hanging, resting or paced target is
 * parked. Thread-safe; never waits, but in {@link #awaitRoom}.
 */
public final class Dispatcher {

  private static final long SWEEP_MS = 100;
  private static final long PROBE_MS = 20;

  private final Turns turns;
  private final WorkRunner runner;
  private final OutcomePublisher outcomes;
  private final InFlightMemory memory;
  private final ScheduledExecutorService timer;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final LongSupplier runnableThreads;

  /**
   * @param runnableThreads how many virtual threads wait for a processor now
   */
  public Dispatcher(
      RunMeans means,
      RateLimits rates,
      int maxInFlight,
      InFlightMemory memory,
      LongSupplier runnableThreads,
      LongSupplier nanoTime) {
    ActionExecution execution = means.execution();
    this.turns =
        new Turns(
            new Lanes(maxInFlight, rates, this::wakeUpIn, nanoTime),
            memory,
            work -> execution.isCancelled(work.event(), work.action()),
            nanoTime);
    this.runner = new WorkRunner(means, new KeyedTurns());
    this.outcomes = means.outcomes();
    this.memory = memory;
    this.timer = means.timer();
    this.clock = means.clock();
    this.nanoTime = nanoTime;
    this.runnableThreads = runnableThreads;
  }

  /** Begins to look from time to time after what waits. */
  public void start() {
    var _ =
        timer.scheduleWithFixedDelay(
            () -> carryOut(turns.sweep()), SWEEP_MS, SWEEP_MS, TimeUnit.MILLISECONDS);
    var _ =
        timer.scheduleAtFixedRate(
            () -> turns.sample(runnableThreads.getAsLong()),
            PROBE_MS,
            PROBE_MS,
            TimeUnit.MILLISECONDS);
  }

  public void submit(FiredEvent event, CompiledAction action, OffsetHandle handle) {
    Work work = Work.of(event, action, handle, memory);
    work.ifSuspect(() -> carryOut(turns.suspectSettled(work)));
    if (runner.takesCareOf(work)) {
      return;
    }
    if (work.isKeyed()) {
      work.handle().whenLagging(() -> carryOut(turns.moveBehind(work)));
    }
    carryOut(turns.take(work));
  }

  private void carryOut(Todo todo) {
    for (Work work : todo.start) {
      Thread.ofVirtual().start(() -> run(work));
    }
    todo.park.forEach(parked -> runner.park(parked.work(), parked.park()));
    todo.poison.forEach(runner::bury);
    todo.behind.forEach(runner::queueBehind);
    todo.names.forEach(name -> name.tell(work -> carryOut(turns.begin(work))));
    for (Work work : todo.later) {
      whenDue(work, () -> carryOut(turns.resume(work)));
    }
  }

  private void run(Work first) {
    for (Work work = first; work != null; ) {
      work = goOnAfter(work, runner.run(work));
    }
  }

  /** Returns what this thread goes on with. */
  private @Nullable Work goOnAfter(Work work, @Nullable Executed executed) {
    Todo todo = turns.ended(work, executed);
    Work next = todo.start.isEmpty() ? null : todo.start.removeLast();
    carryOut(todo);
    return next;
  }

  private void whenDue(Work work, Runnable task) {
    Duration wait =
        work.event().due() == null
            ? Duration.ZERO
            : Duration.between(clock.instant(), work.event().due());
    if (!wait.isPositive()) {
      task.run();
    } else if (!timer.isShutdown()) {
      var _ = timer.schedule(task, wait.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void wakeUpIn(long nanos, LongConsumer change) {
    var _ =
        timer.schedule(
            () -> carryOut(turns.wakeUp(() -> change.accept(nanoTime.getAsLong()))),
            nanos,
            TimeUnit.NANOSECONDS);
  }

  /** A retry was cancelled: where it waits for its time here, it ends now. */
  public void cancelled(String executionId) {
    carryOut(turns.cancelled(executionId));
  }

  /** A keyed event ended before its turn: what waits for it need not. */
  public void endedEarly(FiredEvent event) {
    carryOut(turns.endedEarly(event));
  }

  /**
   * Waits while reading on would only fill memory, with what has not started or with outcomes that
   * nobody takes, and then until half of it is free again.
   *
   * @return false where that takes longer
   */
  public boolean awaitRoom(Duration longest) throws InterruptedException {
    long left = turns.awaitRoom(longest);
    return left > 0 && outcomes.awaitRoom(Duration.ofNanos(left));
  }

  /** Forgets all that has not started and may not any more; nothing of it is settled. */
  public void dropLost() {
    turns.dropLost();
  }

  /**
   * @param ofRateLimits this worker's part of every rate limit, above 0 to 1
   */
  public void share(double ofRateLimits) {
    turns.share(ofRateLimits);
  }

  /** The keys of one partition of new events, and what is under way of them. */
  public PartitionKeys partition(int number) {
    return new PartitionKeys(number);
  }

  /**
   * A partition of new events as its owner sees it. When it comes here: {@link #close}, then {@link
   * #open} once its retries are read, and {@link #readBelow} until all new events of before are
   * read again. When it leaves: {@link #drop}, then {@link #giveUp} once nobody waits for what goes
   * on.
   */
  public final class PartitionKeys {

    private final int number;

    private PartitionKeys(int number) {
      this.number = number;
    }

    /** Nothing keyed starts before {@link #open}; new events are read from that offset. */
    public void close(long readFrom) {
      turns.close(number, readFrom);
    }

    /** All new events below the offset have been read: retries up to it may start. */
    public void readBelow(long offset) {
      carryOut(turns.readBelow(number, offset));
    }

    /** All retries have been read. */
    public void open() {
      carryOut(turns.open(number));
    }

    /** Its retries are about to be read again, since some of them were left. */
    public void beginReadingAgain() {
      turns.beginReadingAgain(number);
    }

    /** They have been read again: what was before them may not be all any more. */
    public void endReadingAgain() {
      carryOut(turns.endReadingAgain(number));
    }

    /** Forgets its keys with all that waits for its turn; nothing of it is settled. */
    public void drop() {
      turns.drop(number);
    }

    /** Ends its keyed calls: somebody else makes them next. */
    public void giveUp() {
      runner.giveUp(number);
    }
  }

  /** Numbers of partitions of which retries were left on their topic, for want of memory. */
  public Set<Integer> left() {
    return turns.left();
  }

  /** Bytes that retries in order take while they wait. */
  public long waitingBytes() {
    return memory.waiting();
  }

  /** Numbers for operators. */
  public record Load(int inFlight, int limit, int waiting, int lanes, int keys) {}

  public Load load() {
    return turns.load();
  }

  /** How targets are; a look at each lane. */
  public Lanes.Targets targets() {
    return turns.targets();
  }

  /** Whether events that may have ended a worker wait for the broker to know of them. */
  public boolean hasSuspects() {
    return turns.hasSuspects();
  }

  private final class KeyedTurns implements KeyedEnds {

    @Override
    public void comesBack(Work work) {
      turns.comesBack(work);
    }

    @Override
    public void acknowledged(Work work, boolean comesBack) {
      work.handle().settled();
      carryOut(turns.acknowledged(work, comesBack));
    }
  }
}
