package io.atlas.bench;

import io.atlas.bench.engine.EngineBench;
import io.atlas.bench.isolation.IsolationBench;
import io.atlas.bench.latency.LatencyBench;
import io.atlas.bench.report.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** {@code ./atlas bench}: the name of a benchmark, then its options. */
public final class Bench {

  private Bench() {}

  public static void main(String[] arguments) throws IOException {
    String name = arguments.length == 0 || arguments[0].startsWith("--") ? "engine" : arguments[0];
    List<String> rest =
        Arrays.asList(arguments)
            .subList(arguments.length > 0 && arguments[0].equals(name) ? 1 : 0, arguments.length);
    Path work = Files.createTempDirectory("atlas-bench-");
    System.out.println("data and logs: " + work);
    Path results = Path.of("benchmarks", "results");
    try {
      Options options = new Options(rest);
      switch (name) {
        case "engine" -> EngineBench.run(options, work, results);
        case "latency" -> LatencyBench.run(options, work, results);
        case "isolation" -> IsolationBench.run(options, work, results);
        default ->
            throw new IllegalArgumentException(
                "no benchmark " + name + "; there are engine, latency, isolation, tokens");
      }
    } catch (IllegalArgumentException | IllegalStateException failed) {
      System.err.println("atlas bench: " + failed.getMessage());
      System.exit(1);
    }
    System.exit(0);
  }
}
