package io.atlas.bench;

import io.atlas.bench.report.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What both commands do around their work: arguments in, exit status out. */
public final class Command {

  private static final Path RESULTS = Path.of("benchmarks", "results");

  private Command() {}

  @FunctionalInterface
  public interface Work {
    boolean run(String name, Options options, Path work, Path results);
  }

  /** Ends this process: with 0, or with 1 where it failed or what must hold did not. */
  public static void run(String command, String defaultName, String[] arguments, Work work) {
    boolean named = arguments.length > 0 && !arguments[0].startsWith("--");
    String name = named ? arguments[0] : defaultName;
    List<String> options = Arrays.asList(arguments).subList(named ? 1 : 0, arguments.length);
    boolean good = false;
    try {
      Path directory = Files.createTempDirectory("atlas-" + command + "-");
      System.out.println("data and logs: " + directory);
      good = work.run(name, new Options(options), directory, RESULTS);
      if (good) {
        delete(directory);
      }
    } catch (IllegalArgumentException | IllegalStateException | UncheckedIOException failed) {
      System.err.println("atlas " + command + ": " + failed.getMessage());
    } catch (IOException failed) {
      System.err.println("atlas " + command + ": the data directory: " + failed.getMessage());
    } catch (RuntimeException unforeseen) {
      System.err.println("atlas " + command + ": broke off");
      unforeseen.printStackTrace();
    } finally {
      // Also where memory ran out: threads that go on would keep this process and its children.
      System.exit(good ? 0 : 1);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> inside = Files.walk(directory)) {
      for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
