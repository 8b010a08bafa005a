package io.atlas.worker.call;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Ends calls whose time is up, whatever they are doing. One sweep over all calls in flight every 25
 * ms costs less than a timer a call, or a timeout a socket read: a few thousand comparisons.
 */
final class Deadlines {

  private static final long SWEEP_MS = 25;

  private final Set<Call> calls = ConcurrentHashMap.newKeySet();
  private final LongSupplier nanoTime;

  Deadlines(ScheduledExecutorService timer, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    var _ = timer.scheduleWithFixedDelay(this::sweep, SWEEP_MS, SWEEP_MS, TimeUnit.MILLISECONDS);
  }

  /** A call that is under way; equal to itself only. */
  static final class Call {
    private final long deadline;
    private final Runnable abort;
    private volatile boolean expired;

    private Call(long deadline, Runnable abort) {
      this.deadline = deadline;
      this.abort = abort;
    }

    /** Whether it ended because its time was up. */
    boolean expired() {
      return expired;
    }
  }

  /**
   * @param abort ends the call; runs on the sweeping thread, so it must not wait
   */
  Call begin(long deadlineNanos, Runnable abort) {
    Call call = new Call(deadlineNanos, abort);
    calls.add(call);
    return call;
  }

  void end(Call call) {
    calls.remove(call);
  }

  private void sweep() {
    long now = nanoTime.getAsLong();
    calls.removeIf(call -> {
      boolean over = now - call.deadline >= 0;
      if (over) {
        call.expired = true;
        call.abort.run();
      }
      return over;
    });
  }
}
