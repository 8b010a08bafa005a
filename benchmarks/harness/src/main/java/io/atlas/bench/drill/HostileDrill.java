package io.atlas.bench.drill;

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
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventTypes;
import io.atlas.model.kafka.Topic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
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

  private static final Duration SETTLED = Duration.ofMinutes(3);
  private static final List<String> GOOD = List.of("good-1", "good-2", "good-3");

  private final Duration calm;
  private final Duration hostile;
  private final int rate;
  private final int bombsPerSecond;
  private final Path work;
  private final List<String> jvmOptions;

  HostileDrill(
      Duration calm,
      Duration hostile,
      int rate,
      int bombsPerSecond,
      Path work,
      List<String> jvmOptions) {
    this.calm = calm;
    this.hostile = hostile;
    this.rate = rate;
    this.bombsPerSecond = bombsPerSecond;
    this.work = work;
    this.jvmOptions = jvmOptions;
  }

  /** What the good accounts had of a stretch of time. */
  private record Stretch(double perSecond, double p99, int missing) {}

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
          Child worker = services.startWorker("action-worker")) {
        services.awaitReady(tokenService);
        services.awaitReady(worker);
        IntFunction<Target> inTurn = number -> targets.get(number % targets.size());
        // Its first minute is the compiler's.
        feed.pace(rate, Duration.ofSeconds(30), inTurn);
        Map<TopicPartition, Long> start = results.ends();
        int first = feed.fired();
        feed.pace(rate, calm, inTurn);
        int second = feed.fired();
        Siege siege = new Siege(stage);
        Thread bombing = Thread.ofPlatform().name("bombing").start(siege::run);
        feed.pace(rate, hostile, inTurn);
        int last = feed.fired();
        siege.stop(bombing);
        Map<String, Outcome> fates = new HashMap<>();
        boolean settled =
            Waiting.until(
                SETTLED,
                () -> {
                  fates.clear();
                  results.read(start, results.ends(), result -> note(fates, result));
                  return fates.values().stream().filter(fate -> fate != Outcome.RETRYING).count()
                      >= siege.fired.get();
                });
        Stretch before = stretch(feed, results, start, first, second, calm);
        Stretch during = stretch(feed, results, start, second, last, hostile);
        int unknown = siege.fired.get() - fates.size();
        boolean alive = worker.alive() && tokenService.alive();
        boolean good =
            alive
                && unknown == 0
                && during.missing() == 0
                && during.perSecond() >= KEPT * before.perSecond()
                && during.p99() <= SLOWER * Math.max(FLOOR_MS, before.p99());
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("drill", "hostile");
        row.put("good", good);
        row.put("hostile events", siege.fired.get());
        row.put("without outcome", unknown);
        row.put("all settled", settled);
        row.put("processes alive", alive);
        row.put("good/s before", before.perSecond());
        row.put("during", during.perSecond());
        row.put("kept", during.perSecond() / before.perSecond());
        row.put("p99 ms before", before.p99());
        row.put("during (ms)", during.p99());
        row.put("missing", during.missing());
        row.put("worker MiB", worker.peakMemory() >> 20);
        report.add(row);
        return good;
      }
    }
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
    long end = feed.firedMillis(last - 1);
    AtomicInteger inTime = new AtomicInteger();
    results.read(
        start,
        results.ends(),
        result -> {
          int number = feed.number(result.executionId());
          if (number >= first && number < last && result.outcome() == Outcome.SUCCEEDED) {
            latencies.add(result.atMillis() - feed.firedMillis(number));
            inTime.addAndGet(result.atMillis() <= end ? 1 : 0);
          }
        });
    return new Stretch(
        inTime.get() * 1_000.0 / time.toMillis(),
        latencies.percentile(99),
        last - first - latencies.finished());
  }

  /** The hostile account's events, one of each kind in turn. */
  private final class Siege {
    static final String PREFIX = "hostile-";

    private final Stage stage;
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger fired = new AtomicInteger();

    Siege(Stage stage) {
      this.stage = stage;
    }

    void run() {
      List<Map.Entry<String, String>> bombs = List.copyOf(Bombs.inputs().entrySet());
      try (KafkaProducer<String, byte[]> producer =
          stage.kafka().producer("drill-hostile", Map.of("max.request.size", 4 << 20))) {
        while (!over.get()) {
          int number = fired.get();
          Map.Entry<String, String> bomb = bombs.get(number % bombs.size());
          String id = PREFIX + number;
          byte[] value =
              ("{\"actionId\":\""
                      + bomb.getKey()
                      + "\",\"executionId\":\""
                      + id
                      + "\",\"input\":"
                      + bomb.getValue()
                      + "}")
                  .getBytes(StandardCharsets.UTF_8);
          ProducerRecord<String, byte[]> event =
              new ProducerRecord<>(stage.kafka().name(Topic.ACTION_FIRED), null, value);
          EventHeaders.cloudEvent(
              event.headers(),
              id,
              EventTypes.ACTION_FIRED,
              "/atlas/drill",
              Clock.systemUTC().instant());
          var _ = producer.send(event);
          fired.incrementAndGet();
          LockSupport.parkNanos(1_000_000_000L / bombsPerSecond);
        }
        producer.flush();
      }
    }

    void stop(Thread bombing) {
      over.set(true);
      try {
        bombing.join();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
