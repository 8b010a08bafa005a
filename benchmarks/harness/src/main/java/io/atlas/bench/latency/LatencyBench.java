package io.atlas.bench.latency;

import io.atlas.bench.load.Arrivals;
import io.atlas.bench.load.EventFeed;
import io.atlas.bench.load.Latencies;
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
import io.atlas.bench.target.HttpStub;
import io.atlas.bench.target.TokenEndpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * {@code bench latency}: from firing to the request's arrival at the target, at an even rate, each
 * candidate right after bare Kafka. Producer, bare consumer and target share this process, so that
 * one clock times them.
 */
public final class LatencyBench {

  private final int rate;
  private final Duration warmUp;
  private final Duration measured;
  private final List<String> jvmOptions;

  private LatencyBench(Options options) {
    this.rate = options.number("rate", 1_000);
    this.warmUp = options.seconds("warm-up", 60);
    this.measured = options.seconds("seconds", 20);
    this.jvmOptions = options.words("jvm");
  }

  /**
   * @param work for data and logs
   * @param results where the JSON goes
   * @return whether every candidate came to something
   */
  public static boolean run(Options options, Path work, Path results) {
    List<Subject> subjects = Subjects.named(options.list("subjects", ""));
    LatencyBench bench = new LatencyBench(options);
    options.requireAllKnown();
    Report report = new Report(results, "latency", options);
    try (Broker broker = new Broker(work.resolve("broker"))) {
      for (Subject subject : subjects) {
        System.out.printf("%s…%n", subject.name());
        Latencies bare =
            BareKafka.measure(
                Stage.freshTopics(broker.bootstrapServers()),
                bench.rate,
                bench.warmUp,
                bench.measured);
        try {
          Latencies own =
              bench.measure(subject, work.resolve(subject.name()), broker.bootstrapServers());
          report.add(row(subject, bare, own));
        } catch (IllegalStateException failed) {
          report.addFailed(subject.name(), failed);
        }
      }
    } finally {
      report.print();
    }
    return report.complete();
  }

  private Latencies measure(Subject subject, Path directory, String bootstrap) {
    Arrivals arrivals =
        new Arrivals((int) (rate * (2 * warmUp.toSeconds() + measured.toSeconds() + 60)));
    AtomicReference<@Nullable EventFeed> feeding = new AtomicReference<>();
    HttpStub.Handler recorder =
        request -> {
          EventFeed feed = feeding.get();
          if (feed != null) {
            arrivals.note(feed.number(Arrivals.executionId(request)), request.arrivedNanos());
          }
          return HttpStub.Answer.OK;
        };
    try (TokenEndpoint tokens = TokenEndpoint.start(Duration.ZERO);
        HttpStub recording = HttpStub.start(recorder)) {
      Target target = new Target("bench-action", recording.url("/"));
      Stage stage =
          new Stage(
              directory,
              Stage.freshTopics(bootstrap),
              tokens.url(),
              List.of(target),
              0,
              jvmOptions);
      stage.kafka().ensureTopics();
      try (ResultTopic results = new ResultTopic(stage.kafka());
          EventFeed feed = new EventFeed(stage.kafka(), 0);
          Subject.Running running = subject.start(stage)) {
        feeding.set(feed);
        Workload workload = new Workload(running.worker(), feed, results);
        feed.burst(rate, number -> target);
        workload.awaitStarted();
        feed.pace(rate, warmUp, number -> target);
        workload.awaitDrained();
        int first = feed.fired();
        feed.pace(rate, measured, number -> target);
        Waiting.pass(Duration.ofSeconds(1));
        running.close();
        stage.deleteTopics();
        return arrivals.since(feed, first, feed.fired());
      }
    }
  }

  private static Map<String, Object> row(Subject subject, Latencies bare, Latencies own) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("candidate", subject.name());
    row.put("p50 ms", own.percentile(50) / 1e3);
    row.put("p99 ms", own.percentile(99) / 1e3);
    row.put("bare p50 ms", bare.percentile(50) / 1e3);
    row.put("bare p99 ms", bare.percentile(99) / 1e3);
    row.put("p50 ×bare", own.percentile(50) / bare.percentile(50));
    row.put("p99 ×bare", own.percentile(99) / bare.percentile(99));
    row.put("measured", own.finished());
    row.put("never arrived", own.unfinished());
    return row;
  }
}
