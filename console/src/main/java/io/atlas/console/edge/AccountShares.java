package io.atlas.console.edge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import java.time.Duration;
import java.util.function.Supplier;

/** Of something scarce that all accounts use, what one may have at a time. Thread-safe. */
public final class AccountShares {

  /** Longer than anything is held. */
  private static final Duration KEPT = Duration.ofHours(1);

  private static final int MOST_ACCOUNTS = 100_000;

  private final Cache<String, Bulkhead> shares =
      Caffeine.newBuilder().expireAfterAccess(KEPT).maximumSize(MOST_ACCOUNTS).build();
  private final BulkheadConfig config;

  /**
   * @param atOnce of one account
   * @param patience how long one more waits for its turn
   */
  public AccountShares(int atOnce, Duration patience) {
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
    return shares.get(accountId, name -> Bulkhead.of(name, config)).executeSupplier(work);
  }
}
