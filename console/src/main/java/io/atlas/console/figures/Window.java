package io.atlas.console.figures;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The points that a query is answered by: whole steps, of the finest kind that is kept and comes to
 * at most 200.
 *
 * @param source the table that is read
 */
record Window(Duration step, Instant from, Instant to, Resolution source) {

  private static final int MOST_POINTS = 200;

  private static final List<Duration> STEPS =
      List.of(
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofMinutes(1),
          Duration.ofMinutes(2),
          Duration.ofMinutes(5),
          Duration.ofMinutes(10),
          Duration.ofMinutes(30),
          Duration.ofHours(1),
          Duration.ofHours(6),
          Duration.ofDays(1),
          Duration.ofDays(2),
          Duration.ofDays(4));

  static Window of(FiguresQuery query, Instant now) {
    Duration step =
        STEPS.stream()
            .filter(each -> isKept(query, source(each), now))
            .filter(each -> points(query, each) <= MOST_POINTS)
            .findFirst()
            .orElse(STEPS.getLast());
    return new Window(
        step,
        Resolution.floor(query.from(), step),
        Resolution.floor(query.to().plus(step).minusNanos(1), step),
        source(step));
  }

  List<Instant> points() {
    return Resolution.steps(from, to, step);
  }

  private static boolean isKept(FiguresQuery query, Resolution source, Instant now) {
    boolean told = source != Resolution.TEN_SECONDS || Grain.of(query, query.split()) == Grain.ALL;
    // Rows go when all of their bucket is over age: what a person may ask for is a little younger.
    return told && !query.from().isBefore(now.minus(source.kept()));
  }

  private static long points(FiguresQuery query, Duration step) {
    return Duration.between(query.from(), query.to()).dividedBy(step);
  }

  private static Resolution source(Duration step) {
    Resolution source = Resolution.TEN_SECONDS;
    for (Resolution each : Resolution.values()) {
      if (step.compareTo(each.width()) >= 0) {
        source = each;
      }
    }
    return source;
  }
}
