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
import java.time.Clock;
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

  private static final Clock CLOCK = Clock.systemUTC();
  private static final int FILLINGS = 4;

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
        workload.awaitStarted();
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
        AtomicLong succeededInTime = new AtomicLong();
        Latencies latencies = new Latencies();
        results.read(
            before,
            after,
            result -> {
              if (result.outcome() != Outcome.SUCCEEDED) {
                notSucceeded.incrementAndGet();
              } else if (backlog.covers(result.atMillis())) {
                succeededInTime.incrementAndGet();
              }
              int number = feed.number(result.executionId());
              if (number >= firstPaced && number < backlog.firstEvent()) {
                latencies.add(result.atMillis() - feed.firedMillis(number));
              }
            });
        stage.deleteTopics();
        return new Measured(
            succeededInTime.get() / backlog.seconds(),
            backlog.processor().toNanos() / 1e3 / succeededInTime.get(),
            latencies.percentile(50),
            latencies.percentile(99),
            pace,
            peakMemory,
            tokens.requests(),
            succeededInTime.get(),
            notSucceeded.get());
      }
    }
  }

  /** The measured stretch: how long it took and what processor time the candidate used in it. */
  private record Backlog(int firstEvent, long startMillis, long endMillis, Duration processor) {

    boolean covers(long atMillis) {
      return atMillis >= startMillis && atMillis < endMillis;
    }

    double seconds() {
      return (endMillis - startMillis) / 1e3;
    }
  }

  private Backlog backlog(Child worker, ResultTopic results, EventFeed feed, double estimate) {
    int first = feed.fired();
    long countBefore = results.count();
    int wanted = (int) Math.min(plan.backlogAtMost(), estimate * plan.measured().toSeconds());
    // What is fired takes time, too, and the candidate does not wait for the last of it.
    for (int i = 0; i < FILLINGS; i++) {
      long waiting = feed.fired() - first - (results.count() - countBefore);
      if (waiting < wanted) {
        feed.burst(Math.max(1_000, wanted), number -> target);
      }
    }
    // Once the last few per cent are reached, some partitions are already empty.
    long enough = countBefore + (feed.fired() - first) * 95L / 100;
    Duration processorBefore = worker.processorTime();
    long start = CLOCK.millis();
    Waiting.until(plan.measured(), () -> results.count() >= enough);
    long end = CLOCK.millis();
    return new Backlog(first, start, end, worker.processorTime().minus(processorBefore));
  }
}
