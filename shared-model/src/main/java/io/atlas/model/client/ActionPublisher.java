package io.atlas.model.client;

import io.atlas.model.event.ActionFired;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.EventSources;
import io.atlas.model.event.EventTypes;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Publishes action events. Thread-safe; one a process is enough. */
public final class ActionPublisher implements AutoCloseable {

  private final KafkaProducer<String, byte[]> producer;
  private final String topic;
  private final String source;
  private final Clock clock;

  private ActionPublisher(KafkaConnection kafka, String source, Clock clock) {
    this.producer =
        kafka.producer("action-publisher", Map.of(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4"));
    this.topic = kafka.name(Topic.ACTION_FIRED);
    this.source = source;
    this.clock = clock;
  }

  /**
   * @param bootstrapServers of the broker, such as {@code localhost:9092}
   */
  public static ActionPublisher connect(String bootstrapServers) {
    return connect(KafkaConnection.of(bootstrapServers), EventSources.CLIENT);
  }

  /**
   * @param source the CloudEvents source of what is published, such as {@code /shop/checkout}
   */
  public static ActionPublisher connect(KafkaConnection kafka, String source) {
    return new ActionPublisher(kafka, source, Clock.systemUTC());
  }

  /**
   * Publishes one event. Events with the same ordering key of an action are executed one at a time,
   * in the order published. Waits only where the broker cannot keep up or is away, at most a
   * minute.
   *
   * @return the execution id, once the broker has the event; fails with Kafka's exception
   *     otherwise, and then publishing the same event with the same execution id again is safe
   */
  public CompletableFuture<String> publish(ActionFired event) {
    return publish(event, null, null);
  }

  /**
   * Publishes one event, as {@link #publish(ActionFired)} does, that belongs to a trace: the
   * action's request goes on with it.
   *
   * @param traceParent as W3C Trace Context level 1 has it; null for no trace
   * @param traceState the vendors' part of it; null for none
   */
  public CompletableFuture<String> publish(
      ActionFired event, @Nullable String traceParent, @Nullable String traceState) {
    Instant now = clock.instant();
    String executionId =
        event.executionId() == null ? UUID.randomUUID().toString() : event.executionId();
    Instant firedAt = event.firedAt() == null ? now : event.firedAt();
    ActionFired complete =
        new ActionFired(event.actionId(), event.input(), executionId, event.orderingKey(), firedAt);
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(topic, event.orderingKey(), EventJson.write(complete));
    EventHeaders.cloudEvent(
        record.headers(), executionId, EventTypes.ACTION_FIRED, source, firedAt);
    if (traceParent != null) {
      EventHeaders.set(record.headers(), EventHeaders.TRACE_PARENT, traceParent);
    }
    if (traceState != null) {
      EventHeaders.set(record.headers(), EventHeaders.TRACE_STATE, traceState);
    }
    CompletableFuture<String> published = new CompletableFuture<>();
    try {
      var _ =
          producer.send(
              record,
              (metadata, failure) -> {
                if (failure == null) {
                  published.complete(executionId);
                } else {
                  published.completeExceptionally(failure);
                }
              });
    } catch (RuntimeException refused) {
      published.completeExceptionally(refused);
    }
    return published;
  }

  /** Waits for what was published, then closes. */
  @Override
  public void close() {
    producer.close();
  }
}
