package io.atlas.console.operations;

import io.atlas.console.status.PlatformStatus;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The part of the page that says where things stand, which needs no database: an account sees its
 * own targets in trouble, and who looks at all sees what is in flight, waits and is unread.
 */
@Component
class Standing {

  private static final String DETAILS = "/operations/instances";

  private static final String SHORT =
      "What waits, is unread and is asked of providers is known of the last two hours alone: choose"
          + " 15 min or 1 h.";

  private static final Duration FINE = Duration.ofMinutes(20);
  private static final Duration FINE_STEP = Duration.ofSeconds(10);
  private static final Duration COARSE_STEP = Duration.ofSeconds(30);

  private final PlatformStatus status;
  private final StatusCourse course;
  private final Clock clock;

  Standing(PlatformStatus status, StatusCourse course, Clock clock) {
    this.status = status;
    this.course = course;
    this.clock = clock;
  }

  Board of(FiguresOwner owner, OperationsQuery query, Span span) {
    if (query.isNarrowed()) {
      return Board.of(List.of(), List.of(), List.of());
    }
    String account = owner.account();
    if (account != null) {
      return Board.of(List.of(troubled(account)), List.of(), List.of());
    }
    if (span.from().isBefore(clock.instant().minus(StatusCourse.KEPT))) {
      return Board.of(List.of(), List.of(), List.of(SHORT));
    }
    Timeline timeline = timeline(span);
    List<StatusSample> samples = course.between(timeline.from(), timeline.to());
    return Board.of(
        List.of(
            tile("flight", "In flight", "calls of all workers", samples, StatusSample::inFlight),
            tile("waiting", "Waiting", "for their next attempt", samples, Standing::waiting),
            tile("circuits", "Targets in trouble", "now", samples, StatusSample::circuits)),
        StatusCharts.of(timeline, samples, DETAILS),
        List.of());
  }

  private static Timeline timeline(Span span) {
    Duration step = span.length().compareTo(FINE) <= 0 ? FINE_STEP : COARSE_STEP;
    return new Timeline(Span.floor(span.from(), step), span.to(), step, span.live());
  }

  private static @Nullable Long waiting(StatusSample sample) {
    Map<String, Long> waiting = sample.waiting();
    return waiting == null ? null : waiting.values().stream().mapToLong(Long::longValue).sum();
  }

  private static Tile tile(
      String id,
      String label,
      String note,
      List<StatusSample> samples,
      Function<StatusSample, @Nullable Long> value) {
    List<Double> known = new ArrayList<>();
    samples.stream()
        .map(value)
        .filter(Objects::nonNull)
        .forEach(each -> known.add(each.doubleValue()));
    Long latest = samples.isEmpty() ? null : value.apply(samples.getLast());
    return latest == null
        ? new Tile(id, label, "–", "not known now", DETAILS, List.of())
        : new Tile(id, label, Numbers.text(latest.longValue()), note, DETAILS, known);
  }

  private Tile troubled(String account) {
    return status
        .circuits(account)
        .known()
        .map(all ->
            new Tile(
                "circuits",
                "Targets in trouble",
                Numbers.text((long) all.size()),
                all.isEmpty() ? "all are called as usual" : "given a rest, or hanging",
                null,
                List.of()))
        .orElseGet(() ->
            new Tile("circuits", "Targets in trouble", "–", "not known now", null, List.of()));
  }
}
