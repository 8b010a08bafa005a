package io.atlas.drill;

import io.atlas.bench.load.EventFeed;
import io.atlas.bench.load.Latencies;
import io.atlas.bench.load.ResultTopic;
import io.atlas.bench.load.ResultTopic.Outcome;
import io.atlas.bench.load.Target;
import io.atlas.bench.process.Broker;
import io.atlas.bench.process.Child;
import io.atlas.bench.process.Waiting;
import io.atlas.bench.report.Report;
import io.atlas.bench.subject.AtlasServices;
import io.atlas.bench.subject.Stage;
import io.atlas.bench.target.Nginx;
import io.atlas.bench.target.TokenEndpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.apache.kafka.common.TopicPartition;

/**
 * One account with everything it can think of, in a loop, beside three good ones under an even
 * load, on processes with the options of production (I12). What do the good ones notice?
 */
final class HostileDrill {

  private static final double KEPT = 0.9;
  private static final double SLOWER = 2;

  /** Below, a p99 is the machine's own unrest. */
  private static final double FLOOR_MS = 100;

  /** A credential test seals, asks and is asked back over three topics. */
  private static final double REST_FLOOR_MS = 500;

  private static final long WINDOW_MS = 10_000;

  private static final Duration WARM_UP = Duration.ofSeconds(30);

  /**
   * The compiler's again: what hostile events do has not been done before, and of two processors it
   * takes a quarter for so long.
   */
  private static final Duration SIEGE_WARM_UP = Duration.ofSeconds(60);

  private static final Duration SETTLED = Duration.ofMinutes(3);
  private static final List<String> GOOD = List.of("good-1", "good-2", "good-3");

  private final Duration calm;
  private final Duration hostile;
  private final int rate;
  private final int bombsPerSecond;
  private final int requestsAtOnce;
  private final Path work;
  private final List<String> jvmOptions;

  HostileDrill(
      Duration calm,
      Duration hostile,
      int rate,
      int bombsPerSecond,
      int requestsAtOnce,
      Path work,
      List<String> jvmOptions) {
    this.calm = calm;
    this.hostile = hostile;
    this.rate = rate;
    this.bombsPerSecond = bombsPerSecond;
    this.requestsAtOnce = requestsAtOnce;
    this.work = work;
    this.jvmOptions = jvmOptions;
  }

  /** What the good accounts had of a stretch of time; the p99 also of each ten seconds of it. */
  private record Stretch(double perSecond, double p99, int missing, List<Double> p99s) {}

  boolean run(Report report) {
    try (Broker broker = new Broker(work.resolve("broker"));
        Nginx nginx = Nginx.start(work.resolve("nginx"), GOOD.size());
        TokenEndpoint tokens = TokenEndpoint.start(Duration.ZERO);
        HostileTarget enemy = HostileTarget.start()) {
      List<Target> targets = new ArrayList<>();
      for (int i = 0; i < GOOD.size(); i++) {
        targets.add(new Target(GOOD.get(i), nginx.url(i, 20)));
      }
      Stage stage =
          new Stage(
              work,
              Stage.freshTopics(broker.bootstrapServers()),
              tokens.url(),
              targets,
              20,
              jvmOptions);
      AtlasServices services = AtlasServices.seed(stage);
      services.publish(Bombs.actions(enemy, services));
      try (ResultTopic results = new ResultTopic(stage.kafka());
          EventFeed feed = new EventFeed(stage.kafka(), 5);
          Child tokenService = services.startTokenService("token-service");
          Child worker = services.startWorker("action-worker");
          ControlPlane plane = new ControlPlane(services, work)) {
        services.awaitReady(tokenService);
        services.awaitReady(worker);
        IntFunction<Target> inTurn = number -> targets.get(number % targets.size());
        // Its first minute is the compiler's.
        feed.pace(rate, WARM_UP, inTurn);
        Map<TopicPartition, Long> start = results.ends();
        int first = feed.fired();
        GoodRequests calmRequests = new GoodRequests(plane, tokens.url());
        try (calmRequests) {
          feed.pace(rate, calm, inTurn);
        }
        int cold = feed.fired();
        GoodRequests goodRequests = new GoodRequests(plane, tokens.url());
        int second;
        Siege siege = new Siege(stage.kafka(), bombsPerSecond);
        RestSiege requests = new RestSiege(plane, enemy, requestsAtOnce);
        try (goodRequests;
            siege;
            requests) {
          feed.pace(rate, SIEGE_WARM_UP, inTurn);
          second = feed.fired();
          feed.pace(rate, hostile, inTurn);
        }
        int last = feed.fired();
        Map<String, Outcome> fates = new HashMap<>();
        boolean settled =
            Waiting.until(
                SETTLED,
                () -> {
                  fates.clear();
                  results.read(start, results.ends(), result -> note(fates, result));
                  return fates.values().stream().filter(fate -> fate != Outcome.RETRYING).count()
                      >= siege.fired();
                });
        Stretch before = stretch(feed, results, start, first, cold, calm);
        Stretch begin = stretch(feed, results, start, cold, second, SIEGE_WARM_UP);
        Stretch during = stretch(feed, results, start, second, last, hostile);
        int unknown = siege.fired() - fates.size();
        boolean alive = worker.alive() && tokenService.alive() && plane.alive();
        Latencies calmRest = calmRequests.latencies();
        Latencies rest = goodRequests.latencies();
        boolean good =
            alive
                && unknown == 0
                && requests.failed().isEmpty()
                && during.missing() + begin.missing() == 0
                && during.perSecond() >= KEPT * before.perSecond()
                && during.p99() <= SLOWER * Math.max(FLOOR_MS, before.p99())
                && share(rest) >= KEPT
                && rest.percentile(90) <= SLOWER * Math.max(REST_FLOOR_MS, calmRest.percentile(90));
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("drill", "hostile");
        row.put("good", good);
        row.put("hostile events", siege.fired());
        row.put("without outcome", unknown);
        row.put("all settled", settled);
        row.put("hostile requests", requests.answered());
        row.put("without response", requests.failed().toString());
        row.put("processes alive", alive);
        row.put("good/s before", before.perSecond());
        row.put("during", during.perSecond());
        row.put("kept", during.perSecond() / before.perSecond());
        row.put("p99 ms before", before.p99());
        row.put("during (ms)", during.p99());
        row.put("its first minute", begin.p99s().toString());
        row.put("each 10 s", during.p99s().toString());
        row.put("missing", during.missing() + begin.missing());
        row.put("REST p90 ms before", calmRest.percentile(90));
        row.put("REST p90 during", rest.percentile(90));
        row.put("REST served", share(rest));
        row.put("REST refusal", goodRequests.lastRefusal());
        row.put("worker MiB", worker.peakMemory() >> 20);
        report.add(row);
        return good;
      }
    }
  }

  private static double share(Latencies requests) {
    return requests.finished() / (double) (requests.finished() + requests.unfinished());
  }

  private static void note(Map<String, Outcome> fates, ResultTopic.Result result) {
    if (result.executionId() != null && result.executionId().startsWith(Siege.PREFIX)) {
      fates.merge(
          result.executionId(),
          result.outcome(),
          (known, next) -> known == Outcome.RETRYING ? next : known);
    }
  }

  private static Stretch stretch(
      EventFeed feed,
      ResultTopic results,
      Map<TopicPartition, Long> start,
      int first,
      int last,
      Duration time) {
    Latencies latencies = new Latencies();
    long begin = feed.firedMillis(first);
    long end = feed.firedMillis(last - 1);
    SortedMap<Long, Latencies> windows = new TreeMap<>();
    AtomicInteger inTime = new AtomicInteger();
    results.read(
        start,
        results.ends(),
        result -> {
          int number = feed.number(result.executionId());
          if (number >= first && number < last && result.outcome() == Outcome.SUCCEEDED) {
            long fired = feed.firedMillis(number);
            latencies.add(result.atMillis() - fired);
            windows
                .computeIfAbsent((fired - begin) / WINDOW_MS, _ -> new Latencies())
                .add(result.atMillis() - fired);
            inTime.addAndGet(result.atMillis() <= end ? 1 : 0);
          }
        });
    return new Stretch(
        inTime.get() * 1_000.0 / time.toMillis(),
        latencies.percentile(99),
        last - first - latencies.finished(),
        windows.values().stream().map(window -> window.percentile(99)).toList());
  }
}
