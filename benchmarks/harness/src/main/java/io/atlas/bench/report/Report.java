package io.atlas.bench.report;

import io.atlas.model.event.EventJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What was measured, row by row: a table for people, and a JSON file that says on what machine and
 * with which settings. The file is written again after each row, so that an abandoned run leaves
 * what it has. Not thread-safe.
 */
public final class Report {

  private static final String FAILED = "error";

  private final Path file;
  private final String name;
  private final Map<String, Object> settings;
  private final Instant startedAt = Clock.systemUTC().instant();
  private final List<Map<String, Object>> rows = new ArrayList<>();

  /**
   * @param directory where the file goes, as {@code <date>-<name>.json}
   */
  public Report(Path directory, String name, Options options) {
    this.name = name;
    this.settings = options.inForce();
    String stamp = startedAt.toString().substring(0, 16).replace(":", "");
    this.file = directory.resolve(stamp + "Z-" + name + ".json");
  }

  /** Adds what one candidate came to; numbers that are not finite are left out of the file. */
  public void add(Map<String, Object> row) {
    rows.add(row);
    write();
  }

  /** Adds that a candidate came to nothing; the others shall be measured all the same. */
  public void addFailed(String candidate, RuntimeException failed) {
    System.err.println(candidate + ": " + failed.getMessage());
    add(Map.of("candidate", candidate, FAILED, String.valueOf(failed.getMessage())));
  }

  /** Whether every candidate came to something. */
  public boolean complete() {
    return rows.stream().noneMatch(row -> row.containsKey(FAILED));
  }

  private void write() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("benchmark", name);
    document.put("startedAt", startedAt);
    document.put("machine", machine());
    document.put("settings", settings);
    document.put("rows", rows.stream().map(Report::finite).toList());
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(
          file, EventJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(document));
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot write " + file, failed);
    }
  }

  private static Map<String, Object> finite(Map<String, Object> row) {
    Map<String, Object> finite = new LinkedHashMap<>();
    row.forEach((column, value) -> {
      if (!(value instanceof Double number) || Double.isFinite(number)) {
        finite.put(column, value);
      } else {
        finite.put(column, String.valueOf(number));
      }
    });
    return finite;
  }

  /** Figures are worth nothing without this. */
  private static Map<String, Object> machine() {
    Map<String, Object> machine = new LinkedHashMap<>();
    machine.put("cores", Runtime.getRuntime().availableProcessors());
    machine.put("processor", field(Path.of("/proc/cpuinfo"), "model name"));
    machine.put("memory", field(Path.of("/proc/meminfo"), "MemTotal"));
    machine.put("loadAverageNow", field(Path.of("/proc/loadavg"), ""));
    machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    machine.put("java", System.getProperty("java.vendor") + " " + Runtime.version());
    return machine;
  }

  private static String field(Path file, String name) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst()
          .orElse("unknown");
    } catch (IOException | UncheckedIOException elsewhere) {
      return "unknown";
    }
  }

  /** Prints all rows, a column as wide as its widest cell. */
  public void print() {
    if (rows.isEmpty()) {
      return;
    }
    List<String> columns =
        rows.stream()
            .flatMap(row -> row.keySet().stream())
            .filter(column -> !column.equals(FAILED))
            .distinct()
            .toList();
    List<List<String>> cells = new ArrayList<>();
    cells.add(columns);
    for (Map<String, Object> row : rows) {
      cells.add(columns.stream().map(column -> cell(row.get(column))).toList());
    }
    int[] widths = new int[columns.size()];
    for (List<String> line : cells) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    StringBuilder table = new StringBuilder("\n");
    for (List<String> line : cells) {
      for (int i = 0; i < widths.length; i++) {
        String format = i == 0 ? "%-" + widths[i] + "s" : "  %" + widths[i] + "s";
        table.append(format.formatted(line.get(i)));
      }
      table.append('\n');
    }
    System.out.println(table);
    System.out.println("written to " + file);
  }

  private static String cell(@org.jspecify.annotations.Nullable Object value) {
    return switch (value) {
      case null -> "–";
      case Double number when number.isInfinite() -> "never";
      case Double number when number.isNaN() -> "–";
      case Double number when Math.abs(number) >= 100 ->
          String.format(Locale.ROOT, "%,.0f", number);
      case Double number -> String.format(Locale.ROOT, "%.2f", number);
      case Number number -> String.format(Locale.ROOT, "%,d", number.longValue());
      default -> value.toString();
    };
  }
}
