package io.atlas.console.operations;

import io.atlas.console.figures.Point;
import io.atlas.console.figures.Series;
import io.atlas.console.history.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.ToLongFunction;

/** The top row. Pure functions. */
final class Tiles {

  /** What a rate is of while the page is live. */
  private static final Duration LATELY = Duration.ofMinutes(1);

  private Tiles() {}

  static List<Tile> of(Timeline timeline, Series series, Links links, Instant now) {
    return List.of(
        rate("fired", "Fired", timeline, series, Point::fired, links, now),
        rate("executed", "Executed", timeline, series, Point::results, links, now),
        success(series, links),
        slowest(series, links),
        dead(series, links));
  }

  private static Tile rate(
      String id,
      String label,
      Timeline timeline,
      Series series,
      ToLongFunction<Point> count,
      Links links,
      Instant now) {
    long total = Totals.of(series, count);
    Instant begun = Span.floor(now, timeline.step());
    double perSecond =
        timeline.live()
            ? (double) Totals.between(series, count, begun.minus(LATELY), begun)
                / LATELY.toSeconds()
            : (double) total / passed(timeline, now);
    return new Tile(
        id,
        label,
        Numbers.text(perSecond) + "/s",
        Numbers.text(total) + (timeline.live() ? " in all; rate: last minute" : " in all"),
        total == 0 ? null : links.all(),
        series.points().stream().map(point -> (double) count.applyAsLong(point)).toList());
  }

  /** Seconds of the time that are over. */
  private static long passed(Timeline timeline, Instant now) {
    Instant end = now.isBefore(timeline.to()) ? now : timeline.to();
    return Math.max(1, Duration.between(timeline.from(), end).toSeconds());
  }

  private static Tile success(Series series, Links links) {
    long succeeded = Totals.of(series, Point::succeeded);
    long ended = succeeded + Totals.of(series, Point::failed);
    return new Tile(
        "success",
        "Success",
        Numbers.percent(succeeded, ended),
        Numbers.text(succeeded) + " of " + Numbers.text(ended) + " that ended",
        succeeded == 0 ? null : links.all(State.SUCCEEDED),
        series.points().stream()
            .filter(point -> point.succeeded() + point.failed() > 0)
            .map(point -> (double) point.succeeded() / (point.succeeded() + point.failed()))
            .toList());
  }

  private static Tile slowest(Series series, Links links) {
    List<Double> known =
        series.points().stream().map(Point::p99Ms).filter(Objects::nonNull).toList();
    Double worst = Totals.worst(series, Point::p99Ms);
    return new Tile(
        "p99",
        "p99",
        known.isEmpty() ? "–" : Numbers.text(known.getLast()) + " ms",
        worst == null ? "nothing was called" : "latest step; worst " + Numbers.text(worst) + " ms",
        known.isEmpty() ? null : links.all(),
        known);
  }

  private static Tile dead(Series series, Links links) {
    long failed = Totals.of(series, Point::failed);
    return new Tile(
        "dead",
        "Dead",
        Numbers.text(failed),
        "failed for good",
        failed == 0 ? null : links.all(State.FAILED),
        series.points().stream().map(point -> (double) point.failed()).toList());
  }
}
