package io.atlas.bench;

import io.atlas.bench.engine.EngineBench;
import io.atlas.bench.history.HistoryBench;
import io.atlas.bench.isolation.IsolationBench;
import io.atlas.bench.latency.LatencyBench;

/** {@code ./atlas bench}: the name of a benchmark, then its options. */
public final class Bench {

  private Bench() {}

  public static void main(String[] arguments) {
    Command.run(
        "bench",
        "engine",
        arguments,
        (name, options, work, results) ->
            switch (name) {
              case "engine" -> EngineBench.run(options, work, results);
              case "latency" -> LatencyBench.run(options, work, results);
              case "history" -> HistoryBench.run(options, work, results);
              case "isolation" -> IsolationBench.run(options, work, results);
              default ->
                  throw new IllegalArgumentException(
                      "no benchmark "
                          + name
                          + "; there are engine, latency, isolation, history, tokens");
            });
  }
}
