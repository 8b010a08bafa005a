package io.atlas.console.figures;

import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.model.event.FailureCategory;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is to be added to a row. Not thread-safe. */
final class Sum {

  /** Publishers name the time of firing; an event waits no longer, and clocks differ by less. */
  private static final Duration PLAUSIBLE_WAIT = Duration.ofDays(8);

  private static final Duration PLAUSIBLE_SKEW = Duration.ofHours(1);

  long fired;
  long succeeded;
  long retrying;
  long failed;
  long cancelled;
  final Map<String, Long> categories = new HashMap<>(0);
  final Millis durations = new Millis();
  final Millis firstRequests = new Millis();

  void add(ActionExecuted result) {
    boolean putAside = isPutAside(result);
    FailureCategory category = result.category();
    switch (result.outcome()) {
      case SUCCEEDED -> succeeded++;
      case RETRYING -> {
        retrying++;
        if (category != null) {
          categories.merge(category.name(), 1L, Long::sum);
        }
      }
      case FAILED -> {
        if (category == FailureCategory.CANCELLED) {
          cancelled++;
        } else {
          failed++;
          if (category != null) {
            categories.merge(Categories.reason(category.name()), 1L, Long::sum);
          }
        }
      }
    }
    boolean first = result.attempt() == 1 && !putAside;
    if (first) {
      fired++;
    }
    if (result.request() != null && !putAside) {
      ActionExecuted.Timings timings = result.timings();
      durations.add(timings == null ? result.durationMs() : timings.total());
      if (first) {
        addFirstRequest(result.firedAt(), result.startedAt(), timings);
      }
    }
  }

  private void addFirstRequest(
      @Nullable Instant firedAt, Instant startedAt, ActionExecuted.@Nullable Timings timings) {
    if (firedAt == null) {
      return;
    }
    Duration waited = Duration.between(firedAt, startedAt);
    if (waited.compareTo(PLAUSIBLE_WAIT) < 0 && waited.negated().compareTo(PLAUSIBLE_SKEW) < 0) {
      Double token = timings == null ? null : timings.token();
      firstRequests.add(waited.toNanos() / 1e6 + (token == null ? 0 : token));
    }
  }

  /** No attempt was made: the same number comes again, and counts then. */
  private static boolean isPutAside(ActionExecuted result) {
    return result.outcome() == Outcome.RETRYING
        && (result.request() == null || result.category() == FailureCategory.TOKEN_UNAVAILABLE);
  }

  void add(Sum other) {
    fired += other.fired;
    succeeded += other.succeeded;
    retrying += other.retrying;
    failed += other.failed;
    cancelled += other.cancelled;
    other.categories.forEach((name, count) -> categories.merge(name, count, Long::sum));
    durations.add(other.durations);
    firstRequests.add(other.firstRequests);
  }

  long results() {
    return succeeded + retrying + failed + cancelled;
  }

  /** Adds a row as it is stored. */
  void add(ResultSet row) throws SQLException {
    fired += row.getLong("fired");
    succeeded += row.getLong("succeeded");
    retrying += row.getLong("retrying");
    failed += row.getLong("failed");
    cancelled += row.getLong("cancelled");
    Categories.add(categories, row.getString("categories"));
    durations.add(row.getBytes("duration"));
    firstRequests.add(row.getBytes("first_request"));
  }

  /**
   * As a point.
   *
   * @param scratch is cleared
   */
  Point at(Instant at, Sketch scratch) {
    firstRequests.into(scratch);
    Double firstRequestP99 = scratch.quantile(0.99);
    durations.into(scratch);
    return new Point(
        at,
        fired,
        succeeded,
        retrying,
        failed,
        cancelled,
        Categories.passing(categories),
        Categories.reasons(categories),
        scratch.quantile(0.5),
        scratch.quantile(0.95),
        scratch.quantile(0.99),
        firstRequestP99);
  }
}
