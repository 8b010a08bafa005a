package io.atlas.console.operations;

import io.atlas.console.operations.Chart.Cell;
import io.atlas.console.operations.Chart.Column;
import io.atlas.console.operations.Chart.Row;
import io.atlas.console.operations.StatusSample.Requests;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Charts of how things stood. Pure functions. */
final class StatusCharts {

  /** A chart with more lines cannot be read. */
  private static final int LINES = 8;

  private static final String REFUSED = "Refused";
  private static final String OTHERS = "Others";

  private StatusCharts() {}

  /**
   * @param details where more is told of it all
   */
  static List<Chart> of(Timeline timeline, List<StatusSample> samples, String details) {
    Map<Instant, StatusSample> steps = new HashMap<>();
    // The last of a step counts.
    samples.forEach(each -> steps.put(Span.floor(each.at(), timeline.step()), each));
    return List.of(
        chart(
            new Shape("waiting", "Waiting by delay", true),
            timeline,
            steps,
            details,
            StatusSample::waiting),
        chart(new Shape("lag", "Lag by group", false), timeline, steps, details, StatusSample::lag),
        chart(
            new Shape("tokens", "Token requests", true),
            timeline,
            requests(timeline, steps),
            details),
        chart(
            new Shape("circuits", "Targets not called as usual", false),
            timeline,
            steps,
            details,
            sample -> sample.circuits() == null ? null : Map.of("Targets", sample.circuits())));
  }

  private record Shape(String id, String title, boolean stacked) {}

  private static Chart chart(
      Shape shape,
      Timeline timeline,
      Map<Instant, StatusSample> steps,
      String details,
      Function<StatusSample, @Nullable Map<String, Long>> values) {
    Map<Instant, Map<String, Long>> known = new HashMap<>();
    steps.forEach((at, sample) -> {
      Map<String, Long> value = values.apply(sample);
      if (value != null) {
        known.put(at, value);
      }
    });
    return chart(shape, timeline, known, details);
  }

  private static Chart chart(
      Shape shape, Timeline timeline, Map<Instant, Map<String, Long>> known, String details) {
    List<String> names = names(known);
    List<Column> columns = new ArrayList<>();
    for (String name : names) {
      String tone =
          name.equals(REFUSED)
              ? "bad"
              : name.equals(OTHERS) ? "others" : Integer.toString(columns.size());
      columns.add(new Column(name, tone, "", details));
    }
    List<Row> rows = new ArrayList<>();
    for (Instant at = timeline.from(); at.isBefore(timeline.to()); at = at.plus(timeline.step())) {
      Map<String, Long> values = known.get(at);
      List<Cell> cells = new ArrayList<>();
      for (String name : names) {
        cells.add(
            values == null ? new Cell(null, null) : new Cell(value(values, name, names), null));
      }
      rows.add(new Row(at, null, cells));
    }
    return new Chart(
        shape.id(), shape.title(), "", shape.stacked(), timeline.step(), columns, rows);
  }

  private static Double value(Map<String, Long> values, String name, List<String> names) {
    return name.equals(OTHERS)
        ? values.entrySet().stream()
            .filter(each -> !names.contains(each.getKey()))
            .mapToDouble(Map.Entry::getValue)
            .sum()
        : (double) values.getOrDefault(name, 0L);
  }

  /** The largest of all steps in the order in which they first come; what is beyond is others. */
  private static List<String> names(Map<Instant, Map<String, Long>> known) {
    Map<String, Long> highest = new LinkedHashMap<>();
    known.entrySet().stream()
        .sorted(Map.Entry.<Instant, Map<String, Long>>comparingByKey().reversed())
        .forEach(step ->
            step.getValue().forEach((name, value) -> highest.merge(name, value, Math::max)));
    if (highest.size() <= LINES) {
      return List.copyOf(highest.keySet());
    }
    List<String> names =
        new ArrayList<>(
            highest.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(LINES - 1)
                .map(Map.Entry::getKey)
                .toList());
    names.add(OTHERS);
    return names;
  }

  /** Of each step, those that were made since the one before: services count from their start. */
  private static Map<Instant, Map<String, Long>> requests(
      Timeline timeline, Map<Instant, StatusSample> steps) {
    Map<Instant, Map<String, Long>> requests = new HashMap<>();
    Requests before = null;
    for (Instant at = timeline.from(); at.isBefore(timeline.to()); at = at.plus(timeline.step())) {
      StatusSample sample = steps.get(at);
      Requests now = sample == null ? null : sample.requests();
      if (now != null && before != null) {
        requests.put(at, since(before, now));
      }
      before = now == null ? before : now;
    }
    return requests;
  }

  private static Map<String, Long> since(Requests before, Requests now) {
    Map<String, Long> made = new LinkedHashMap<>();
    now.granted()
        .forEach(
            (host, count) -> made.put(host, more(count, before.granted().getOrDefault(host, 0L))));
    made.put(REFUSED, more(now.refused(), before.refused()));
    return made;
  }

  /** An instance that ended took its counts along. */
  private static long more(long now, long before) {
    return Math.max(0, now - before);
  }
}
