package io.atlas.worker.call;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * Ends calls whose time is up, whatever they are doing. One sweep every 25 ms over all calls in
 * flight and those that ended since the last costs less than a timer a call, or a timeout a socket
 * read: a few thousand comparisons. Thread-safe.
 */
final class Deadlines {

  private static final long SWEEP_MS = 25;

  private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
  private final LongSupplier nanoTime;
  private volatile boolean over;

  Deadlines(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  void sweepWith(ScheduledExecutorService timer) {
    var _ = timer.scheduleWithFixedDelay(this::sweep, SWEEP_MS, SWEEP_MS, TimeUnit.MILLISECONDS);
  }

  private enum State {
    RUNNING,
    ENDED,
    EXPIRED
  }

  /** A call that is under way, until it ends or expires: one of the two, once. */
  static final class Call {
    private final long deadline;
    private final Runnable abort;
    private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);

    private Call(long deadline, Runnable abort) {
      this.deadline = deadline;
      this.abort = abort;
    }

    /** Whether it ended because its time was up. */
    boolean expired() {
      return state.get() == State.EXPIRED;
    }
  }

  /**
   * @param abort ends the call; runs on the sweeping thread, so it must not wait
   */
  Call begin(long deadlineNanos, Runnable abort) {
    Call call = new Call(deadlineNanos, abort);
    calls.add(call);
    if (over) {
      expire(call);
    }
    return call;
  }

  /**
   * @return false where the call expired before: what it holds is being, or will be, aborted
   */
  boolean end(Call call) {
    return call.state.compareAndSet(State.RUNNING, State.ENDED);
  }

  private void sweep() {
    long now = nanoTime.getAsLong();
    calls.removeIf(call -> {
      if (now - call.deadline >= 0) {
        expire(call);
      }
      return call.state.get() != State.RUNNING;
    });
  }

  /** Ends all calls that are under way, and at once whatever comes. */
  void endAll() {
    over = true;
    calls.forEach(Deadlines::expire);
  }

  private static void expire(Call call) {
    if (call.state.compareAndSet(State.RUNNING, State.EXPIRED)) {
      call.abort.run();
    }
  }
}
