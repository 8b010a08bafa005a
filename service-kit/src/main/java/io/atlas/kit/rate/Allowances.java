package io.atlas.kit.rate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;

/**
 * What each of many, such as accounts or addresses, may ask for: so much within a time, evenly
 * earned, and so much at once. Thread-safe; of this instance alone.
 */
public final class Allowances {

  /** Some 20 MB of keys; whoever comes with more addresses than that is no matter for a counter. */
  private static final int MOST_KEYS = 100_000;

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Cache<String, Bucket> buckets;
  private final long earned;
  private final Duration within;
  private final long atOnce;
  private final TimeMeter time;

  /**
   * @param earned within the time, at least 1
   * @param atOnce at least 1
   */
  public Allowances(long earned, Duration within, long atOnce, TimeMeter time) {
    if (earned < 1 || atOnce < 1) {
      throw new IllegalArgumentException("an allowance must be at least 1");
    }
    this.earned = earned;
    this.within = within;
    this.atOnce = atOnce;
    this.time = time;
    // Unused for that long a key has its whole allowance again, so nothing is lost by forgetting
    // it.
    Duration whole = within.multipliedBy(Math.ceilDiv(atOnce, earned));
    this.buckets =
        Caffeine.newBuilder()
            .expireAfterAccess(whole.multipliedBy(2))
            .maximumSize(MOST_KEYS)
            .build();
  }

  /**
   * Requests a second.
   *
   * @param seconds so many seconds' worth may come at once
   */
  public static Allowances perSecond(int requests, int seconds) {
    return new Allowances(requests, SECOND, (long) requests * seconds, TimeMeter.SYSTEM_NANOTIME);
  }

  /** Takes one; zero, or how long to wait until there is one to take. */
  public Duration take(String key) {
    ConsumptionProbe probe = buckets.get(key, _ -> full()).tryConsumeAndReturnRemaining(1);
    return probe.isConsumed()
        ? Duration.ZERO
        : Duration.ofNanos(Math.max(1, probe.getNanosToWaitForRefill()));
  }

  /** The same in whole seconds, rounded up, for {@code Retry-After}. */
  public static long seconds(Duration wait) {
    return wait.plusSeconds(1).minusNanos(1).toSeconds();
  }

  private Bucket full() {
    return Bucket.builder()
        .withCustomTimePrecision(time)
        .addLimit(limit -> limit.capacity(atOnce).refillGreedy(earned, within))
        .build();
  }
}
