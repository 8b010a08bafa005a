package io.atlas.worker.token;

import io.atlas.model.event.TokenState.Grant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What one worker remembers about one connection: the opened token, who waits, what was asked. */
final class TokenWaiters {

  /** Calls that may hold their slot to wait for a token of one connection. */
  private static final int MAX_WAITING = 1_000;

  private static final long FIRST_RESEND_NANOS = 500_000_000L;
  private static final long LAST_RESEND_NANOS = 8_000_000_000L;

  /** Between two requests for the same refresh: the first may be lost, or the provider away. */
  private static final long ANNOUNCE_AGAIN_NANOS = 10_000_000_000L;

  /** After a wait in vain, later calls do not wait for this long. */
  private static final long NO_WAIT_NANOS = 5_000_000_000L;

  private final AtomicInteger waiting = new AtomicInteger();
  private volatile @Nullable Opened opened;
  private volatile long noWaitUntil;
  private volatile boolean waitedInVain;

  // Guarded by this.
  private CompletableFuture<Void> change = new CompletableFuture<>();
  private long nextMissing;
  private long resendNanos = FIRST_RESEND_NANOS;
  private boolean asked;
  private long announcedGeneration;
  private long nextAnnouncement;

  record Opened(long credentialsVersion, Authorization.Token token) {

    boolean isOf(Grant grant) {
      return token.generation() == grant.generation()
          && credentialsVersion == grant.credentialsVersion();
    }
  }

  @Nullable Opened opened() {
    return opened;
  }

  void opened(Opened token) {
    opened = token;
  }

  /** Completes at the next change of the connection or its token; taken before looking. */
  synchronized CompletableFuture<Void> nextChange() {
    return change;
  }

  /** The connection or its token changed. */
  void changed() {
    CompletableFuture<Void> done;
    synchronized (this) {
      done = change;
      change = new CompletableFuture<>();
      asked = false;
      resendNanos = FIRST_RESEND_NANOS;
    }
    waitedInVain = false;
    done.complete(null);
  }

  /** Whether a MISSING request is to be sent now; with every one the pause doubles. */
  synchronized boolean askNow(long now) {
    if (asked && now - nextMissing < 0) {
      return false;
    }
    asked = true;
    nextMissing = now + resendNanos;
    resendNanos = Math.min(LAST_RESEND_NANOS, resendNanos * 2);
    return true;
  }

  synchronized long nanosToNextAsk(long now) {
    return Math.max(1_000_000, nextMissing - now);
  }

  boolean enterWaiting(long now) {
    if (waitedInVain && now - noWaitUntil < 0) {
      return false;
    }
    if (waiting.incrementAndGet() > MAX_WAITING) {
      waiting.decrementAndGet();
      return false;
    }
    return true;
  }

  void leaveWaiting() {
    waiting.decrementAndGet();
  }

  void waitedInVain(long now) {
    noWaitUntil = now + NO_WAIT_NANOS;
    waitedInVain = true;
  }

  int waiting() {
    return waiting.get();
  }

  /**
   * Whether to ask for the next token now: at a generation's first use past its refresh point, and
   * again from time to time while no other has come, so that a refresh that failed is repeated
   * while the old token still lasts.
   */
  synchronized boolean announceExpiry(long generation, long now) {
    if (generation <= announcedGeneration && now - nextAnnouncement < 0) {
      return false;
    }
    announcedGeneration = Math.max(announcedGeneration, generation);
    nextAnnouncement = now + ANNOUNCE_AGAIN_NANOS;
    return true;
  }
}
