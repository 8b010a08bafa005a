package io.atlas.bench.engine;

import io.atlas.bench.load.EventFeed;
import io.atlas.bench.load.Latencies;
import io.atlas.bench.load.ResultTopic;
import io.atlas.bench.load.ResultTopic.Outcome;
import io.atlas.bench.load.Target;
import io.atlas.bench.load.Workload;
import io.atlas.bench.process.Child;
import io.atlas.bench.process.Waiting;
import io.atlas.bench.subject.Stage;
import io.atlas.bench.subject.Subject;
import io.atlas.bench.target.TokenEndpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;

/**
 * One candidate at one target latency: a cold start onto waiting events, a warm-up in growing
 * bursts, an even rate for the latency, then a backlog that it works off as fast as it can.
 */
final class Trial {

  private final Plan plan;
  private final Subject subject;
  private final Target target;
  private final Stage stage;
  private final TokenEndpoint tokens;

  Trial(Plan plan, Subject subject, Target target, int delay, Path directory, String bootstrap) {
    this.plan = plan;
    this.subject = subject;
    this.target = target;
    this.tokens = TokenEndpoint.start(plan.tokenDelay());
    this.stage =
        new Stage(
            directory,
            Stage.freshTopics(bootstrap),
            tokens.url(),
            List.of(target),
            delay,
            plan.jvmOptions());
  }

  Measured run() {
    stage.kafka().ensureTopics();
    try (tokens;
        ResultTopic results = new ResultTopic(stage.kafka());
        EventFeed feed = new EventFeed(stage.kafka(), 5)) {
      feed.burst(plan.coldEvents(), number -> target);
      try (Subject.Running running = subject.start(stage)) {
        Workload workload = new Workload(running.worker(), feed, results);
        workload.awaitDrained();
        double estimate = workload.warmUp(plan.warmUp(), plan.coldEvents() / 4, number -> target);
        double pace = Math.min(plan.pacedAtMost(), estimate / 2);
        Map<TopicPartition, Long> before = results.ends();
        int firstPaced = feed.fired();
        feed.pace(pace, plan.paced(), number -> target);
        workload.awaitDrained();
        Backlog backlog = backlog(running.worker(), results, feed, estimate);
        Map<TopicPartition, Long> after = results.ends();
        long peakMemory = running.worker().peakMemory();
        running.close();
        AtomicLong notSucceeded = new AtomicLong();
        Latencies latencies = new Latencies();
        results.read(
            before,
            after,
            result -> {
              if (result.outcome() != Outcome.SUCCEEDED) {
                notSucceeded.incrementAndGet();
              }
              int number = feed.number(result.executionId());
              if (number >= firstPaced && number < backlog.firstEvent()) {
                latencies.add(result.atMillis() - feed.firedMillis(number));
              }
            });
        return new Measured(
            backlog.perSecond(),
            backlog.processorMicros(),
            latencies.percentile(50),
            latencies.percentile(99),
            pace,
            peakMemory,
            tokens.requests(),
            backlog.results(),
            notSucceeded.get());
      }
    }
  }

  private record Backlog(int firstEvent, double perSecond, double processorMicros, long results) {}

  private Backlog backlog(Child worker, ResultTopic results, EventFeed feed, double estimate) {
    int first = feed.fired();
    double wanted = estimate * 2 * plan.measured().toSeconds() + 1_000;
    feed.burst((int) Math.min(plan.backlogAtMost(), wanted), number -> target);
    // Once the last few per cent are reached, some partitions are already empty.
    long enough = first + (feed.fired() - first) * 95L / 100;
    long countBefore = results.count();
    Duration processorBefore = worker.processorTime();
    long start = System.nanoTime();
    Waiting.until(plan.measured(), () -> results.count() >= enough);
    long counted = results.count() - countBefore;
    double seconds = (System.nanoTime() - start) / 1e9;
    Duration processor = worker.processorTime().minus(processorBefore);
    double micros = counted == 0 ? Double.NaN : processor.toNanos() / 1e3 / counted;
    return new Backlog(first, counted / seconds, micros, counted);
  }
}
