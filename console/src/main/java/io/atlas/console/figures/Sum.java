package io.atlas.console.figures;

import io.atlas.model.event.FailureCategory;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** What is to be added to a row. Not thread-safe. */
final class Sum {

  long fired;
  long succeeded;
  long retrying;
  long failed;
  long cancelled;
  final Map<String, Long> categories = new HashMap<>(0);
  final Millis durations = new Millis();
  final Millis firstRequests = new Millis();

  void add(Counted result) {
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
    if (result.fired()) {
      fired++;
    }
    if (!Double.isNaN(result.durationMs())) {
      durations.add(result.durationMs());
    }
    if (!Double.isNaN(result.firstRequestMs())) {
      firstRequests.add(result.firstRequestMs());
    }
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
