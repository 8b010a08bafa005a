package io.atlas.kit.rate;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.github.benmanes.caffeine.cache.Ticker;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;

/**
 * A number of requests each second for each of many, such as accounts or addresses. Thread-safe; of
 * this instance alone.
 */
public final class RequestRates {

  private static final Duration PERIOD = Duration.ofSeconds(1);

  /** Who was quiet for so long has all of its requests again. */
  private static final Duration FORGOTTEN = Duration.ofMinutes(1);

  private static final int MOST_KNOWN = 100_000;

  private final LoadingCache<String, RateLimiter> limiters;

  /**
   * @param perSecond 1 or more
   */
  public RequestRates(int perSecond) {
    if (perSecond < 1) {
      throw new IllegalArgumentException("a rate must be at least 1 a second");
    }
    RateLimiterConfig config =
        RateLimiterConfig.custom()
            .limitForPeriod(perSecond)
            .limitRefreshPeriod(PERIOD)
            .timeoutDuration(Duration.ZERO)
            .build();
    this.limiters =
        Caffeine.newBuilder()
            .maximumSize(MOST_KNOWN)
            .expireAfterAccess(FORGOTTEN)
            .ticker(Ticker.systemTicker())
            .build(who -> RateLimiter.of("requests", config));
  }

  /** Whether one more request is within the rate; counts it where it is. */
  public boolean tryAcquire(String who) {
    return limiters.get(who).acquirePermission();
  }
}
