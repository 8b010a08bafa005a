package io.atlas.connections.account;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.atlas.connections.problem.ProblemException;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * How many costly requests of one kind an account may have under way, so that others find threads,
 * memory and processors free. Each instance counts for itself. Thread-safe.
 */
public final class AccountBulkhead {

  /** What ends soon is waited for. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

  /** Longer than any request takes, so that nobody under way is forgotten. */
  private static final Duration KEPT = Duration.ofMinutes(5);

  /**
   * For work that computes, and leaves its processor to nobody meanwhile: one account's keeps half
   * of the processors free.
   */
  public static final int HALF_THE_PROCESSORS =
      Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

  private final String what;
  private final int atOnce;
  private final LoadingCache<String, Bulkhead> accounts;

  /**
   * @param what in the plural, for whoever has too many
   * @param atOnce at least 1
   */
  public AccountBulkhead(String what, int atOnce) {
    this.what = what;
    this.atOnce = atOnce;
    BulkheadConfig limits =
        BulkheadConfig.custom().maxConcurrentCalls(atOnce).maxWaitDuration(LONGEST_WAIT).build();
    this.accounts =
        Caffeine.newBuilder()
            .expireAfterAccess(KEPT)
            .build(account -> Bulkhead.of("account", limits));
  }

  /**
   * Does the work once there is room for it, waiting 2 s at most.
   *
   * @throws ProblemException 429 where there is none by then
   */
  public <R> R within(String accountId, Supplier<R> work) {
    Bulkhead bulkhead = accounts.get(accountId);
    if (!bulkhead.tryAcquirePermission()) {
      throw ProblemException.tooMany(
          "Too many %s at once: at most %d are under way.".formatted(what, atOnce),
          Duration.ofSeconds(1));
    }
    try {
      return work.get();
    } finally {
      bulkhead.onComplete();
    }
  }
}
