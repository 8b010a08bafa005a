package io.atlas.worker.execution;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * What computes for long runs on half of the processors at most, of one account: a virtual thread
 * that computes is not taken off its processor, so a few would keep everybody else from theirs. The
 * rest of the account's waits without one. Thread-safe.
 */
final class ProcessorShare {

  private final int ofAnAccount;
  private final Map<String, Semaphore> accounts = new ConcurrentHashMap<>();

  /**
   * @param processors that there are
   */
  ProcessorShare(int processors) {
    this.ofAnAccount = Math.max(1, processors / 2);
  }

  /** Computes it in the account's turn. */
  <T> T inTurn(String accountId, Supplier<T> heavy) {
    Semaphore turns = accounts.computeIfAbsent(accountId, id -> new Semaphore(ofAnAccount, true));
    // An interruption is for the call that may follow.
    turns.acquireUninterruptibly();
    try {
      return heavy.get();
    } finally {
      turns.release();
    }
  }
}
