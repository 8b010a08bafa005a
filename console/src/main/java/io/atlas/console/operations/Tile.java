package io.atlas.console.operations;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One figure of the top row.
 *
 * @param id stands in the page
 * @param note what it is of, in small
 * @param href where the executions behind it are; null for nowhere
 * @param course how it came about, oldest first; empty for one that has no past
 */
record Tile(
    String id,
    String label,
    String value,
    String note,
    @Nullable String href,
    List<Double> course) {

  private static final double WIDTH = 100;
  private static final double HEIGHT = 20;

  Tile {
    course = List.copyOf(course);
  }

  public boolean hasCourse() {
    return course.size() > 1;
  }

  /** The course as points of a line, in a box of 100 × 20. */
  public String line() {
    double highest = course.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    double wide = WIDTH / Math.max(1, course.size() - 1);
    return IntStream.range(0, course.size())
        .mapToObj(at -> {
          double high = highest <= 0 ? 0 : course.get(at) / highest;
          return String.format(Locale.ROOT, "%.1f,%.1f", at * wide, HEIGHT - high * HEIGHT);
        })
        .collect(Collectors.joining(" "));
  }
}
