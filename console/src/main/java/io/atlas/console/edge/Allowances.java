package io.atlas.console.edge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;

/** So many requests a second for each key, ten seconds' worth at once. Thread-safe. */
public final class Allowances {

  private static final int BURST_SECONDS = 10;

  /** A key unused for longer has its whole allowance again, so nothing is lost by forgetting it. */
  private static final Duration KEPT = Duration.ofSeconds(2 * BURST_SECONDS);

  /** Some 10 MB of keys; whoever comes with more addresses than that is no matter for a counter. */
  private static final int MOST_KEYS = 50_000;

  private final Cache<String, Bucket> buckets =
      Caffeine.newBuilder().expireAfterAccess(KEPT).maximumSize(MOST_KEYS).build();
  private final int perSecond;
  private final TimeMeter time;

  public Allowances(int perSecond, TimeMeter time) {
    this.perSecond = perSecond;
    this.time = time;
  }

  /** Takes one request; zero, or how long to wait until there is room for one. */
  Duration take(String key) {
    ConsumptionProbe probe = buckets.get(key, _ -> full()).tryConsumeAndReturnRemaining(1);
    return probe.isConsumed()
        ? Duration.ZERO
        : Duration.ofNanos(Math.max(1, probe.getNanosToWaitForRefill()));
  }

  private Bucket full() {
    return Bucket.builder()
        .withCustomTimePrecision(time)
        .addLimit(limit ->
            limit
                .capacity((long) perSecond * BURST_SECONDS)
                .refillGreedy(perSecond, Duration.ofSeconds(1)))
        .build();
  }
}
