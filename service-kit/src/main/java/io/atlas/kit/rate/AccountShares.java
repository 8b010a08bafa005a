package io.atlas.kit.rate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Of something scarce that all accounts use, what one may have at a time, so that others find
 * threads, memory and processors free. Each instance counts for itself. Thread-safe.
 */
public final class AccountShares {

  /**
   * For work that computes, and leaves its processor to nobody meanwhile: one account's keeps half
   * of the processors free.
   */
  public static final int HALF_THE_PROCESSORS =
      Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

  /** What ends soon is waited for. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Longer than anything is held. */
  private static final Duration KEPT = Duration.ofHours(1);

  private static final int MOST_ACCOUNTS = 100_000;

  private final String full;
  private final Cache<String, Bulkhead> shares =
      Caffeine.newBuilder().expireAfterAccess(KEPT).maximumSize(MOST_ACCOUNTS).build();
  private final BulkheadConfig config;

  /**
   * @param what in the plural, for whoever has too many: see {@link #refusal}
   * @param atOnce of one account; one more waits 2 s for its turn
   */
  public AccountShares(String what, int atOnce) {
    this(what, atOnce, PATIENCE);
  }

  /**
   * @param atOnce of one account
   * @param patience how long one more waits for its turn
   */
  public AccountShares(int atOnce, Duration patience) {
    this("requests", atOnce, patience);
  }

  private AccountShares(String what, int atOnce, Duration patience) {
    this.full = "Too many %s at once: at most %d are under way.".formatted(what, atOnce);
    this.config =
        BulkheadConfig.custom()
            .maxConcurrentCalls(atOnce)
            .maxWaitDuration(patience)
            .writableStackTraceEnabled(false)
            .build();
  }

  /**
   * @throws BulkheadFullException where the account has its share in use
   */
  public <T> T use(String accountId, Supplier<T> work) {
    return shares.get(accountId, _ -> Bulkhead.of(full, config)).executeSupplier(work);
  }

  /** Says of what there are too many, for whoever asked. */
  public static String refusal(BulkheadFullException full) {
    return full.getBulkheadName();
  }
}
