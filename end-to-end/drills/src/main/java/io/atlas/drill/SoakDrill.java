package io.atlas.drill;

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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * Minutes on end, without a pause, at a share of what a worker can do, against a target that takes
 * 20 ms. What the heap holds and latency shall be the same in the end as in the beginning.
 */
final class SoakDrill {

  private static final int SAMPLES_A_MINUTE = 12;
  private static final int COLD = 500;

  private final int minutes;
  private final double load;
  private final Path work;
  private final List<String> jvmOptions;

  /**
   * @param minutes at least 3: the last third is compared with the first
   * @param load above 0 to 1
   */
  SoakDrill(int minutes, double load, Path work, List<String> jvmOptions) {
    if (minutes < 3 || minutes > 600 || !(load > 0 && load <= 1)) {
      throw new IllegalArgumentException("minutes must be 3 to 600, load above 0 to 1");
    }
    this.minutes = minutes;
    this.load = load;
    this.work = work;
    this.jvmOptions = jvmOptions;
  }

  /** What a minute left beside its results. */
  private record Sampled(int first, long leastHeap, long resident) {}

  /** Adds a row a minute; whether heap and latency stayed flat. */
  boolean run(Report report) {
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
        long before = heldHeap(services, worker);
        Map<TopicPartition, Long> start = results.ends();
        List<Sampled> samples = new ArrayList<>();
        for (int minute = 1; minute <= minutes; minute++) {
          samples.add(minute(rate, feed, target, services, worker));
          System.out.printf("minute %d of %d%n", minute, minutes);
        }
        workload.awaitDrained();
        long after = heldHeap(services, worker);
        SoakVerdict verdict =
            new SoakVerdict(minutes(samples, rate, feed, results, start), before, after);
        verdict.rows().forEach(report::add);
        return verdict.good();
      }
    }
  }

  private static Sampled minute(
      double rate, EventFeed feed, Target target, AtlasServices services, Child worker) {
    int first = feed.fired();
    long least = Long.MAX_VALUE;
    for (int sample = 0; sample < SAMPLES_A_MINUTE; sample++) {
      feed.pace(rate, Duration.ofSeconds(60 / SAMPLES_A_MINUTE), number -> target);
      least = Math.min(least, heapUsed(services.metrics(worker)));
    }
    return new Sampled(first, least, worker.memory());
  }

  /** Sorts the results into the minutes that their events were fired in. */
  private static List<SoakVerdict.Minute> minutes(
      List<Sampled> samples,
      double rate,
      EventFeed feed,
      ResultTopic results,
      Map<TopicPartition, Long> start) {
    TreeMap<Integer, Latencies> byFirst = new TreeMap<>();
    samples.forEach(sampled -> byFirst.put(sampled.first(), new Latencies()));
    results.read(
        start,
        results.ends(),
        result -> {
          int number = feed.number(result.executionId());
          Map.Entry<Integer, Latencies> minute = byFirst.floorEntry(number);
          if (minute != null && result.outcome() == Outcome.SUCCEEDED) {
            minute.getValue().add(result.atMillis() - feed.firedMillis(number));
          }
        });
    List<SoakVerdict.Minute> all = new ArrayList<>();
    for (Sampled sampled : samples) {
      Integer next = byFirst.higherKey(sampled.first());
      Latencies latencies = byFirst.get(sampled.first());
      int fired = (next == null ? feed.fired() : next) - sampled.first();
      int succeeded = latencies == null ? 0 : latencies.finished();
      double p99 = latencies == null ? Double.NaN : latencies.percentile(99);
      all.add(
          new SoakVerdict.Minute(
              rate, p99, fired - succeeded, sampled.leastHeap(), sampled.resident()));
    }
    return all;
  }

  /** What is left of the heap after a collection, in bytes. */
  private static long heldHeap(AtlasServices services, Child worker) {
    worker.collectGarbage();
    return heapUsed(services.metrics(worker));
  }

  /**
   * Of all heap pools, in bytes.
   *
   * @throws IllegalStateException where the metrics do not tell
   */
  static long heapUsed(String metrics) {
    double used =
        metrics
            .lines()
            .filter(line -> line.startsWith("jvm_memory_used_bytes"))
            .filter(line -> line.contains("area=\"heap\""))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .sum();
    if (!(used > 0)) {
      throw new IllegalStateException("the worker does not tell how much heap it uses");
    }
    return (long) used;
  }
}
