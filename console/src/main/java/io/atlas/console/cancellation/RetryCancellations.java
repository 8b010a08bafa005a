package io.atlas.console.cancellation;

import io.atlas.console.audit.Audit;
import io.atlas.console.audit.Deed;
import io.atlas.console.cancellation.CancelOutcome.Cancelled;
import io.atlas.console.cancellation.CancelOutcome.NotFound;
import io.atlas.console.cancellation.CancelOutcome.NothingWaits;
import io.atlas.console.history.Execution;
import io.atlas.console.history.ExecutionLog;
import io.atlas.console.identity.Person;
import io.atlas.kit.background.SkippedMeters;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.EventSources;
import io.atlas.model.event.EventTypes;
import io.atlas.model.event.RetryCancellation;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import io.atlas.model.view.TopicView;
import io.atlas.model.view.ViewSchema;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.annotation.Bean;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Cancels scheduled retries: tells the workers over a topic, since the event lies on a delay topic
 * that only they read. Cancelling twice says the same twice. Thread-safe.
 */
@Component
public class RetryCancellations implements DisposableBean {

  private static final Logger log = LoggerFactory.getLogger(RetryCancellations.class);

  private static final int TIMEOUT_MS = 10_000;

  private final ExecutionLog executions;
  private final Audit audit;
  private final KafkaProducer<String, byte[]> producer;
  private final TopicView<RetryCancellation> view;
  private final String topic;
  private final Clock clock;

  RetryCancellations(ExecutionLog executions, Audit audit, KafkaConnection kafka, Clock clock) {
    this.executions = executions;
    this.audit = audit;
    this.producer =
        kafka.producer(
            "console-cancellations",
            Map.of(
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, TIMEOUT_MS,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS / 2,
                ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT_MS));
    this.view = TopicView.open(kafka, ViewSchema.RETRY_CANCELLATIONS, clock);
    this.topic = kafka.name(Topic.RETRY_CANCELLATIONS);
    this.clock = clock;
  }

  @Bean
  MeterBinder retryCancellationMeters() {
    return SkippedMeters.of("retry-cancellations", view, TopicView::skipped);
  }

  /**
   * Returns when the broker has it.
   *
   * @throws KafkaException where the broker did not acknowledge it
   */
  public CancelOutcome cancel(Person person, String executionId) {
    Optional<Execution> found = executions.find(person.accountId(), executionId);
    if (found.isEmpty()) {
      return new NotFound();
    }
    return switch (found.get().outcome()) {
      case SUCCEEDED -> new NothingWaits("It succeeded: no retry is scheduled.");
      case FAILED -> new NothingWaits("It failed for good: no retry is scheduled.");
      case RETRYING -> {
        inOrder(person, executionId);
        show(person, executionId);
        yield new Cancelled();
      }
    };
  }

  /**
   * Tells the workers of several; returns when the broker has all.
   *
   * @throws KafkaException where it did not acknowledge all; some may be cancelled all the same
   */
  public void cancel(Person person, List<Execution> retrying) {
    List<Future<RecordMetadata>> sent =
        retrying.stream().map(each -> send(person, each.executionId())).toList();
    sent.forEach(RetryCancellations::await);
  }

  /** Writes down that a job has cancelled them, in the transaction that is open. */
  public void settle(Person person, UUID job, List<Execution> cancelled) {
    for (Execution each : cancelled) {
      executions.cancelled(person.accountId(), each.executionId(), person.name());
      audit.record(person, Deed.CANCELLATION_DONE, each.executionId(), "by job " + job);
    }
  }

  /** What the workers were told of the execution; its final result may not have come yet. */
  public Optional<RetryCancellation> of(Execution execution, String accountId) {
    return Optional.ofNullable(view.get(execution.executionId()))
        .filter(cancellation -> cancellation.accountId().equals(accountId));
  }

  private void inOrder(Person person, String executionId) {
    audit.record(person, Deed.CANCELLATION_ASKED, executionId, null);
    boolean published = false;
    try {
      await(send(person, executionId));
      published = true;
    } finally {
      audit.recordEnd(
          person, published ? Deed.CANCELLATION_DONE : Deed.CANCELLATION_FAILED, executionId, null);
    }
  }

  /** What the workers were told holds, whether or not the log can show it now. */
  private void show(Person person, String executionId) {
    try {
      executions.cancelled(person.accountId(), executionId, person.name());
    } catch (DataAccessException away) {
      log.warn("{} is not yet shown as cancelled: {}", executionId, away.toString());
    }
  }

  private Future<RecordMetadata> send(Person person, String executionId) {
    Instant now = clock.instant();
    RetryCancellation cancellation = new RetryCancellation(person.accountId(), person.name(), now);
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(topic, executionId, EventJson.write(cancellation));
    EventHeaders.cloudEvent(
        record.headers(),
        UUID.randomUUID().toString(),
        EventTypes.RETRY_CANCELLED,
        EventSources.CONSOLE,
        now);
    return producer.send(record);
  }

  private static void await(Future<RecordMetadata> sent) {
    try {
      sent.get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      throw new KafkaException("the cancellation could not be published", failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while publishing a cancellation", interrupted);
    }
  }

  @Override
  public void destroy() {
    view.close();
    producer.close();
  }
}
