package io.atlas.bench.drill;

import io.atlas.bench.load.EventFeed;
import io.atlas.bench.load.Latencies;
import io.atlas.bench.load.ResultTopic;
import io.atlas.bench.load.ResultTopic.Outcome;
import io.atlas.bench.load.Target;
import io.atlas.bench.load.Workload;
import io.atlas.bench.process.Broker;
import io.atlas.bench.process.Child;
import io.atlas.bench.report.Report;
import io.atlas.bench.subject.AtlasServices;
import io.atlas.bench.subject.Stage;
import io.atlas.bench.target.Nginx;
import io.atlas.bench.target.TokenEndpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/**
 * Minutes on end at a share of what a worker can do, against a target that takes 20 ms. Memory and
 * latency shall be as flat in the last third as in the first.
 */
final class SoakDrill {

  /** Allowed growth from the first third to the last. */
  private static final double HEAP_GROWTH = 1.2;

  private static final double LATENCY_GROWTH = 1.5;
  private static final int SAMPLES_A_MINUTE = 12;
  private static final int COLD = 500;

  private final int minutes;
  private final double load;
  private final Path work;
  private final List<String> jvmOptions;

  SoakDrill(int minutes, double load, Path work, List<String> jvmOptions) {
    this.minutes = minutes;
    this.load = load;
    this.work = work;
    this.jvmOptions = jvmOptions;
  }

  /** One minute: 99th percentile in milliseconds, the smallest heap seen, in bytes. */
  private record Minute(double p99, long heap) {}

  /** Adds a row a minute; whether heap and latency stayed flat. */
  boolean run(Report report) {
    List<Minute> all = new ArrayList<>();
    try (Broker broker = new Broker(work.resolve("broker"));
        Nginx nginx = Nginx.start(work.resolve("nginx"), 1);
        TokenEndpoint tokens = TokenEndpoint.start(Duration.ZERO)) {
      Target target = new Target("bench-action", nginx.url(0, 20));
      Stage stage =
          new Stage(
              work,
              Stage.freshTopics(broker.bootstrapServers()),
              tokens.url(),
              List.of(target),
              20,
              jvmOptions);
      AtlasServices services = AtlasServices.seed(stage);
      try (ResultTopic results = new ResultTopic(stage.kafka());
          EventFeed feed = new EventFeed(stage.kafka(), 5);
          Child tokenService = services.startTokenService("token-service");
          Child worker = services.startWorker("action-worker")) {
        services.awaitReady(tokenService);
        services.awaitReady(worker);
        Workload workload = new Workload(worker, feed, results);
        feed.burst(COLD, number -> target);
        workload.awaitStarted();
        double rate = load * workload.warmUp(Duration.ofSeconds(30), COLD, number -> target);
        for (int minute = 1; minute <= minutes; minute++) {
          Map<TopicPartition, Long> start = results.ends();
          int first = feed.fired();
          long heap = Long.MAX_VALUE;
          for (int sample = 0; sample < SAMPLES_A_MINUTE; sample++) {
            feed.pace(rate, Duration.ofSeconds(60 / SAMPLES_A_MINUTE), number -> target);
            heap = Math.min(heap, heapUsed(services.metrics(worker)));
          }
          workload.awaitDrained();
          Minute measured = minute(results, feed, start, first, heap);
          all.add(measured);
          report.add(row(minute, rate, measured, worker));
        }
      }
    }
    return flat(all);
  }

  private static Minute minute(
      ResultTopic results, EventFeed feed, Map<TopicPartition, Long> start, int first, long heap) {
    Latencies latencies = new Latencies();
    AtomicLong failed = new AtomicLong();
    results.read(
        start,
        results.ends(),
        result -> {
          int number = feed.number(result.executionId());
          if (result.outcome() != Outcome.SUCCEEDED) {
            failed.incrementAndGet();
          } else if (number >= first) {
            latencies.add(result.atMillis() - feed.firedMillis(number));
          }
        });
    if (failed.get() > 0) {
      throw new IllegalStateException(failed + " executions did not succeed");
    }
    return new Minute(latencies.percentile(99), heap);
  }

  private static Map<String, Object> row(int minute, double rate, Minute measured, Child worker) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("minute", minute);
    row.put("events/s", rate);
    row.put("p99 ms", measured.p99());
    row.put("least heap MiB", measured.heap() >> 20);
    row.put("resident MiB", worker.memory() >> 20);
    return row;
  }

  private static boolean flat(List<Minute> all) {
    int third = Math.max(1, all.size() / 3);
    List<Minute> first = all.subList(0, third);
    List<Minute> last = all.subList(all.size() - third, all.size());
    double heap = mean(last.stream().map(minute -> (double) minute.heap()));
    double latency = mean(last.stream().map(Minute::p99));
    return heap <= HEAP_GROWTH * mean(first.stream().map(minute -> (double) minute.heap()))
        && latency <= LATENCY_GROWTH * mean(first.stream().map(Minute::p99));
  }

  private static double mean(Stream<Double> values) {
    return values.mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }

  /** Of all heap pools, in bytes. */
  static long heapUsed(String metrics) {
    return (long)
        metrics
            .lines()
            .filter(line -> line.startsWith("jvm_memory_used_bytes"))
            .filter(line -> line.contains("area=\"heap\""))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .sum();
  }
}
