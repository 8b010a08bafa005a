package io.atlas.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Counts the bad inputs that tests try, by kind: {@code SECURITY.md} says how many there are, and a
 * test of the whole compares it with what was counted here. What is tried twice counts once, so
 * that a test that runs again changes nothing.
 */
public final class BadInputs {

  /** Below a module; a line a kind, with a tab before its number. A file a test class. */
  private static final Path DIRECTORY = Path.of("target", "bad-inputs");

  private static final Map<Class<?>, Map<String, Set<String>>> TRIED = new ConcurrentHashMap<>();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> TRIED.forEach(BadInputs::write)));
  }

  private BadInputs() {}

  /**
   * @param kind a line of the table
   * @param input told from others of its kind; what it is does not matter
   */
  public static void tried(Class<?> test, String kind, Object input) {
    TRIED
        .computeIfAbsent(test, _ -> new ConcurrentHashMap<>())
        .computeIfAbsent(kind, _ -> ConcurrentHashMap.newKeySet())
        .add(String.valueOf(input));
  }

  private static void write(Class<?> test, Map<String, Set<String>> kinds) {
    try {
      Files.createDirectories(DIRECTORY);
      Files.writeString(
          DIRECTORY.resolve(test.getSimpleName() + ".tsv"),
          new TreeMap<>(kinds)
              .entrySet().stream()
                  .map(kind -> kind.getKey() + "\t" + kind.getValue().size() + "\n")
                  .collect(Collectors.joining()));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
