package io.atlas.tokens.token;

import io.atlas.model.event.CredentialCategory;
import java.time.Duration;
import java.time.Instant;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When a token is renewed and when a refusal may be tried again.
 *
 * <p>Of its life a token is refreshed on use from 75–80 % on, and no longer used from the hard
 * margin on, which is the smaller of 60 s and 10 %; and no sooner than 5 s after it came, so that
 * one that lives for seconds, or took long to come, is not asked for all the time. After a refusal
 * that only a change can mend the provider is left alone for 30 s, doubling to 15 min; after a
 * failure that may pass for 1 s, doubling to 60 s; both ±20 %, and never less than the provider
 * asked for.
 */
public final class RefreshPolicy {

  private static final Duration LARGEST_MARGIN = Duration.ofSeconds(60);

  private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(5);

  /** Those who wait for a token with no life left may still take it for this long. */
  static final Duration ONE_USE = Duration.ofSeconds(1);

  private static final Duration PERMANENT_FIRST = Duration.ofSeconds(30);
  private static final Duration PERMANENT_MOST = Duration.ofMinutes(15);
  private static final Duration PASSING_FIRST = Duration.ofSeconds(1);
  private static final Duration PASSING_MOST = Duration.ofSeconds(60);

  /** So long a refusal that may pass counts as an outage, unless set otherwise. */
  public static final Duration FINAL_AFTER = Duration.ofMinutes(10);

  private final DoubleSupplier random;
  private final Duration finalAfter;

  /**
   * @param random 0 to 1, for jitter
   * @param finalAfter how long a refusal that may pass counts as an outage where tokens were issued
   *     before; 0 for not at all
   */
  public RefreshPolicy(DoubleSupplier random, Duration finalAfter) {
    this.random = random;
    this.finalAfter = finalAfter;
  }

  Duration finalAfter() {
    return finalAfter;
  }

  /** From when on a token is renewed, and from when on it is not used. */
  record Span(Instant refreshAt, Instant expiresAt) {}

  Span span(Instant sentAt, Duration lifetime, Instant now) {
    if (lifetime.isZero()) {
      Instant end = now.plus(ONE_USE);
      return new Span(end, end);
    }
    Duration tenth = lifetime.dividedBy(10);
    Duration margin = tenth.compareTo(LARGEST_MARGIN) < 0 ? tenth : LARGEST_MARGIN;
    double share = 0.75 + 0.05 * random.getAsDouble();
    Instant byShare = sentAt.plusMillis((long) (lifetime.toMillis() * share));
    Instant expiresAt = sentAt.plus(lifetime).minus(margin);
    Instant soonest = now.plus(SHORTEST_INTERVAL);
    Instant refreshAt = byShare.isBefore(soonest) ? soonest : byShare;
    return new Span(refreshAt.isAfter(expiresAt) ? expiresAt : refreshAt, expiresAt);
  }

  /**
   * @param failures in a row, this one included
   */
  Duration coolDown(CredentialCategory category, int failures, @Nullable Duration retryAfter) {
    Duration first = category.permanent() ? PERMANENT_FIRST : PASSING_FIRST;
    Duration most = category.permanent() ? PERMANENT_MOST : PASSING_MOST;
    long doubled = first.toMillis() << Math.min(failures - 1, 20);
    double jitter = 0.8 + 0.4 * random.getAsDouble();
    Duration own = Duration.ofMillis((long) (Math.min(doubled, most.toMillis()) * jitter));
    return retryAfter == null || retryAfter.compareTo(own) < 0 ? own : retryAfter;
  }

  /** ±20 %, so that those who were sent away together do not come back together. */
  Duration spread(Duration wait) {
    return Duration.ofMillis((long) (wait.toMillis() * (0.8 + 0.4 * random.getAsDouble())));
  }

  /** Between two attempts of one call: up to 250 ms, then up to 500 ms. */
  Duration pause(int attempt) {
    return Duration.ofMillis((long) ((250L << Math.min(attempt - 1, 4)) * random.getAsDouble()));
  }
}
