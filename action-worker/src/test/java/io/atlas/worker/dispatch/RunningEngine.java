package io.atlas.worker.dispatch;

import io.atlas.embedded.TestServers;
import io.atlas.model.egress.EgressGuard;
import io.atlas.model.egress.EgressRules;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionDefinition.Authentication;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.RetryCancellation;
import io.atlas.model.event.TokenState;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import io.atlas.model.seal.KeyRing;
import io.atlas.model.seal.Opener;
import io.atlas.model.view.TopicView;
import io.atlas.model.view.ViewSchema;
import io.atlas.worker.call.ResponseReader;
import io.atlas.worker.call.TargetClient;
import io.atlas.worker.definition.Definitions;
import io.atlas.worker.execution.ActionExecution;
import io.atlas.worker.execution.Kept;
import io.atlas.worker.execution.TimeAndChance;
import io.atlas.worker.memory.InFlightMemory;
import io.atlas.worker.result.OutcomePublisher;
import io.atlas.worker.retry.Cancellations;
import io.atlas.worker.run.RunMeans;
import io.atlas.worker.signal.AttemptSignals;
import io.atlas.worker.token.AccessTokens;
import io.atlas.worker.token.TokenRequests;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** All of a worker but the intake and the producer, on a real broker's views. */
final class RunningEngine implements AutoCloseable {

  private static final Clock CLOCK = Clock.systemUTC();

  final KafkaConnection kafka =
      new KafkaConnection(TestServers.kafka(), TestServers.freshPrefix(), Map.of());
  final Definitions definitions;
  final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor();
  private final TopicView<ActionDefinition> actions;
  private final TopicView<ConnectionState> connections;
  private final TopicView<TokenState> tokens;
  private final TopicView<RetryCancellation> cancelled;
  private final TargetClient targets;
  private final ActionExecution execution;

  RunningEngine(String actionId, ActionDefinition action) {
    kafka.ensureTopics();
    publish(actionId, action);
    Path keys = keys();
    Opener opener = new Opener(KeyRing.of(KeyRing.privateFile(keys, "access-tokens"), CLOCK));
    EgressGuard egress = new EgressGuard(EgressRules.WITH_LOOPBACK);
    actions = TopicView.open(kafka, ViewSchema.ACTIONS, CLOCK);
    connections = TopicView.open(kafka, ViewSchema.CONNECTIONS, CLOCK);
    tokens = TopicView.open(kafka, ViewSchema.TOKENS, CLOCK);
    cancelled = TopicView.open(kafka, ViewSchema.RETRY_CANCELLATIONS, CLOCK);
    definitions = new Definitions(actions, opener);
    targets =
        new TargetClient(egress, new ResponseReader(100, 10_000), 100, timer, System::nanoTime);
    targets.start();
    execution =
        new ActionExecution(
            new AccessTokens(
                connections,
                tokens,
                opener,
                new SecureRandom(),
                new TokenRequests(new MockProducer<>(), kafka, CLOCK, "test"),
                CLOCK,
                System::nanoTime),
            new Cancellations(cancelled),
            targets,
            egress,
            new Kept(100, 100),
            Runnable::run,
            new TimeAndChance(CLOCK, System::nanoTime, () -> 0.5));
    try {
      if (!actions.awaitCaughtUp(Duration.ofSeconds(30))) {
        throw new IllegalStateException("the view of actions did not catch up");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void publish(String actionId, ActionDefinition action) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(kafka.name(Topic.ACTIONS), actionId, EventJson.write(action));
    EventHeaders.set(record.headers(), EventHeaders.VERSION, Long.toString(action.version()));
    try (KafkaProducer<String, byte[]> producer = kafka.producer("test", Map.of())) {
      var _ = producer.send(record);
    }
  }

  private static Path keys() {
    try {
      Path keys = Files.createTempDirectory("atlas-dispatch-keys");
      KeyRing.createIfAbsent(keys, "access-tokens");
      return keys;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** An action that is tried again after a millisecond, for a long time. */
  static ActionDefinition retrying(String url) {
    return new ActionDefinition(
        1,
        "acme",
        "Test action",
        true,
        "POST",
        url,
        List.of(),
        "{{input}}",
        Authentication.NONE,
        5_000,
        new ActionDefinition.Retry(100, 1, 1, 1_000, 600_000),
        null,
        null,
        List.of());
  }

  /** A dispatcher whose outcomes go to that producer. */
  Dispatcher dispatcher(Producer<String, byte[]> producer, ScheduledExecutorService sweeps) {
    return dispatcher(producer, sweeps, 1 << 30);
  }

  /**
   * @param memory bytes that events may take
   */
  Dispatcher dispatcher(
      Producer<String, byte[]> producer, ScheduledExecutorService sweeps, long memory) {
    RunMeans means =
        new RunMeans(
            execution,
            definitions,
            new OutcomePublisher(producer, timer, tasks, kafka, CLOCK),
            new AttemptSignals(new SimpleMeterRegistry(), () -> 0.5),
            tasks,
            sweeps,
            CLOCK);
    Dispatcher dispatcher =
        new Dispatcher(
            means,
            EngineWithoutTargets.NO_LIMITS,
            100,
            new InFlightMemory(memory),
            () -> 0,
            System::nanoTime);
    dispatcher.start();
    return dispatcher;
  }

  @Override
  public void close() {
    targets.close();
    actions.close();
    connections.close();
    tokens.close();
    cancelled.close();
    tasks.shutdownNow();
    timer.shutdownNow();
  }
}
