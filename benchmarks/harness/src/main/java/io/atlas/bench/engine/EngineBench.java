package io.atlas.bench.engine;

import io.atlas.bench.load.Target;
import io.atlas.bench.process.Broker;
import io.atlas.bench.report.Options;
import io.atlas.bench.report.Report;
import io.atlas.bench.subject.Subject;
import io.atlas.bench.subject.Subjects;
import io.atlas.bench.target.Nginx;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code bench engine}: every candidate at every target latency, one after the other. */
public final class EngineBench {

  private EngineBench() {}

  /**
   * @param work for data and logs
   * @param results where the JSON goes
   * @return whether every candidate came to something
   */
  public static boolean run(Options options, Path work, Path results) {
    List<Subject> subjects = Subjects.named(options.list("subjects", ""));
    List<Integer> delays =
        options.list("delays", "0,20,200").stream().map(Integer::valueOf).toList();
    Plan plan = Plan.of(options);
    options.requireAllKnown();
    Report report = new Report(results, "engine", options);
    Map<Integer, Double> ours = new HashMap<>();
    try (Broker broker = new Broker(work.resolve("broker"));
        Nginx nginx = Nginx.start(work.resolve("nginx"), 1)) {
      for (int delay : delays) {
        Target target = new Target("bench-action", nginx.url(0, delay));
        for (Subject subject : subjects) {
          System.out.printf("%s at %d ms…%n", subject.name(), delay);
          Path directory = work.resolve(subject.name() + "-" + delay);
          Trial trial =
              new Trial(plan, subject, target, delay, directory, broker.bootstrapServers());
          try {
            Measured measured = trial.run();
            if (subject.equals(Subjects.ALL.get(0))) {
              ours.put(delay, measured.perSecond());
            }
            report.add(row(subject, delay, measured, ours.get(delay)));
          } catch (IllegalStateException failed) {
            report.addFailed(subject.name() + " at " + delay + " ms", failed);
          }
        }
      }
    } finally {
      report.print();
    }
    return report.complete();
  }

  private static Map<String, Object> row(
      Subject subject,
      int delay,
      Measured measured,
      @org.jspecify.annotations.Nullable Double ours) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("candidate", subject.name());
    row.put("target ms", delay);
    row.put("actions/s", measured.perSecond());
    row.put("of ours", ours == null ? Double.NaN : measured.perSecond() / ours);
    row.put("CPU µs", measured.processorMicros());
    row.put("p50 ms", measured.medianMs());
    row.put("p99 ms", measured.p99Ms());
    row.put("at/s", measured.pacedPerSecond());
    row.put("peak MiB", measured.peakMemory() >> 20);
    row.put("token requests", measured.tokenRequests());
    row.put("measured", measured.counted());
    row.put("not succeeded", measured.notSucceeded());
    return row;
  }
}
