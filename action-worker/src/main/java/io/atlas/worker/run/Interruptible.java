package io.atlas.worker.run;

/**
 * A thread while it makes one call: whoever interrupts it never meets what the thread does after.
 * Thread-safe.
 */
final class Interruptible {

  private final Thread thread;
  private boolean ended; // guarded by this

  Interruptible(Thread thread) {
    this.thread = thread;
  }

  synchronized void interrupt() {
    if (!ended) {
      thread.interrupt();
    }
  }

  /** To be called by the thread itself: an interruption was for what ends here. */
  synchronized void end() {
    ended = true;
    var _ = Thread.interrupted();
  }
}
