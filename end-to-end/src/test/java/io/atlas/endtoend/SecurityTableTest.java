package io.atlas.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What SECURITY.md says of bad inputs is what the tests of all modules counted. */
class SecurityTableTest {

  private static final Path ROOT = Path.of("..");
  private static final String HEAD = "| bad input | at least | tried by |";

  /** A line of the table. */
  private record Line(int number, Set<String> tests) {}

  @Test
  @DisplayName("SECURITY.md's table of bad inputs is the tests' own count")
  void theTableIsTheTestsOwn() {
    SortedMap<String, Line> counted = counted();
    Map<String, Line> told = told();
    Set<String> missing = new TreeSet<>();
    told.values().forEach(line -> missing.addAll(line.tests()));
    counted.values().forEach(line -> missing.removeAll(line.tests()));
    assumeTrue(
        missing.isEmpty() || "true".equals(System.getenv("CI")),
        () -> "not run before, in their modules: " + missing);

    assertThat(told.keySet()).as(wanted(counted)).isEqualTo(counted.keySet());
    counted.forEach((kind, line) -> {
      assertThat(told.get(kind).tests()).as(wanted(counted)).isEqualTo(line.tests());
      // A further route makes a few more: that is no reason to change a document.
      assertThat(line.number())
          .as(wanted(counted))
          .isBetween(told.get(kind).number(), told.get(kind).number() * 3 / 2);
    });
  }

  private static String wanted(SortedMap<String, Line> counted) {
    return counted.entrySet().stream()
        .map(line ->
            "| %s | %,d | %s |"
                .formatted(
                    line.getKey(),
                    line.getValue().number(),
                    line.getValue().tests().stream()
                        .map(test -> "`" + test + "`")
                        .collect(Collectors.joining(", "))))
        .collect(
            Collectors.joining(
                "\n", "the table should be\n" + HEAD + "\n| --- | --- | --- |\n", ""));
  }

  private static SortedMap<String, Line> counted() {
    SortedMap<String, Line> counted = new TreeMap<>();
    for (Path file : files()) {
      String test = file.getFileName().toString().replace(".tsv", "");
      for (String line : lines(file)) {
        String[] cells = line.split("\t");
        counted.merge(
            cells[0],
            new Line(Integer.parseInt(cells[1]), new TreeSet<>(Set.of(test))),
            (one, other) -> {
              one.tests().addAll(other.tests());
              return new Line(one.number() + other.number(), one.tests());
            });
      }
    }
    return counted;
  }

  private static List<Path> files() {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path module : modules.toList()) {
        Path directory = module.resolve("target/bad-inputs");
        if (Files.isDirectory(directory)) {
          try (Stream<Path> each = Files.list(directory)) {
            each.forEach(files::add);
          }
        }
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return files;
  }

  private static Map<String, Line> told() {
    List<String> document = lines(ROOT.resolve("SECURITY.md"));
    int head = document.indexOf(HEAD);
    assertThat(head).as(HEAD).isPositive();
    return document.subList(head + 2, document.size()).stream()
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> line.split("\\|"))
        .collect(
            Collectors.toMap(
                cells -> cells[1].strip(),
                cells ->
                    new Line(
                        Integer.parseInt(cells[2].strip().replace(",", "")),
                        Stream.of(cells[3].split(","))
                            .map(test -> test.strip().replace("`", ""))
                            .collect(Collectors.toCollection(TreeSet::new))),
                (one, other) -> one,
                TreeMap::new));
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
