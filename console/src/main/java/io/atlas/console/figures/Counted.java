package io.atlas.console.figures;

import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.model.event.FailureCategory;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a result adds to the figures. It waits for others, by the ten thousand, so it keeps nothing
 * of what was sent and answered.
 *
 * @param at when it came about; the same however often and whenever it is counted
 * @param accountId null where none is known: then the platform alone counts it
 * @param target the host, null where none is known
 * @param fired whether it tells of its event's first attempt
 * @param durationMs of the call, {@link #NONE} where there was none
 * @param firstRequestMs from firing to the first request, {@link #NONE} where that is not known
 */
public record Counted(
    Instant at,
    @Nullable String accountId,
    String actionId,
    @Nullable String connectionId,
    @Nullable String target,
    Outcome outcome,
    @Nullable FailureCategory category,
    boolean fired,
    double durationMs,
    double firstRequestMs) {

  static final double NONE = Double.NaN;

  /** Publishers name the time of firing; an event waits no longer, and clocks differ by less. */
  private static final Duration PLAUSIBLE_WAIT = Duration.ofDays(8);

  private static final Duration PLAUSIBLE_SKEW = Duration.ofHours(1);

  /**
   * @param accountId null where none is known
   * @param target the host, null where none is known
   * @param notAfter when its record was written, by its worker's clock and no more than an hour
   *     after the broker's: the result did not come about later, whatever it says
   */
  public static Counted of(
      ActionExecuted result,
      @Nullable String accountId,
      @Nullable String target,
      Instant notAfter) {
    boolean attempted = !isPutAside(result);
    boolean fired = attempted && result.attempt() == 1;
    boolean called = attempted && result.request() != null;
    return new Counted(
        at(result, notAfter),
        accountId,
        result.actionId(),
        result.connectionId(),
        target,
        result.outcome(),
        result.category(),
        fired,
        called ? duration(result) : NONE,
        called && fired ? firstRequest(result) : NONE);
  }

  /** No attempt was made: the same number comes again, and counts then. */
  private static boolean isPutAside(ActionExecuted result) {
    return result.outcome() == Outcome.RETRYING
        && (result.request() == null || result.category() == FailureCategory.TOKEN_UNAVAILABLE);
  }

  private static Instant at(ActionExecuted result, Instant notAfter) {
    Instant started = result.startedAt();
    if (started.isAfter(notAfter)) {
      return notAfter;
    }
    Instant ended = started.plusMillis(Math.max(0, result.durationMs()));
    return ended.isAfter(notAfter) ? notAfter : ended;
  }

  private static double duration(ActionExecuted result) {
    ActionExecuted.Timings timings = result.timings();
    return timings == null ? result.durationMs() : timings.total();
  }

  private static double firstRequest(ActionExecuted result) {
    if (result.firedAt() == null) {
      return NONE;
    }
    Duration waited = Duration.between(result.firedAt(), result.startedAt());
    if (waited.compareTo(PLAUSIBLE_WAIT) >= 0 || waited.negated().compareTo(PLAUSIBLE_SKEW) >= 0) {
      return NONE;
    }
    Double token = result.timings() == null ? null : result.timings().token();
    return waited.toNanos() / 1e6 + (token == null ? 0 : token);
  }
}
