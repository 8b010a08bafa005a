package io.atlas.worker.retry;

import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.FailureCategory;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What follows a failed attempt; pure functions. */
public final class RetryPolicy {

  /** A target may ask for this long at most; longer is a mistake or an attack on the event. */
  static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(12);

  /** Less is no wait. */
  static final Duration SHORTEST_RETRY_AFTER = Duration.ofSeconds(1);

  private RetryPolicy() {}

  public sealed interface Decision {
    /**
     * @param attempt of the next try; the same number again where none was used up
     */
    record RetryAt(Instant due, int attempt) implements Decision {}

    record GiveUp() implements Decision {}
  }

  /** Whether trying again can help without anybody changing anything. */
  public static boolean worthRetrying(FailureCategory category, @Nullable Integer status) {
    return switch (category) {
      case TIMEOUT, DNS, CONNECT, TLS, THROTTLED, TOKEN_UNAVAILABLE -> true;
      // 501 and 505 say that the target will never do it.
      case TARGET_ERROR -> status == null || (status != 501 && status != 505);
      // 408 and 425 ask for the same request once more.
      case REJECTED -> status != null && (status == 408 || status == 425);
      case BLOCKED_ADDRESS,
          TOKEN_REJECTED,
          FORBIDDEN,
          INSUFFICIENT_SCOPE,
          CONNECTION_DELETED,
          CONNECTION_FAILING,
          TEMPLATE,
          UNKNOWN_ACTION,
          UNREADABLE_EVENT,
          RESPONSE_TOO_LARGE,
          CANCELLED,
          INTERNAL,
          POISON,
          UNKNOWN ->
          false;
    };
  }

  /**
   * After an attempt that was made. The back-off grows, and attempts are used up, where the target
   * says how long to wait, too: it may say the same for ever.
   *
   * @param retryAfter what the target asked for, the least to wait; null for nothing
   * @param random 0 (inclusive) to 1 (exclusive), for the jitter of 20 %
   */
  public static Decision afterAttempt(
      ActionDefinition.Retry retry,
      int attempt,
      @Nullable Duration retryAfter,
      Instant firedAt,
      Instant now,
      double random) {
    if (attempt >= retry.maxAttempts()) {
      return new Decision.GiveUp();
    }
    double jitter = 0.8 + 0.4 * random;
    long delay = Math.round(delayMs(retry, attempt) * jitter);
    long least =
        retryAfter == null
            ? 1
            : Math.clamp(
                retryAfter.toMillis(),
                SHORTEST_RETRY_AFTER.toMillis(),
                LONGEST_RETRY_AFTER.toMillis());
    return within(retry, firedAt, now.plusMillis(Math.max(least, delay)), attempt + 1);
  }

  /** Aside until a time, with the same attempt to come; bounded by the event's age alone. */
  public static Decision park(
      ActionDefinition.Retry retry, int attempt, Instant firedAt, Instant due) {
    return within(retry, firedAt, due, attempt);
  }

  /**
   * Until when an event is put aside where nothing says how long: the longer it has waited, the
   * longer it waits again, 1 s to 30 s; and as long as one delay topic holds it, for each further
   * one reads and writes it again.
   */
  public static Instant asideUntil(Instant firedAt, Instant now) {
    long age = Math.max(0, Duration.between(firedAt, now).toMillis());
    return now.plus(DelayTiers.hold(Duration.ofMillis(Math.clamp(age / 4, 1_000, 30_000))));
  }

  public static boolean tooOld(ActionDefinition.Retry retry, Instant firedAt, Instant now) {
    return now.isAfter(firedAt.plusMillis(retry.maxAgeMs()));
  }

  /** Delay n is first * factor^(n-1), at most the cap. */
  static long delayMs(ActionDefinition.Retry retry, int attempt) {
    double delay = retry.firstDelayMs() * Math.pow(retry.factor(), attempt - 1);
    return delay >= retry.maxDelayMs() ? retry.maxDelayMs() : (long) delay;
  }

  private static Decision within(
      ActionDefinition.Retry retry, Instant firedAt, Instant due, int attempt) {
    return tooOld(retry, firedAt, due) ? new Decision.GiveUp() : new Decision.RetryAt(due, attempt);
  }
}
