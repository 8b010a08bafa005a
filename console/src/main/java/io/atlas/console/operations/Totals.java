package io.atlas.console.operations;

import io.atlas.console.figures.Point;
import io.atlas.console.figures.Series;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What points come to. Pure functions. */
final class Totals {

  private Totals() {}

  static long of(Series series, ToLongFunction<Point> count) {
    return series.points().stream().mapToLong(count).sum();
  }

  /** Of the points that begin in this time. */
  static long between(Series series, ToLongFunction<Point> count, Instant from, Instant to) {
    return series.points().stream()
        .filter(point -> !point.at().isBefore(from) && point.at().isBefore(to))
        .mapToLong(count)
        .sum();
  }

  /** Percentiles do not add up: the worst of the steps; null where none was measured. */
  static @Nullable Double worst(Series series, Function<Point, @Nullable Double> measure) {
    return series.points().stream()
        .map(measure)
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder())
        .orElse(null);
  }
}
