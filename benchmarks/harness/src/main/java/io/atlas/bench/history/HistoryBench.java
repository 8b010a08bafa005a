package io.atlas.bench.history;

import io.atlas.bench.process.Broker;
import io.atlas.bench.process.Child;
import io.atlas.bench.process.Waiting;
import io.atlas.bench.report.Options;
import io.atlas.bench.report.Report;
import io.atlas.bench.subject.AtlasServices;
import io.atlas.bench.subject.Stage;
import io.atlas.embedded.EmbeddedPostgres;
import io.atlas.embedded.FreePort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code bench history}: results wait on their topic, a console is started, and what it stores and
 * counts of them in a second is measured while it has more than enough to do. At the end everything
 * has to be there, counted once.
 */
public final class HistoryBench {

  private static final Duration LONGEST = Duration.ofMinutes(20);

  /** Of the results: the compiler is busy with the first ones, the last come in small batches. */
  private static final double WARM = 0.4;

  private static final double NEARLY_DONE = 0.95;

  private HistoryBench() {}

  /**
   * @param work for data and logs
   * @param results where the JSON goes
   * @return whether every result was stored, and counted once
   */
  public static boolean run(Options options, Path work, Path results) {
    int count = options.number("results", 1_000_000);
    int actions = options.number("actions", 1_000);
    int accounts = options.number("accounts", 10);
    int failing = options.number("failing-percent", 3);
    List<String> jvmOptions = options.words("jvm");
    options.requireAllKnown();
    Report report = new Report(results, "history", options);
    int port = FreePort.find();
    Path data = work.resolve("postgres");
    try (Broker broker = new Broker(work.resolve("broker"));
        EmbeddedPostgres postgres =
            EmbeddedPostgres.start(data, port, EmbeddedPostgres.Durability.DURABLE)) {
      Stage stage =
          new Stage(
              work.resolve("console"),
              Stage.freshTopics(broker.bootstrapServers()),
              "http://127.0.0.1:1/token",
              List.of(),
              0,
              jvmOptions);
      AtlasServices services = AtlasServices.seed(stage);
      System.out.printf("writing %,d results…%n", count);
      ResultFeed.write(stage.kafka(), count, accounts, actions, failing);
      String url = postgres.jdbcUrl() + "?user=postgres&currentSchema=console";
      try (Child console = services.startConsole("console", url);
          Stored stored = new Stored(url, stage.kafka(), data)) {
        services.awaitReady(console);
        System.out.println("storing…");
        Map<String, Object> row = measure(console, services, stored, count);
        report.add(row);
        report.print();
        return stored.executions() == count && stored.counted() == count;
      }
    }
  }

  private static Map<String, Object> measure(
      Child console, AtlasServices services, Stored stored, int count) {
    await(stored, (long) (WARM * count));
    Moment before = Moment.of(console, services, stored);
    await(stored, (long) (NEARLY_DONE * count));
    Moment after = Moment.of(console, services, stored);
    await(stored, count);
    double seconds = (after.nanos() - before.nanos()) / 1e9;
    double rate = (after.results() - before.results()) / seconds;
    double consoleCores = (after.consoleSeconds() - before.consoleSeconds()) / seconds;
    double databaseCores = (after.databaseSeconds() - before.databaseSeconds()) / seconds;
    double counting = after.countingSeconds() - before.countingSeconds();
    double storing = after.storingSeconds() - before.storingSeconds();
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("candidate", "console");
    row.put("results/s", rate);
    row.put("console cores", consoleCores);
    row.put("PostgreSQL cores", databaseCores);
    row.put("results/s of a core each", rate / Math.max(1, Math.max(consoleCores, databaseCores)));
    row.put("results/console core s", rate / consoleCores);
    row.put("results/PostgreSQL core s", rate / databaseCores);
    row.put("counting, % of the time in the database", 100 * counting / (storing + counting));
    row.put("stored", stored.executions());
    row.put("counted", stored.counted());
    return row;
  }

  private static void await(Stored stored, long results) {
    Waiting.require(LONGEST, results + " results are stored", () -> stored.reached() >= results);
  }

  /** What had been used up by then. */
  private record Moment(
      long nanos,
      long results,
      double consoleSeconds,
      double databaseSeconds,
      double storingSeconds,
      double countingSeconds) {

    static Moment of(Child console, AtlasServices services, Stored stored) {
      String metrics = services.metrics(console);
      return new Moment(
          System.nanoTime(),
          stored.reached(),
          console.processorTime().toNanos() / 1e9,
          stored.processorSeconds(),
          metric(metrics, "atlas_history_batch_seconds_sum"),
          metric(metrics, "atlas_history_figures_seconds_sum"));
    }

    private static double metric(String metrics, String name) {
      return metrics
          .lines()
          .filter(line -> line.startsWith(name))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    }
  }
}
