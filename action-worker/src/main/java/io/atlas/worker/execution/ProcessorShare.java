package io.atlas.worker.execution;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What computes for long runs on threads of its own, of one account on half of them at most: a
 * virtual thread that computes is not taken off its processor, so a few would keep everybody else
 * from theirs. The rest of the account's waits without a processor. Thread-safe.
 */
final class ProcessorShare {

  private final int ofAnAccount;
  private final Executor computing;
  private final Map<String, Semaphore> accounts = new ConcurrentHashMap<>();

  /**
   * @param processors that there are
   * @param computing as many threads
   */
  ProcessorShare(int processors, Executor computing) {
    this.ofAnAccount = Math.max(1, processors / 2);
    this.computing = computing;
  }

  /**
   * Computes it in the account's turn; what it throws is thrown here.
   *
   * @return null where the turn did not come in time, or the thread was interrupted
   */
  <T> @Nullable T inTurn(String accountId, Duration patience, Supplier<T> heavy) {
    Semaphore turns = accounts.computeIfAbsent(accountId, id -> new Semaphore(ofAnAccount, true));
    try {
      if (!turns.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        return null;
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return null;
    }
    try {
      return CompletableFuture.supplyAsync(heavy, computing).join();
    } catch (CompletionException thrown) {
      switch (thrown.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw thrown;
      }
    } finally {
      turns.release();
    }
  }
}
