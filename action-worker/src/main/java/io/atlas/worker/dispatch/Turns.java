package io.atlas.worker.dispatch;

import io.atlas.worker.execution.ActionExecution.Executed;
import io.atlas.worker.fired.FiredEvent;
import io.atlas.worker.lane.Admission;
import io.atlas.worker.lane.Lanes;
import io.atlas.worker.lane.Lanes.Parked;
import io.atlas.worker.memory.InFlightMemory;
import io.atlas.worker.work.Work;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What waits and what may start, under one lock: in order per key, apart from suspects, in its
 * lane's turn. Every change ends with what is to be done outside of the lock. Thread-safe.
 */
final class Turns {

  private final ReentrantLock lock = new ReentrantLock();
  private final Predicate<Work> isCancelled;
  private final LongSupplier nanoTime;

  // Guarded by the lock.
  private final Lanes lanes;
  private final KeyedWork keyed = new KeyedWork();
  private final Quarantine quarantine = new Quarantine();
  private final Backpressure backpressure;

  /**
   * @param isCancelled whether a retry need not wait for its time any more
   */
  Turns(Lanes lanes, InFlightMemory memory, Predicate<Work> isCancelled, LongSupplier nanoTime) {
    this.lanes = lanes;
    this.isCancelled = isCancelled;
    this.nanoTime = nanoTime;
    this.backpressure = new Backpressure(lock.newCondition(), this::waiting, memory);
  }

  /** Takes the work in: to start, to wait, or to be retried later. */
  Todo take(Work work) {
    return inTurn(todo -> {
      if (!work.isKeyed()) {
        if (work.fits()) {
          admit(work, todo);
        } else {
          todo.park(work);
        }
      } else {
        switch (keyed.offer(work)) {
          case TAKEN -> admitNext(work.event(), todo);
          case BEHIND -> todo.behind.add(work);
          case LEFT -> {}
        }
      }
    });
  }

  /** Changes what waits, and starts what may start. */
  private Todo inTurn(Consumer<Todo> change) {
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
    return todo;
  }

  /** Starts what may start, in fair turns. */
  private void pump(Todo todo) {
    for (Work work = lanes.next(); work != null; work = lanes.next()) {
      todo.start.add(work);
    }
    backpressure.mayHaveFallen();
  }

  private void admit(Work work, Todo todo) {
    switch (quarantine.look(work)) {
      case FREE -> enter(work, todo);
      case TAKEN -> {}
      case CROWDED -> todo.park(work);
      case POISON -> todo.poison.add(work);
    }
  }

  /** Into its lane's queue, or parked. */
  private void enter(Work work, Todo todo) {
    switch (lanes.admit(work)) {
      case Admission.Admitted _ -> {}
      case Admission.Park park -> todo.park.add(new Parked(work, park));
    }
  }

  private void admitNext(FiredEvent ofKey, Todo todo) {
    Work next = keyed.next(ofKey);
    if (next != null) {
      admitOrDefer(next, todo);
    }
  }

  /** A retry may be before its time; it keeps its key's turn meanwhile, unless it is cancelled. */
  private void admitOrDefer(Work work, Todo todo) {
    if (work.event().due() == null || isCancelled.test(work)) {
      admit(work, todo);
    } else {
      keyed.defer(work);
      todo.later.add(work);
    }
  }

  /** The broker knows how a suspect stands. */
  Todo begin(Work work) {
    return inTurn(todo -> {
      if (quarantine.begun(work, nanoTime.getAsLong())) {
        enter(work, todo);
      } else {
        work.handle().dropped();
      }
    });
  }

  /** A suspect is settled. */
  Todo suspectSettled(Work work) {
    return inTurn(todo -> quarantine.settled(work));
  }

  /** Takes a work that was started off its lane. */
  Todo ended(Work work, @Nullable Executed executed) {
    Todo todo = new Todo();
    lock.lock();
    try {
      List<Parked> resting =
          executed == null
              ? lanes.ended(work, null, 0)
              : lanes.ended(work, executed.call(), executed.calls());
      todo.park.addAll(resting);
      pump(todo);
    } finally {
      lock.unlock();
    }
    return todo;
  }

  /** Work that waits for its key's turn goes to the retry topic, where it holds nobody up. */
  Todo moveBehind(Work work) {
    return inTurn(todo -> {
      if (keyed.withdraw(work)) {
        todo.behind.add(work);
      }
    });
  }

  /** A keyed event ended before its turn: what waits for it need not. */
  Todo endedEarly(FiredEvent event) {
    return inTurn(todo -> {
      keyed.ended(event);
      admitNext(event, todo);
    });
  }

  /** A retry's time has come. */
  Todo resume(Work work) {
    return inTurn(todo -> {
      if (keyed.resume(work)) {
        admit(work, todo);
      }
    });
  }

  /** Retries of an execution were cancelled, which they need not wait for. */
  Todo cancelled(String executionId) {
    return inTurn(todo -> keyed.resumeAll(executionId).forEach(work -> admit(work, todo)));
  }

  /** A keyed work is about to be written to the retry topic. */
  void comesBack(Work work) {
    underLock(() -> keyed.delayed(work));
  }

  /** A keyed work's outcome is acknowledged. */
  Todo acknowledged(Work work, boolean comesBack) {
    return inTurn(todo -> {
      keyed.settled(work, comesBack);
      admitNext(work.event(), todo);
    });
  }

  void close(int partition, long readFrom) {
    underLock(() -> keyed.close(partition, readFrom));
  }

  Todo readBelow(int partition, long offset) {
    return inTurn(
        todo -> keyed.readBelow(partition, offset).forEach(work -> admitOrDefer(work, todo)));
  }

  Todo open(int partition) {
    return inTurn(todo -> keyed.open(partition).forEach(work -> admitOrDefer(work, todo)));
  }

  /** Numbers of partitions of which retries were left on their topic. */
  Set<Integer> left() {
    return underLock(keyed::left);
  }

  void beginReadingAgain(int partition) {
    underLock(() -> keyed.beginReadingAgain(partition));
  }

  Todo endReadingAgain(int partition) {
    return inTurn(
        todo -> keyed.endReadingAgain(partition).forEach(work -> admitOrDefer(work, todo)));
  }

  void drop(int partition) {
    underLock(() -> keyed.drop(partition));
  }

  /** Forgets all that has not started and may not any more; nothing of it is settled. */
  void dropLost() {
    underLock(() -> {
      lanes.drop(work -> !work.handle().mayStart()).forEach(work -> work.handle().dropped());
      keyed.dropLost();
      quarantine.dropLost();
    });
  }

  /** A pace allows more, at that time. */
  Todo wakeUp(Runnable change) {
    return inTurn(todo -> change.run());
  }

  /** Parks what waits too long behind a slow target, and adapts the limit. */
  Todo sweep() {
    return inTurn(todo -> {
      quarantine.followTime(nanoTime.getAsLong());
      todo.park.addAll(lanes.sweep());
    });
  }

  void sample(long runnableThreads) {
    underLock(() -> lanes.sample(runnableThreads));
  }

  void share(double ofRateLimits) {
    underLock(() -> lanes.share(ofRateLimits));
  }

  /**
   * Waits while too much waits or memory is short.
   *
   * @return nanoseconds that are left; 0 or less where there is no room
   */
  long awaitRoom(Duration longest) throws InterruptedException {
    lock.lock();
    try {
      return backpressure.await(longest.toNanos());
    } finally {
      lock.unlock();
    }
  }

  Dispatcher.Load load() {
    return underLock(() ->
        new Dispatcher.Load(
            lanes.inFlight(), lanes.limit(), waiting(), lanes.size(), keyed.keys()));
  }

  Lanes.Targets targets() {
    return underLock(lanes::targets);
  }

  private int waiting() {
    return lanes.waiting() + keyed.waiting() + quarantine.waiting();
  }

  boolean hasSuspects() {
    return underLock(quarantine::isBusy);
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
}
