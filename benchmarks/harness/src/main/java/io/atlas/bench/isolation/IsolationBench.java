package io.atlas.bench.isolation;

import io.atlas.bench.load.EventFeed;
import io.atlas.bench.load.ResultTopic;
import io.atlas.bench.load.Target;
import io.atlas.bench.load.Workload;
import io.atlas.bench.process.Broker;
import io.atlas.bench.process.Waiting;
import io.atlas.bench.report.Options;
import io.atlas.bench.report.Report;
import io.atlas.bench.subject.Stage;
import io.atlas.bench.subject.Subject;
import io.atlas.bench.subject.Subjects;
import io.atlas.bench.target.Nginx;
import io.atlas.bench.target.TokenEndpoint;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * {@code bench isolation}: ten targets that take 20 ms and get a tenth of the events each; then the
 * tenth one hangs for 30 s a request. What do the nine others notice? Events come at a share of
 * what the candidate can do, so that a latency means something.
 */
public final class IsolationBench {

  private static final Clock CLOCK = Clock.systemUTC();
  private static final int TARGETS = 10;
  private static final int HANGING = TARGETS - 1;
  private static final int COLD = 500;

  private final Duration warmUp;
  private final Duration before;
  private final Duration during;
  private final double load;
  private final int rateAtMost;
  private final List<String> jvmOptions;

  private IsolationBench(Options options) {
    this.warmUp = options.seconds("warm-up", 30);
    this.before = options.seconds("before", 15);
    this.during = options.seconds("during", 45);
    this.load = options.fraction("load", 0.5);
    this.rateAtMost = options.number("rate", 10_000);
    this.jvmOptions = options.words("jvm");
  }

  /**
   * @param work for data and logs
   * @param results where the JSON goes
   * @return whether every candidate came to something
   */
  public static boolean run(Options options, Path work, Path results) {
    List<Subject> subjects = Subjects.named(options.list("subjects", ""));
    IsolationBench bench = new IsolationBench(options);
    options.requireAllKnown();
    Report report = new Report(results, "isolation", options);
    try (Broker broker = new Broker(work.resolve("broker"));
        Nginx nginx = Nginx.start(work.resolve("nginx"), TARGETS)) {
      for (Subject subject : subjects) {
        System.out.printf("%s…%n", subject.name());
        try {
          report.add(
              bench.measure(
                  subject, nginx, work.resolve(subject.name()), broker.bootstrapServers()));
        } catch (IllegalStateException failed) {
          report.addFailed(subject.name(), failed);
        }
      }
    } finally {
      report.print();
    }
    return report.complete();
  }

  private Map<String, Object> measure(
      Subject subject, Nginx nginx, Path directory, String bootstrap) {
    List<Target> targets = new ArrayList<>();
    for (int i = 0; i < TARGETS; i++) {
      targets.add(new Target("bench-" + i, nginx.url(i, 20)));
    }
    Target hung = new Target("bench-hung", nginx.url(HANGING, 30_000));
    targets.add(hung);
    IntFunction<Target> healthy = number -> targets.get(number % TARGETS);
    IntFunction<Target> oneHangs =
        number -> number % TARGETS == HANGING ? hung : targets.get(number % TARGETS);
    try (TokenEndpoint tokens = TokenEndpoint.start(Duration.ZERO)) {
      Stage stage =
          new Stage(directory, Stage.freshTopics(bootstrap), tokens.url(), targets, 20, jvmOptions);
      stage.kafka().ensureTopics();
      try (ResultTopic results = new ResultTopic(stage.kafka());
          EventFeed feed = new EventFeed(stage.kafka(), 5);
          Subject.Running running = subject.start(stage)) {
        Workload workload = new Workload(running.worker(), feed, results);
        feed.burst(COLD, healthy);
        workload.awaitStarted();
        double capacity = workload.warmUp(warmUp, COLD, healthy);
        double rate = Math.min(rateAtMost, capacity * load);
        var start = results.ends();
        Phase calm = phase(feed, rate, before, healthy);
        Phase hanging = phase(feed, rate, during, oneHangs);
        Waiting.pass(Duration.ofSeconds(2));
        running.close();
        results.read(
            start,
            results.ends(),
            result -> {
              int number = feed.number(result.executionId());
              calm.note(number, result, feed);
              hanging.note(number, result, feed);
            });
        stage.deleteTopics();
        return row(subject, rate, calm, hanging);
      }
    }
  }

  private static Phase phase(
      EventFeed feed, double rate, Duration time, IntFunction<Target> targets) {
    int first = feed.fired();
    long start = CLOCK.millis();
    feed.pace(rate, time, targets);
    return new Phase(
        first, feed.fired(), start, CLOCK.millis(), number -> number % TARGETS != HANGING);
  }

  private static Map<String, Object> row(Subject subject, double rate, Phase calm, Phase hanging) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("candidate", subject.name());
    row.put("events/s", rate);
    row.put("good nine/s before", calm.perSecond());
    row.put("during", hanging.perSecond());
    row.put("kept", hanging.perSecond() / calm.perSecond());
    row.put("p99 ms before", calm.p99Millis());
    row.put("during (ms)", hanging.p99Millis());
    row.put("×", hanging.p99Millis() / calm.p99Millis());
    row.put("not succeeded", calm.notSucceeded() + hanging.notSucceeded());
    row.put("never finished", calm.neverFinished() + hanging.neverFinished());
    return row;
  }
}
