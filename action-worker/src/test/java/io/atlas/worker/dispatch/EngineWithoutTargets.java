package io.atlas.worker.dispatch;

import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionDefinition.RateLimit;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import io.atlas.worker.definition.Definitions;
import io.atlas.worker.execution.ActionExecution;
import io.atlas.worker.execution.Kept;
import io.atlas.worker.execution.TimeAndChance;
import io.atlas.worker.fired.FiredEvent;
import io.atlas.worker.fired.Journey;
import io.atlas.worker.lane.RateLimits;
import io.atlas.worker.memory.InFlightMemory;
import io.atlas.worker.result.OutcomePublisher;
import io.atlas.worker.retry.Cancellations;
import io.atlas.worker.run.RunMeans;
import io.atlas.worker.signal.AttemptSignals;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The worker's engine with one slot, so that everything runs one after the other, and actions that
 * end before any call: their URL needs what events do not have.
 */
public final class EngineWithoutTargets implements AutoCloseable {

  static final RateLimits NO_LIMITS =
      new RateLimits() {
        @Override
        public @Nullable ActionDefinition action(String actionId) {
          return null;
        }

        @Override
        public @Nullable RateLimit ofConnection(String connectionId, String accountId) {
          return null;
        }
      };

  final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  public final ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor();
  public final Cancellations cancellations = new Cancellations(null);
  public final OutcomePublisher outcomes;
  final MeterRegistry meters = new SimpleMeterRegistry();
  public final InFlightMemory memory = new InFlightMemory(1 << 30);
  public final AttemptSignals signals;
  public final Dispatcher dispatcher;
  private final KafkaConnection kafka;
  private final MockProducer<String, byte[]> producer;

  /**
   * @param executing the clock of executions
   */
  public EngineWithoutTargets(
      KafkaConnection kafka, @Nullable Definitions definitions, Clock executing) {
    this(kafka, definitions, executing, true);
  }

  /**
   * @param acknowledging whether the broker takes outcomes, or only {@link #acknowledgeAll} does
   */
  EngineWithoutTargets(
      KafkaConnection kafka,
      @Nullable Definitions definitions,
      Clock executing,
      boolean acknowledging) {
    this.kafka = kafka;
    this.producer =
        new MockProducer<>(acknowledging, null, new StringSerializer(), new ByteArraySerializer());
    Clock clock = Clock.systemUTC();
    this.outcomes = new OutcomePublisher(producer, timer, tasks, kafka, clock);
    this.signals = new AttemptSignals(meters, () -> 1);
    ActionExecution execution =
        new ActionExecution(
            null,
            cancellations,
            null,
            null,
            new Kept(10, 10),
            Runnable::run,
            new TimeAndChance(executing, System::nanoTime, () -> 0));
    this.dispatcher =
        new Dispatcher(
            new RunMeans(execution, definitions, outcomes, signals, tasks, timer, clock),
            NO_LIMITS,
            1,
            memory,
            () -> 0,
            System::nanoTime);
    dispatcher.start();
  }

  public static ActionDefinition definition() {
    return new ActionDefinition(
        1,
        "acme",
        "Test action",
        true,
        "GET",
        "https://api.example.com/{{input.missing}}",
        List.of(),
        null,
        null,
        1_000,
        null,
        null,
        null,
        List.of());
  }

  static FiredEvent event(String actionId, String executionId) {
    return new FiredEvent(
        new ConsumerRecord<>("fired", 3, 17, null, new byte[0]),
        actionId,
        null,
        executionId,
        Instant.now(),
        Journey.of(new RecordHeaders()),
        0);
  }

  /** Execution ids and reasons of what was given up, in order. */
  public List<String> dead() {
    return producer.history().stream()
        .filter(record -> record.topic().equals(kafka.name(Topic.ACTION_DEAD)))
        .map(
            record -> record.key() + " " + EventHeaders.text(record.headers(), EventHeaders.REASON))
        .toList();
  }

  /** How often metrics tell of a failure of that category. */
  public long counted(FailureCategory category) {
    return meters.find("atlas.executions").tag("category", category.name()).timers().stream()
        .mapToLong(Timer::count)
        .sum();
  }

  void acknowledgeAll() {
    while (producer.completeNext()) {
      // one after the other
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    tasks.shutdownNow();
  }
}
