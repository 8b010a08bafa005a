package io.atlas.console.status;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What Kafka said last of what is unread and what waits, for all pages that are open. Thread-safe.
 */
final class Backlog {

  /** What is older is not told as if it were so now. */
  private static final Duration TOO_OLD = Duration.ofSeconds(20);

  private final Clock clock;
  private final LongSupplier nanoTime;
  private volatile @Nullable Latest latest;

  /** Both without what could not be read. */
  record Found(List<GroupLag> lag, List<Tier> tiers) {}

  private record Latest(Found found, Instant at, long nanos) {}

  Backlog(Clock clock, LongSupplier nanoTime) {
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  void found(Found found) {
    latest = new Latest(found, clock.instant(), nanoTime.getAsLong());
  }

  Reading<Found> latest() {
    Latest known = latest;
    if (known == null) {
      return new Reading.Missing<>("Kafka has not answered since this console started.");
    }
    Duration age = Duration.ofNanos(nanoTime.getAsLong() - known.nanos());
    return age.compareTo(TOO_OLD) > 0
        ? new Reading.Missing<>("Kafka has not answered for " + age.toSeconds() + " s.")
        : new Reading.Known<>(known.found(), known.at());
  }
}
