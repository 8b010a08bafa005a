package io.atlas.worker.dispatch;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Starts work on virtual threads, as much at a time as is good. Thread-safe; never waits. */
public final class Dispatcher {

  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Work> waiting = new ArrayDeque<>();
  private final WorkRunner runner;
  private final int limit;
  private int inFlight;

  public Dispatcher(WorkRunner runner, int limit) {
    this.runner = runner;
    this.limit = limit;
  }

  public void submit(Work work) {
    lock.lock();
    try {
      if (inFlight >= limit) {
        waiting.add(work);
        return;
      }
      inFlight++;
    } finally {
      lock.unlock();
    }
    Thread.ofVirtual().start(() -> run(work));
  }

  public boolean isFull() {
    lock.lock();
    try {
      return waiting.size() >= 2_000;
    } finally {
      lock.unlock();
    }
  }

  private void run(Work first) {
    for (Work work = first; work != null; work = next()) {
      runner.run(work);
    }
  }

  private @Nullable Work next() {
    lock.lock();
    try {
      Work work = waiting.poll();
      if (work == null) {
        inFlight--;
      }
      return work;
    } finally {
      lock.unlock();
    }
  }
}
