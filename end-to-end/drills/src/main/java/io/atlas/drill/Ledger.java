package io.atlas.drill;

import io.atlas.bench.load.ResultTopic.Outcome;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/** What became of each numbered event: how often it arrived, under which key, and how it ended. */
final class Ledger {

  private final AtomicIntegerArray arrivals;
  private final AtomicIntegerArray keys;
  private final AtomicIntegerArray finals;
  private final AtomicIntegerArray putAside;
  private final AtomicLongArray resultNanos;
  private final AtomicInteger repeats = new AtomicInteger();
  private final AtomicInteger otherKeys = new AtomicInteger();
  private final AtomicInteger strangers = new AtomicInteger();
  private final AtomicInteger finished = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();

  /**
   * @param capacity for event numbers below it
   */
  Ledger(int capacity) {
    this.arrivals = new AtomicIntegerArray(capacity);
    this.keys = new AtomicIntegerArray(capacity);
    this.finals = new AtomicIntegerArray(capacity);
    this.putAside = new AtomicIntegerArray(capacity);
    this.resultNanos = new AtomicLongArray(capacity);
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
    if (number < 0 || number >= arrivals.length()) {
      return;
    }
    resultNanos.set(number, atNanos);
    if (outcome == Outcome.RETRYING) {
      putAside.set(number, 1);
    }
    if (outcome != Outcome.RETRYING && finals.compareAndSet(number, 0, 1)) {
      finished.incrementAndGet();
      if (outcome == Outcome.FAILED) {
        failed.incrementAndGet();
      }
    }
  }

  /**
   * Events that a worker which dies now may leave to be done again: those that arrived or have a
   * result, and stand at or after their partition's committed offset; and those that were put
   * aside, whose copy arrived without a final result or got one only lately. Event n is record n/p
   * of partition n modulo p, where p is the number of partitions.
   *
   * @param committed the offset that is committed of each partition
   * @param lately since when a copy's result may not be committed yet
   */
  int uncommitted(int fired, long[] committed, long lately) {
    int uncommitted = 0;
    for (int number = 0; number < fired; number++) {
      boolean touched = arrivals.get(number) > 0 || resultNanos.get(number) != 0;
      boolean behind = number / committed.length < committed[number % committed.length];
      boolean copyOpen =
          putAside.get(number) == 1
              && (finals.get(number) == 0 || resultNanos.get(number) > lately);
      if (touched && (!behind || copyOpen)) {
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

  /** Requests that tell of no event here, so that it is unknown whether they are repeats. */
  int strangers() {
    return strangers.get();
  }

  /** Requests without an idempotency key, or with another than the event's first. */
  int otherKeys() {
    return otherKeys.get();
  }
}
