package io.atlas.bench.drill;

import io.atlas.bench.load.ResultTopic.Outcome;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** What became of each numbered event: how often it arrived, under which key, and how it ended. */
final class Ledger {

  private final AtomicIntegerArray arrivals;
  private final AtomicIntegerArray keys;
  private final AtomicLongArray finishedNanos;
  private final AtomicInteger repeats = new AtomicInteger();
  private final AtomicInteger otherKeys = new AtomicInteger();
  private final AtomicInteger finished = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicLong strangers = new AtomicLong();

  /**
   * @param capacity for event numbers below it
   */
  Ledger(int capacity) {
    this.arrivals = new AtomicIntegerArray(capacity);
    this.keys = new AtomicIntegerArray(capacity);
    this.finishedNanos = new AtomicLongArray(capacity);
  }

  /** A request arrived at the target. */
  void arrived(int number, String idempotencyKey) {
    if (number < 0 || number >= arrivals.length()) {
      strangers.incrementAndGet();
      return;
    }
    // Zero means none yet; two keys with one hash would be one in four thousand million.
    int key = idempotencyKey.isEmpty() ? 1 : idempotencyKey.hashCode() | 1;
    boolean first = keys.compareAndSet(number, 0, key);
    if (idempotencyKey.isEmpty() || (!first && keys.get(number) != key)) {
      otherKeys.incrementAndGet();
    }
    if (arrivals.incrementAndGet(number) > 1) {
      repeats.incrementAndGet();
    }
  }

  /** A result was published. */
  void ended(int number, Outcome outcome, long atNanos) {
    if (number < 0 || number >= arrivals.length() || outcome == Outcome.RETRYING) {
      return;
    }
    if (finishedNanos.compareAndSet(number, 0, atNanos)) {
      finished.incrementAndGet();
      if (outcome == Outcome.FAILED) {
        failed.incrementAndGet();
      }
    }
  }

  /**
   * Events that a worker which dies now may leave to be done again: those that arrived and have no
   * result yet, and those that ended after the given time, which no commit may cover yet.
   */
  int uncommitted(int fired, long endedAfterNanos) {
    int uncommitted = 0;
    for (int number = 0; number < fired; number++) {
      long end = finishedNanos.get(number);
      boolean open = end == 0 && arrivals.get(number) > 0;
      if (open || end > endedAfterNanos) {
        uncommitted++;
      }
    }
    return uncommitted;
  }

  /** Events with a final result. */
  int finished() {
    return finished.get();
  }

  /** Of those, the ones that failed for good. */
  int failed() {
    return failed.get();
  }

  /** Requests beyond the first of their event. */
  int repeats() {
    return repeats.get();
  }

  /** Requests without an idempotency key, or with another than the event's first. */
  int otherKeys() {
    return otherKeys.get();
  }
}
