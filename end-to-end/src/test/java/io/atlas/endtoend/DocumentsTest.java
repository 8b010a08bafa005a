package io.atlas.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.kafka.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Documents say what is: the tests that they name are there, and so are their numbers. */
class DocumentsTest {

  private static final Path ROOT = Path.of("..");
  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*Test)\\b");

  @Test
  void everyTestThatADocumentNamesIsThere() throws IOException {
    Set<String> named = new TreeSet<>();
    for (Path document : files(path -> path.toString().endsWith(".md"))) {
      TEST.matcher(Files.readString(document)).results().forEach(test -> named.add(test.group(1)));
    }
    Set<String> there =
        files(path -> path.toString().endsWith("Test.java")).stream()
            .map(path -> path.getFileName().toString().replace(".java", ""))
            .collect(Collectors.toSet());
    assertThat(named).hasSizeGreaterThan(50);
    named.removeAll(there);
    assertThat(named).as("named in a document, and no test").isEmpty();
  }

  @Test
  void guaranteesTellHowLongEventsAreKept() throws IOException {
    assertThat(Files.readString(ROOT.resolve("docs/guarantees.md")))
        .contains("`action-fired`'s retention, " + Topic.ACTION_FIRED.kept().toDays() + " days");
  }

  private static Set<Path> files(Predicate<Path> wanted) throws IOException {
    Set<Path> found = new TreeSet<>();
    try (Stream<Path> paths = Files.walk(ROOT, 12)) {
      paths
          .filter(path -> !path.toString().contains("/target/"))
          .filter(path -> !path.toString().contains("/.git/"))
          .filter(wanted)
          .forEach(found::add);
    }
    return found;
  }
}
