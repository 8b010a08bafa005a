package io.atlas.console.operations;

import io.atlas.console.figures.Point;
import io.atlas.console.figures.Series;
import io.atlas.console.history.State;
import io.atlas.console.operations.Chart.Cell;
import io.atlas.console.operations.Chart.Column;
import io.atlas.console.operations.Chart.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Charts of figures. Pure functions. */
final class Charts {

  private static final String MILLIS = "ms";

  private Charts() {}

  /**
   * A series that has a name.
   *
   * @param key null where nothing can be narrowed down to it
   */
  record Named(Series series, String label, @Nullable String key) {}

  /** Attempts that ended one way. */
  private record Outcome(String tone, State state, ToLongFunction<Point> count) {}

  private static final List<Outcome> OUTCOMES =
      List.of(
          new Outcome("good", State.SUCCEEDED, Point::succeeded),
          new Outcome("warn", State.RETRYING, Point::retrying),
          new Outcome("bad", State.FAILED, Point::failed),
          new Outcome("others", State.CANCELLED, Point::cancelled));

  /** A line of latencies. */
  private record Measure(String label, Function<Point, @Nullable Double> of) {}

  private static final List<Measure> LATENCIES =
      List.of(
          new Measure("p50", Point::p50Ms),
          new Measure("p95", Point::p95Ms),
          new Measure("p99", Point::p99Ms),
          new Measure("p99 from fired to first request", Point::firstRequestP99Ms));

  static Chart outcomes(Timeline timeline, Series series, Links links) {
    List<Column> columns =
        OUTCOMES.stream()
            .map(outcome ->
                new Column(
                    outcome.state().label(),
                    outcome.tone(),
                    Numbers.text(Totals.of(series, outcome.count())),
                    links.all(outcome.state())))
            .toList();
    List<Row> rows =
        series.points().stream()
            .map(point ->
                row(
                    links,
                    timeline,
                    point.at(),
                    OUTCOMES.stream()
                        .map(outcome ->
                            Cell.count(
                                outcome.count().applyAsLong(point),
                                at(links, timeline, point.at(), outcome.state(), null)))
                        .toList()))
            .toList();
    return new Chart("outcomes", "Results by outcome", "", true, timeline.step(), columns, rows);
  }

  static Chart latency(Timeline timeline, Series series, Links links) {
    List<Column> columns = new ArrayList<>();
    for (Measure measure : LATENCIES) {
      columns.add(new Column(measure.label(), Integer.toString(columns.size()), "", links.all()));
    }
    List<Row> rows =
        series.points().stream()
            .map(point ->
                row(
                    links,
                    timeline,
                    point.at(),
                    LATENCIES.stream()
                        .map(measure ->
                            Cell.measured(
                                measure.of().apply(point),
                                at(links, timeline, point.at(), null, null)))
                        .toList()))
            .toList();
    return new Chart("latency", "Latency", MILLIS, false, timeline.step(), columns, rows);
  }

  /** How many results each had. */
  static Chart shares(Timeline timeline, List<Named> parts, String by, Links links) {
    List<Column> columns = columns(parts, links, part -> Numbers.text(part.series().results()));
    List<Row> rows =
        rows(timeline, parts, links, (point, href) -> Cell.count(point.results(), href));
    return new Chart("shares", "Results by " + by, "", true, timeline.step(), columns, rows);
  }

  /** How long each took; the others have no percentiles. */
  static Chart slowness(Timeline timeline, List<Named> parts, String by, Links links) {
    List<Named> measured = parts.stream().filter(part -> !part.series().isOthers()).toList();
    List<Column> columns = columns(measured, links, _ -> "");
    List<Row> rows =
        rows(timeline, measured, links, (point, href) -> Cell.measured(point.p95Ms(), href));
    return new Chart("slowness", "p95 by " + by, MILLIS, false, timeline.step(), columns, rows);
  }

  private static List<Column> columns(
      List<Named> parts, Links links, Function<Named, String> total) {
    List<Column> columns = new ArrayList<>();
    for (Named part : parts) {
      columns.add(
          new Column(
              part.label(),
              part.series().isOthers() ? "others" : Integer.toString(columns.size()),
              total.apply(part),
              part.key() == null ? null : links.all(part.key())));
    }
    return columns;
  }

  private interface Making {
    Cell cell(Point point, @Nullable String href);
  }

  private static List<Row> rows(Timeline timeline, List<Named> parts, Links links, Making making) {
    List<Row> rows = new ArrayList<>();
    int steps = parts.isEmpty() ? 0 : parts.getFirst().series().points().size();
    for (int step = 0; step < steps; step++) {
      List<Cell> cells = new ArrayList<>();
      Instant at = parts.getFirst().series().points().get(step).at();
      for (Named part : parts) {
        cells.add(
            making.cell(
                part.series().points().get(step),
                part.key() == null ? null : at(links, timeline, at, null, part.key())));
      }
      rows.add(row(links, timeline, at, cells));
    }
    return rows;
  }

  private static Row row(Links links, Timeline timeline, Instant at, List<Cell> cells) {
    boolean nothing = cells.stream().allMatch(Cell::isNothing);
    return new Row(at, nothing ? null : at(links, timeline, at, null, null), cells);
  }

  private static @Nullable String at(
      Links links, Timeline timeline, Instant at, @Nullable State state, @Nullable String key) {
    return links.executions(at, timeline.end(at), state, key);
  }
}
