package io.atlas.console.operations;

import io.atlas.console.execution.CategoryWords;
import io.atlas.console.figures.Point;
import io.atlas.console.figures.Series;
import io.atlas.console.operations.Chart.Cell;
import io.atlas.console.operations.Chart.Column;
import io.atlas.console.operations.Chart.Row;
import io.atlas.model.event.FailureCategory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The chart of dead letters by their reasons. Pure functions. */
final class Reasons {

  /** More lines can't be told apart. */
  private static final int LARGEST = 9;

  private Reasons() {}

  /**
   * A part of what failed.
   *
   * @param category null for all others
   */
  private record Part(@Nullable FailureCategory category, ToLongFunction<Point> count) {}

  /** Empty where nothing failed: then there is nothing to look at. */
  static Optional<Chart> of(Timeline timeline, Series series, Links links, CategoryWords words) {
    if (Totals.of(series, Point::failed) == 0) {
      return Optional.empty();
    }
    List<Part> parts = parts(series);
    List<Column> columns = new ArrayList<>();
    for (Part part : parts) {
      columns.add(column(part, columns.size(), timeline, series, links, words));
    }
    List<Row> rows =
        series.points().stream().map(point -> row(point, parts, timeline, links)).toList();
    return Optional.of(
        new Chart("reasons", "Dead letters by reason", "", true, timeline.step(), columns, rows));
  }

  /** The largest, and what is of other reasons or was counted before reasons were. */
  private static List<Part> parts(Series series) {
    Map<FailureCategory, Long> totals = new EnumMap<>(FailureCategory.class);
    for (FailureCategory category : FailureCategory.values()) {
      long total = Totals.of(series, of(category));
      if (total > 0) {
        totals.put(category, total);
      }
    }
    List<Part> parts = new ArrayList<>();
    totals.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(LARGEST)
        .forEach(each -> parts.add(new Part(each.getKey(), of(each.getKey()))));
    List<Part> largest = List.copyOf(parts);
    ToLongFunction<Point> others =
        point ->
            point.failed()
                - largest.stream().mapToLong(each -> each.count().applyAsLong(point)).sum();
    if (Totals.of(series, others) > 0) {
      parts.add(new Part(null, others));
    }
    return parts;
  }

  private static ToLongFunction<Point> of(FailureCategory category) {
    return point -> point.reasons().getOrDefault(category.name(), 0L);
  }

  private static Column column(
      Part part, int number, Timeline timeline, Series series, Links links, CategoryWords words) {
    FailureCategory category = part.category();
    return new Column(
        category == null ? "Others" : words.of(category),
        category == null ? "others" : Integer.toString(number),
        Numbers.text(Totals.of(series, part.count())),
        category == null ? null : links.failed(timeline.from(), timeline.to(), category));
  }

  private static Row row(Point point, List<Part> parts, Timeline timeline, Links links) {
    List<Cell> cells = new ArrayList<>();
    for (Part part : parts) {
      FailureCategory category = part.category();
      cells.add(
          Cell.count(
              part.count().applyAsLong(point),
              category == null
                  ? null
                  : links.failed(point.at(), timeline.end(point.at()), category)));
    }
    String all =
        point.failed() == 0 ? null : links.failed(point.at(), timeline.end(point.at()), null);
    return new Row(point.at(), all, cells);
  }
}
