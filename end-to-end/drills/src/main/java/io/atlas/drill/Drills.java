package io.atlas.drill;

import io.atlas.bench.report.Options;
import io.atlas.bench.report.Report;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** {@code ./atlas drill}: which drills there are. */
public final class Drills {

  private Drills() {}

  /**
   * Runs one drill, prints and records what it came to.
   *
   * @param work for data and logs
   * @param results where the JSON goes
   * @return whether what must hold did
   * @throws IllegalArgumentException where there is no such drill
   */
  public static boolean run(String name, Options options, Path work, Path results) {
    Report report = new Report(results, "drill-" + name, options);
    boolean good =
        switch (name) {
          case "crash" ->
              judged(report, new CrashDrill(DrillPlan.of(options, 20), work).workerKilled());
          case "broker" ->
              judged(report, new CrashDrill(DrillPlan.of(options, 6), work).brokerRestarted());
          case "churn" ->
              judged(report, new CrashDrill(DrillPlan.of(options, 10), work).workersComeAndGo());
          case "soak" -> soak(options, report, work);
          case "hostile" -> hostile(options, report, work);
          case "outage" -> outage(options, report, work);
          default ->
              throw new IllegalArgumentException(
                  "no drill " + name + "; there are crash, broker, churn, soak, hostile, outage");
        };
    report.print();
    System.out.println(good ? "good" : "NOT good");
    return good;
  }

  private static boolean judged(Report report, Verdict verdict) {
    report.add(verdict.row());
    return verdict.good();
  }

  private static boolean hostile(Options options, Report report, Path work) {
    Duration calm = options.seconds("calm", 60);
    int minutes = options.number("minutes", 10);
    int rate = options.number("rate", 1_500);
    int bombs = options.number("bombs", 40);
    int requests = options.number("requests", 12);
    List<String> jvmOptions = options.words("jvm");
    options.requireAllKnown();
    return new HostileDrill(
            calm, Duration.ofMinutes(minutes), rate, bombs, requests, work, jvmOptions)
        .run(report);
  }

  private static boolean outage(Options options, Report report, Path work) {
    int connections = options.number("connections", 300);
    int rate = options.number("rate", 100);
    Duration away = options.seconds("away", 40);
    List<String> jvmOptions = options.words("jvm");
    options.requireAllKnown();
    return new OutageDrill(connections, rate, away, work, jvmOptions).run(report);
  }

  private static boolean soak(Options options, Report report, Path work) {
    int minutes = options.number("minutes", 10);
    double load = options.fraction("load", 0.8);
    List<String> jvmOptions = options.words("jvm");
    options.requireAllKnown();
    return new SoakDrill(minutes, load, work, jvmOptions).run(report);
  }
}
