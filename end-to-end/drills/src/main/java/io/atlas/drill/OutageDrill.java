package io.atlas.drill;

import io.atlas.bench.load.EventFeed;
import io.atlas.bench.load.ResultTopic;
import io.atlas.bench.load.ResultTopic.Outcome;
import io.atlas.bench.load.Target;
import io.atlas.bench.process.Broker;
import io.atlas.bench.process.Child;
import io.atlas.bench.process.Waiting;
import io.atlas.bench.report.Report;
import io.atlas.bench.subject.AtlasServices;
import io.atlas.bench.subject.Stage;
import io.atlas.bench.target.HttpStub;
import io.atlas.drill.FickleProvider.Mood;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;

/**
 * Many connections at one provider, which goes away in every way that providers do and comes back,
 * while events come in, people press Test, and token-services are killed. Does an event die, do
 * tokens come soon, and is the provider left in peace?
 */
final class OutageDrill {

  private static final Duration UP = Duration.ofSeconds(20);
  private static final Duration TOKENS_WITHIN = Duration.ofSeconds(5);
  private static final Duration SETTLED = Duration.ofMinutes(3);

  /** So many have asked before it is known that there is no use, of each instance. */
  private static final int BEFORE_NOTICED = 60;

  private static final List<Mood> OUTAGES =
      List.of(
          Mood.CLOSED,
          Mood.PAGE_404,
          Mood.DISABLED,
          Mood.EMPTY_403,
          Mood.HANGS,
          Mood.BAD_GATEWAY,
          Mood.SLOW);

  private final int connections;
  private final double rate;
  private final Duration away;
  private final Path work;
  private final List<String> jvmOptions;
  private final Random random = new Random(25);
  private boolean good = true;

  OutageDrill(int connections, double rate, Duration away, Path work, List<String> jvmOptions) {
    this.connections = connections;
    this.rate = rate;
    this.away = away;
    this.work = work;
    this.jvmOptions = jvmOptions;
  }

  boolean run(Report report) {
    try (Broker broker = new Broker(work.resolve("broker"));
        FickleProvider provider = new FickleProvider();
        HttpStub target = HttpStub.start(request -> HttpStub.Answer.OK)) {
      Stage stage =
          new Stage(
              work,
              Stage.freshTopics(broker.bootstrapServers()),
              provider.url("nobody"),
              List.of(),
              0,
              jvmOptions);
      AtlasServices services = AtlasServices.seed(stage);
      Map<String, String> endpoints = new LinkedHashMap<>();
      List<Target> targets = new ArrayList<>();
      for (int number = 0; number < connections; number++) {
        String id = "outage-" + number;
        endpoints.put(id, provider.url(id));
        targets.add(new Target(id, target.url("/" + id)));
      }
      services.connect(endpoints, targets);
      try (ResultTopic results = new ResultTopic(stage.kafka());
          EventFeed feed = new EventFeed(stage.kafka(), 5);
          TokenWatch tokens = new TokenWatch(stage.kafka());
          Killable tokenServices = new Killable(services, "token-service", 2);
          Child worker = services.startWorker("action-worker")) {
        tokenServices.awaitReady();
        services.awaitReady(worker);
        Map<TopicPartition, Long> start = results.ends();
        try (Firing firing = new Firing(feed, rate, targets)) {
          Waiting.pass(UP);
          for (Mood mood : OUTAGES) {
            report.add(outage(mood, provider, tokens, tokenServices));
            Waiting.pass(UP);
          }
          firing.stop();
        }
        return settled(report, feed.fired(), results, start);
      }
    }
  }

  private Map<String, Object> outage(
      Mood mood, FickleProvider provider, TokenWatch tokens, Killable tokenServices) {
    int tests = 0;
    int before = provider.asked();
    provider.become(mood);
    boolean kill = mood == Mood.PAGE_404 || mood == Mood.CLOSED;
    for (int third = 0; third < 3; third++) {
      tests += tests(tokens);
      Waiting.pass(away.dividedBy(3));
      if (kill && third == 1) {
        tokenServices.replaceOne();
      }
    }
    int asked = provider.asked() - before - tests;
    return judged(mood, asked, tests, recover(provider, tokens));
  }

  private boolean settled(
      Report report, int fired, ResultTopic results, Map<TopicPartition, Long> start) {
    Map<String, Outcome> fates = new HashMap<>();
    boolean settled =
        Waiting.until(
            SETTLED,
            () -> {
              fates.clear();
              results.read(
                  start,
                  results.ends(),
                  result -> fates.put(result.executionId(), result.outcome()));
              return fates.values().stream().filter(fate -> fate != Outcome.RETRYING).count()
                  >= fired;
            });
    long died = fates.values().stream().filter(fate -> fate == Outcome.FAILED).count();
    good &= settled && died == 0 && fired > 0;
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("outage", "all");
    row.put("good", good);
    row.put("fired", fired);
    row.put("died", died);
    row.put("without outcome", fired - fates.size());
    report.add(row);
    return good;
  }

  /** People press Test, of whatever connection. */
  private int tests(TokenWatch tokens) {
    for (int test = 0; test < 3; test++) {
      tokens.test("outage-" + random.nextInt(connections));
    }
    return 3;
  }

  /** How long after the recovery those who waited had tokens. */
  private static Map<String, Duration> recover(FickleProvider provider, TokenWatch tokens) {
    List<String> waiting = tokens.waiting();
    long back = System.nanoTime();
    provider.become(Mood.UP);
    Map<String, Duration> waited = new HashMap<>();
    Waiting.until(
        Duration.ofSeconds(60),
        () -> {
          Duration passed = Duration.ofNanos(System.nanoTime() - back);
          waiting.stream().filter(tokens::has).forEach(id -> waited.putIfAbsent(id, passed));
          return waited.size() == waiting.size();
        });
    waiting.forEach(id -> waited.putIfAbsent(id, Duration.ofSeconds(60)));
    return waited;
  }

  private Map<String, Object> judged(
      Mood mood, int asked, int tests, Map<String, Duration> waited) {
    Duration slowest = waited.values().stream().max(Duration::compareTo).orElse(Duration.ZERO);
    long allowed = away.toSeconds() / 3 + 1 + 2L * BEFORE_NOTICED;
    boolean calm = mood.issues || asked <= allowed;
    boolean soon = slowest.compareTo(TOKENS_WITHIN) <= 0;
    boolean seen = mood.issues || !waited.isEmpty();
    good &= calm && soon && seen;
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("outage", mood.name());
    row.put("good", calm && soon && seen);
    row.put("seconds", away.toSeconds());
    if (mood != Mood.CLOSED) { // where nobody listens, nobody counts
      row.put("requests", asked);
    }
    row.put("allowed", allowed);
    row.put("tests", tests);
    row.put("waited", waited.size());
    row.put("slowest token ms", slowest.toMillis());
    System.out.println(row);
    return row;
  }
}
