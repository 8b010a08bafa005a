package io.atlas.worker.result;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What is on its way to the broker. It grows without end where the broker takes nothing and events
 * are still read, so whoever reads asks for room first. Thread-safe.
 */
final class Unacknowledged {

  /** A quarter of a second of what a worker does at its best. */
  private static final int MANY = 10_000;

  private static final long MANY_BYTES = 32L << 20;

  private final AtomicInteger records = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();

  /** Acknowledgements are many, and somebody waits for one of them seldom. */
  private volatile boolean awaited;

  void add(int size) {
    records.incrementAndGet();
    bytes.addAndGet(size);
  }

  void remove(int size) {
    records.decrementAndGet();
    bytes.addAndGet(-size);
    if (awaited && !fills(0.5)) {
      lock.lock();
      try {
        room.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * Returns at once unless it is too much, and then waits until half of it is acknowledged.
   *
   * @return false where that takes longer
   */
  boolean awaitRoom(Duration longest) throws InterruptedException {
    if (!fills(1)) {
      return true;
    }
    long left = longest.toNanos();
    lock.lock();
    try {
      awaited = true;
      while (fills(0.5) && left > 0) {
        left = room.awaitNanos(left);
      }
      return !fills(0.5);
    } finally {
      awaited = false;
      lock.unlock();
    }
  }

  private boolean fills(double part) {
    return records.get() >= MANY * part || bytes.get() >= MANY_BYTES * part;
  }

  int records() {
    return records.get();
  }
}
