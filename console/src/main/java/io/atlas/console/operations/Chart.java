package io.atlas.console.operations;

import io.atlas.kit.csv.Csv;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Figures over time. What is drawn, the table and the CSV are all made of these cells, so that they
 * say the same.
 *
 * @param id stands in addresses
 * @param unit of all cells, such as {@code ms}; empty for a count
 * @param stacked whether the columns add up to something
 * @param rows oldest first, one a step
 */
record Chart(
    String id,
    String title,
    String unit,
    boolean stacked,
    Duration step,
    List<Column> columns,
    List<Row> rows) {

  Chart {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    for (Row row : rows) {
      if (row.cells().size() != columns.size()) {
        throw new IllegalArgumentException("a row has a cell for each column");
      }
    }
  }

  /**
   * A series.
   *
   * @param tone its colour, as the style sheet names it
   * @param total over all rows, in words; empty where there is none
   * @param href where the executions behind it are; null for nowhere
   */
  record Column(String label, String tone, String total, @Nullable String href) {}

  /**
   * A step.
   *
   * @param href where the executions of the step are; null for nowhere
   */
  record Row(Instant at, @Nullable String href, List<Cell> cells) {

    Row {
      cells = List.copyOf(cells);
    }
  }

  /**
   * @param value null where nothing was measured
   * @param href where the executions behind it are; null for nowhere
   */
  record Cell(@Nullable Double value, @Nullable String href) {

    static Cell count(long count, @Nullable String href) {
      return new Cell((double) count, count == 0 ? null : href);
    }

    static Cell measured(@Nullable Double value, @Nullable String href) {
      return new Cell(value, value == null ? null : href);
    }

    boolean isNothing() {
      return value == null || value == 0;
    }

    /** Such as {@code 1,204}, {@code 8.25}; empty where nothing was measured. */
    public String text() {
      return value == null ? "" : Numbers.text(value);
    }

    /** As programs read it; null where nothing was measured. */
    public @Nullable String plain() {
      return value == null ? null : Numbers.plain(value);
    }
  }

  public List<Row> newestFirst() {
    return rows.reversed();
  }

  /** Such as {@code 10 s}, {@code 1 h}. */
  public String stepWords() {
    long seconds = step.toSeconds();
    return seconds % 86_400 == 0
        ? words(seconds / 86_400, "d")
        : seconds % 3_600 == 0
            ? words(seconds / 3_600, "h")
            : seconds % 60 == 0 ? words(seconds / 60, "min") : words(seconds, "s");
  }

  private static String words(long count, String unit) {
    return count + " " + unit;
  }

  /** A table, RFC 4180, for table programs. */
  String csv() {
    StringBuilder csv = new StringBuilder("from");
    columns.forEach(column -> csv.append(',').append(Csv.cell(column.label())));
    for (Row row : rows) {
      csv.append(Csv.LINE_END).append(row.at());
      for (Cell cell : row.cells()) {
        String plain = cell.plain();
        csv.append(',').append(plain == null ? "" : plain);
      }
    }
    return csv.append(Csv.LINE_END).toString();
  }
}
