package io.atlas.console.figures;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is left of all results without those that are told apart. */
final class Others {

  private Others() {}

  /** Empty where nothing is left. It has no percentiles: distributions cannot be subtracted. */
  static Optional<Series> of(Series total, List<Series> told) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < total.points().size(); i++) {
      points.add(rest(total.points().get(i), i, told));
    }
    Series others = new Series(Series.OTHERS, points);
    return others.results() > 0 ? Optional.of(others) : Optional.empty();
  }

  private static Point rest(Point all, int index, List<Series> told) {
    long fired = all.fired();
    long succeeded = all.succeeded();
    long retrying = all.retrying();
    long failed = all.failed();
    long cancelled = all.cancelled();
    Map<String, Long> categories = new HashMap<>(all.categories());
    Map<String, Long> reasons = new HashMap<>(all.reasons());
    for (Series series : told) {
      Point point = series.points().get(index);
      fired -= point.fired();
      succeeded -= point.succeeded();
      retrying -= point.retrying();
      failed -= point.failed();
      cancelled -= point.cancelled();
      point.categories().forEach((name, count) -> categories.merge(name, -count, Long::sum));
      point.reasons().forEach((name, count) -> reasons.merge(name, -count, Long::sum));
    }
    categories.values().removeIf(count -> count == 0);
    reasons.values().removeIf(count -> count == 0);
    return new Point(
        all.at(),
        fired,
        succeeded,
        retrying,
        failed,
        cancelled,
        categories,
        reasons,
        null,
        null,
        null,
        null);
  }
}
