package io.atlas.console.attention;

import io.atlas.console.figures.Figures;
import io.atlas.console.figures.FiguresQuery;
import io.atlas.console.figures.Point;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** How an account's executions ended in the last 24 hours, as figures counted it. */
record LastDay(long succeeded, long failed) {

  private static final Duration DAY = Duration.ofHours(24);

  static LastDay of(Figures figures, String accountId, Instant now) {
    List<Point> points =
        figures.read(FiguresQuery.of(accountId, now.minus(DAY), now)).series().getFirst().points();
    return new LastDay(
        points.stream().mapToLong(Point::succeeded).sum(),
        points.stream().mapToLong(Point::failed).sum());
  }

  public long ended() {
    return succeeded + failed;
  }
}
