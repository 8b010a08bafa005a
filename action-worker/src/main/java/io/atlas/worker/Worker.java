package io.atlas.worker;

import io.atlas.model.egress.EgressGuard;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionDefinition.RateLimit;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.RetryCancellation;
import io.atlas.model.event.TokenState;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import io.atlas.model.kafka.TopicSetup;
import io.atlas.model.seal.Opener;
import io.atlas.model.view.TopicView;
import io.atlas.worker.call.AnswerReader;
import io.atlas.worker.call.TargetClient;
import io.atlas.worker.definition.Definitions;
import io.atlas.worker.dispatch.Dispatcher;
import io.atlas.worker.dispatch.EventRouter;
import io.atlas.worker.dispatch.RateLimits;
import io.atlas.worker.dispatch.WorkRunner;
import io.atlas.worker.execution.ActionExecution;
import io.atlas.worker.fired.EventReader;
import io.atlas.worker.intake.Intake;
import io.atlas.worker.memory.InFlightMemory;
import io.atlas.worker.result.Outcomes;
import io.atlas.worker.retry.Cancellations;
import io.atlas.worker.signal.AttemptSignals;
import io.atlas.worker.signal.UnusableEvents;
import io.atlas.worker.token.AccessTokens;
import io.atlas.worker.token.TokenRequests;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The engine from intake to results: put together, started once the views have caught up, stopped.
 */
@Component("engine")
class Worker implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Worker.class);
  private static final Duration VIEWS_WITHIN = Duration.ofMinutes(10);
  private static final Duration FLUSH = Duration.ofSeconds(1);

  private final WorkerSettings.Engine settings;
  private final KafkaConnection kafka;
  private final EgressGuard egress;
  private final TopicView<ActionDefinition> actions;
  private final TopicView<ConnectionState> connections;
  private final TopicView<TokenState> tokens;
  private final TopicView<RetryCancellation> cancelled;
  private final KafkaProducer<String, byte[]> outcomeProducer;
  private final KafkaProducer<String, byte[]> tokenRequestProducer;
  private final MeterRegistry meters;
  private final Clock clock;

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("worker-timer").factory());
  private final ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor();
  private final InFlightMemory memory;
  private final TargetClient targets;
  private final Outcomes outcomes;
  private final Dispatcher dispatcher;
  private final Intake intake;
  private volatile boolean running;
  private volatile boolean consuming;

  Worker(
      WorkerSettings properties,
      KafkaConnection kafka,
      EgressGuard egress,
      Opener opener,
      TopicView<ActionDefinition> actions,
      TopicView<ConnectionState> connections,
      TopicView<TokenState> tokens,
      TopicView<RetryCancellation> cancelled,
      KafkaProducer<String, byte[]> outcomeProducer,
      KafkaProducer<String, byte[]> tokenRequestProducer,
      MeterRegistry meters,
      Clock clock) {
    this.settings = properties.worker();
    this.kafka = kafka;
    this.egress = egress;
    this.actions = actions;
    this.connections = connections;
    this.tokens = tokens;
    this.cancelled = cancelled;
    this.outcomeProducer = outcomeProducer;
    this.tokenRequestProducer = tokenRequestProducer;
    this.meters = meters;
    this.clock = clock;
    this.memory = new InFlightMemory(settings.inFlightBytes());
    this.targets =
        new TargetClient(
            egress,
            // One byte beyond what results show tells whether there is more.
            new AnswerReader(
                Math.min(settings.keptBytes() + 1, settings.maxResponseBytes()),
                settings.maxResponseBytes()),
            settings.maxInFlight() + 100,
            timer,
            System::nanoTime);
    AccessTokens accessTokens =
        new AccessTokens(
            connections,
            tokens,
            opener,
            new TokenRequests(tokenRequestProducer, kafka, clock, "worker-" + UUID.randomUUID()),
            clock,
            System::nanoTime);
    this.outcomes = new Outcomes(outcomeProducer, timer, tasks, kafka, clock);
    Definitions definitions = new Definitions(actions, opener);
    KafkaConsumer<String, byte[]> newEvents = newEvents();
    Cancellations cancellations = new Cancellations(cancelled);
    this.dispatcher = dispatcher(accessTokens, cancellations, definitions);
    this.intake =
        new Intake(
            groupMember(),
            newEvents,
            kafka,
            router(definitions, cancellations),
            dispatcher,
            ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE),
            clock);
    cancelled.subscribe((id, before, after) -> dispatcher.cancelled(id));
    gauges(accessTokens, newEvents);
  }

  private Dispatcher dispatcher(
      AccessTokens accessTokens, Cancellations cancellations, Definitions definitions) {
    ActionExecution execution =
        new ActionExecution(
            accessTokens,
            cancellations,
            targets,
            egress,
            settings.keptBytes(),
            settings.keptRequestBytes(),
            clock,
            System::nanoTime,
            Worker::random);
    WorkRunner runner =
        new WorkRunner(
            execution,
            definitions,
            outcomes,
            new AttemptSignals(meters, Worker::random),
            tasks,
            timer,
            clock);
    VirtualThreadSchedulerMXBean scheduler =
        ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
    return new Dispatcher(
        runner,
        rateLimits(),
        settings.maxInFlight(),
        memory,
        scheduler::getQueuedVirtualThreadCount,
        timer,
        System::nanoTime);
  }

  private RateLimits rateLimits() {
    return new RateLimits() {
      @Override
      public @Nullable ActionDefinition action(String actionId) {
        return actions.get(actionId);
      }

      @Override
      public @Nullable RateLimit ofConnection(String connectionId, String accountId) {
        ConnectionState connection = connections.get(connectionId);
        return connection != null && connection.accountId().equals(accountId)
            ? connection.settings().rateLimit()
            : null;
      }
    };
  }

  private EventRouter router(Definitions definitions, Cancellations cancellations) {
    return new EventRouter(
        new EventReader(
            kafka.name(Topic.ACTION_FIRED),
            firedTopicId(),
            new UnusableEvents(meters, System::nanoTime)::told,
            clock,
            System::nanoTime),
        definitions,
        dispatcher,
        cancellations,
        outcomes,
        tasks,
        timer,
        clock);
  }

  private static double random() {
    return ThreadLocalRandom.current().nextDouble();
  }

  private void gauges(AccessTokens accessTokens, KafkaConsumer<String, byte[]> newEvents) {
    meters.gauge("atlas.calls.in.flight", dispatcher, each -> each.load().inFlight());
    meters.gauge("atlas.calls.limit", dispatcher, each -> each.load().limit());
    meters.gauge("atlas.events.waiting", dispatcher, each -> each.load().waiting());
    meters.gauge("atlas.ordering.keys", dispatcher, each -> each.load().keys());
    meters.gauge("atlas.in.flight.bytes", memory, InFlightMemory::used);
    meters.gauge("atlas.outcomes.unacknowledged", outcomes, Outcomes::unacknowledged);
    meters.gauge("atlas.token.waits", accessTokens, AccessTokens::waiting);
    meters.gauge("atlas.connections.open", targets, TargetClient::openConnections);
    meters.gauge("atlas.lag.max", newEvents, Worker::lag);
  }

  /** New events between what was read and the end of the partition that is furthest behind. */
  private static double lag(KafkaConsumer<String, byte[]> consumer) {
    return consumer.metrics().values().stream()
        .filter(metric -> metric.metricName().name().equals("records-lag-max"))
        .map(metric -> metric.metricValue() instanceof Double lag ? lag : Double.NaN)
        .findFirst()
        .orElse(Double.NaN);
  }

  private KafkaConsumer<String, byte[]> groupMember() {
    TopicSetup.ensureGroup(kafka, settings.groupId());
    return kafka.byteKeyConsumer(
        "worker",
        Map.of(
            ConsumerConfig.GROUP_ID_CONFIG,
            settings.groupId(),
            ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG,
            "range",
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            1_000));
  }

  private KafkaConsumer<String, byte[]> newEvents() {
    return kafka.byteKeyConsumer(
        "worker-new-events",
        Map.of(
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            1_000));
  }

  private String firedTopicId() {
    String name = kafka.name(Topic.ACTION_FIRED);
    try (Admin admin = kafka.admin("worker-setup")) {
      TopicDescription description =
          admin.describeTopics(List.of(name)).allTopicNames().get().get(name);
      if (description == null) {
        throw new IllegalStateException("no topic " + name);
      }
      return description.topicId().toString();
    } catch (ExecutionException refused) {
      throw new IllegalStateException("no description of topic " + name, refused);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while starting", interrupted);
    }
  }

  @Override
  public void start() {
    running = true;
    Thread.ofVirtual().name("worker-start").start(this::consumeOnceCaughtUp);
  }

  private void consumeOnceCaughtUp() {
    try {
      boolean caughtUp =
          actions.awaitCaughtUp(VIEWS_WITHIN)
              && connections.awaitCaughtUp(VIEWS_WITHIN)
              && tokens.awaitCaughtUp(VIEWS_WITHIN)
              && cancelled.awaitCaughtUp(VIEWS_WITHIN);
      if (!caughtUp) {
        log.error("the views did not catch up within {}", VIEWS_WITHIN);
      } else if (running) {
        outcomes.topicsFound().get(VIEWS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        targets.start();
        intake.start();
        consuming = true;
        log.info("consuming");
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (CancellationException stopped) {
      log.debug("stopped while the topics were looked up");
    } catch (ExecutionException | TimeoutException lost) {
      log.error("the topics that outcomes go to cannot be found", lost);
    }
  }

  /** Whether events are being consumed. */
  boolean isConsuming() {
    return consuming && intake.isReading();
  }

  Dispatcher.Load load() {
    return dispatcher.load();
  }

  @Override
  public void stop() {
    running = false;
    consuming = false;
    intake.close();
    timer.shutdownNow();
    targets.close();
    tasks.shutdownNow();
    closeTogether(
        () -> tokenRequestProducer.close(FLUSH),
        () -> outcomeProducer.close(FLUSH),
        actions::close,
        connections::close,
        tokens::close);
  }

  /** Each takes its time where the broker is away. */
  private static void closeTogether(Runnable... closings) {
    List<Thread> threads = Arrays.stream(closings).map(Thread.ofVirtual()::start).toList();
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
