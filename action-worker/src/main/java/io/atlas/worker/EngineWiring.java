package io.atlas.worker;

import io.atlas.kit.start.InstanceName;
import io.atlas.model.egress.EgressGuard;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import io.atlas.model.seal.Opener;
import io.atlas.worker.call.ResponseReader;
import io.atlas.worker.call.TargetClient;
import io.atlas.worker.definition.Definitions;
import io.atlas.worker.dispatch.Dispatcher;
import io.atlas.worker.execution.ActionExecution;
import io.atlas.worker.execution.Kept;
import io.atlas.worker.execution.TimeAndChance;
import io.atlas.worker.fired.EventReader;
import io.atlas.worker.intake.Intake;
import io.atlas.worker.memory.InFlightMemory;
import io.atlas.worker.result.OutcomePublisher;
import io.atlas.worker.retry.Cancellations;
import io.atlas.worker.routing.EarlyEnds;
import io.atlas.worker.routing.EventRouter;
import io.atlas.worker.run.RunMeans;
import io.atlas.worker.signal.AttemptSignals;
import io.atlas.worker.signal.UnusableEvents;
import io.atlas.worker.token.AccessTokens;
import io.atlas.worker.token.TokenRequests;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.management.ManagementFactory;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The engine's parts, from intake to results. Nothing runs before {@link Worker} starts it, and
 * {@link Worker} closes it in an order of its own.
 */
@Configuration(proxyBeanMethods = false)
class EngineWiring {

  /**
   * What one poll unpacks is in memory before any bound of ours sees it, and a MiB of spaces is a
   * few KiB on the wire: so a poll is 100 MiB at most, and no more turns are needed than one for
   * each millisecond at 100,000 events a second.
   */
  private static final int RECORDS_A_POLL = 100;

  /** Of the heap, what was read of delay topics before its time may take. */
  private static final int READ_AHEAD = 64;

  @Bean
  EngineThreads engineThreads() {
    return EngineThreads.create();
  }

  @Bean
  InFlightMemory inFlightMemory(WorkerSettings properties) {
    return new InFlightMemory(properties.worker().inFlightBytes());
  }

  @Bean(destroyMethod = "")
  TargetClient targetClient(WorkerSettings properties, EgressGuard egress, EngineThreads threads) {
    WorkerSettings.Engine settings = properties.worker();
    return new TargetClient(
        egress,
        // One byte beyond what results show tells whether there is more.
        new ResponseReader(
            Math.min(settings.keptBytes() + 1, settings.maxResponseBytes()),
            settings.maxResponseBytes()),
        settings.maxInFlight(),
        threads.timer(),
        System::nanoTime);
  }

  @Bean
  AccessTokens accessTokens(
      WorkerViews views,
      Opener opener,
      KafkaProducer<String, byte[]> tokenRequestProducer,
      KafkaConnection kafka,
      Clock clock) {
    TokenRequests requests =
        new TokenRequests(tokenRequestProducer, kafka, clock, InstanceName.of("action-worker"));
    return new AccessTokens(
        views.connections(),
        views.tokens(),
        opener,
        new SecureRandom(),
        requests,
        clock,
        System::nanoTime);
  }

  @Bean
  Definitions definitions(WorkerViews views, Opener opener) {
    return new Definitions(views.actions(), opener);
  }

  @Bean
  Cancellations cancellations(WorkerViews views) {
    return new Cancellations(views.cancelled());
  }

  @Bean
  OutcomePublisher outcomePublisher(
      KafkaProducer<String, byte[]> outcomeProducer,
      EngineThreads threads,
      KafkaConnection kafka,
      Clock clock) {
    return new OutcomePublisher(outcomeProducer, threads.timer(), threads.tasks(), kafka, clock);
  }

  @Bean
  AttemptSignals attemptSignals(MeterRegistry meters) {
    return new AttemptSignals(meters, EngineWiring::random);
  }

  @Bean
  ActionExecution actionExecution(
      AccessTokens tokens,
      Cancellations cancellations,
      TargetClient targets,
      EgressGuard egress,
      WorkerSettings properties,
      EngineThreads threads,
      Clock clock) {
    return new ActionExecution(
        tokens,
        cancellations,
        targets,
        egress,
        new Kept(properties.worker().keptBytes(), properties.worker().keptRequestBytes()),
        threads.computing(),
        new TimeAndChance(clock, System::nanoTime, EngineWiring::random));
  }

  @Bean
  RunMeans runMeans(
      ActionExecution execution,
      Definitions definitions,
      OutcomePublisher outcomes,
      AttemptSignals signals,
      EngineThreads threads,
      Clock clock) {
    return new RunMeans(
        execution, definitions, outcomes, signals, threads.tasks(), threads.timer(), clock);
  }

  @Bean
  Dispatcher dispatcher(
      RunMeans means, WorkerViews views, InFlightMemory memory, WorkerSettings properties) {
    VirtualThreadSchedulerMXBean scheduler =
        ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
    Dispatcher dispatcher =
        new Dispatcher(
            means,
            views,
            properties.worker().maxInFlight(),
            memory,
            scheduler::getQueuedVirtualThreadCount,
            System::nanoTime);
    views.cancelled().subscribe((id, before, after) -> dispatcher.cancelled(id));
    return dispatcher;
  }

  @Bean
  EventReader eventReader(KafkaConnection kafka, MeterRegistry meters, Clock clock) {
    return new EventReader(
        kafka.name(Topic.ACTION_FIRED),
        firedTopicId(kafka),
        new UnusableEvents(meters, System::nanoTime)::told,
        clock,
        System::nanoTime);
  }

  @Bean
  EventRouter eventRouter(
      RunMeans means,
      Dispatcher dispatcher,
      Cancellations cancellations,
      InFlightMemory memory,
      EventReader reader,
      Clock clock) {
    return new EventRouter(
        reader,
        means.definitions(),
        dispatcher,
        cancellations,
        new EarlyEnds(means.outcomes(), means.signals(), memory, clock),
        means.tasks(),
        clock);
  }

  /** Of the workers' group: reads what was delayed, and commits. */
  @Bean(destroyMethod = "")
  KafkaConsumer<String, byte[]> groupMember(KafkaConnection kafka, WorkerSettings properties) {
    return kafka.byteKeyConsumer(
        "worker",
        Map.of(
            ConsumerConfig.GROUP_ID_CONFIG,
            properties.worker().groupId(),
            ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG,
            "range",
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            RECORDS_A_POLL));
  }

  /** Of no group: reads new events of the partitions that the member owns. */
  @Bean(destroyMethod = "")
  KafkaConsumer<String, byte[]> newEvents(KafkaConnection kafka) {
    return kafka.byteKeyConsumer(
        "worker-new-events",
        Map.of(
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            RECORDS_A_POLL));
  }

  @Bean(destroyMethod = "")
  Intake intake(
      KafkaConsumer<String, byte[]> groupMember,
      KafkaConsumer<String, byte[]> newEvents,
      KafkaConnection kafka,
      EventRouter router,
      Dispatcher dispatcher,
      Clock clock) {
    int worker = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
    long readAhead = Runtime.getRuntime().maxMemory() / READ_AHEAD;
    return new Intake(
        new Intake.Consumers(groupMember, newEvents),
        kafka,
        router,
        dispatcher,
        worker,
        readAhead,
        clock);
  }

  private static double random() {
    return ThreadLocalRandom.current().nextDouble();
  }

  private static String firedTopicId(KafkaConnection kafka) {
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
}
