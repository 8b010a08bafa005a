package io.atlas.console.replay;

import io.atlas.console.history.DeadLetters.DeadLetter;
import io.atlas.model.event.ActionFired;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.EventSources;
import io.atlas.model.event.EventTypes;
import io.atlas.model.kafka.ByteKeys;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Puts events on {@code action-fired}: dead ones again, and those that people make. Thread-safe.
 */
@Component
class ReplayPublisher implements DisposableBean {

  private static final int TIMEOUT_MS = 10_000;

  private final KafkaProducer<String, byte[]> producer;
  private final String topic;
  private final Clock clock;

  ReplayPublisher(KafkaConnection kafka, Clock clock) {
    this.producer =
        kafka.byteKeyProducer(
            "console-replay",
            Map.of(
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, TIMEOUT_MS,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS / 2,
                ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT_MS));
    this.topic = kafka.name(Topic.ACTION_FIRED);
    this.clock = clock;
  }

  /**
   * Returns when the broker has the event. It fires now: the first firing's age bounds no retry of
   * a deliberate repeat. Its trace goes on.
   *
   * @param sameKey whether its request is to carry the first one's Idempotency-Key
   * @throws KafkaException where the broker did not acknowledge it
   */
  void publish(DeadLetter letter, String replayId, int number, boolean sameKey) {
    await(send(letter, replayId, number, sameKey));
  }

  /** As {@link #publish}, without waiting. */
  Future<RecordMetadata> send(DeadLetter letter, String replayId, int number, boolean sameKey) {
    Instant now = clock.instant();
    ActionFired dead = letter.event();
    ActionFired again =
        new ActionFired(dead.actionId(), dead.input(), replayId, dead.orderingKey(), now);
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(topic, key(letter), EventJson.write(again));
    EventHeaders.cloudEvent(
        record.headers(), replayId, EventTypes.ACTION_FIRED, EventSources.CONSOLE, now);
    EventHeaders.set(record.headers(), EventHeaders.REPLAY_OF, letter.executionId());
    EventHeaders.set(record.headers(), EventHeaders.REPLAY_NUMBER, Integer.toString(number));
    if (sameKey) {
      EventHeaders.set(record.headers(), EventHeaders.IDEMPOTENCY_KEY, letter.idempotencyKey());
      EventHeaders.set(
          record.headers(),
          EventHeaders.FIRST_FIRED_AT,
          Long.toString(letter.firstFiredAt().toEpochMilli()));
    }
    letter.trace().forEach(record.headers()::add);
    return producer.send(record);
  }

  /**
   * Returns when the broker has the event.
   *
   * @param name of the person who made it
   */
  RecordMetadata publish(NewEvents.Draft draft, String executionId, String name) {
    Instant now = clock.instant();
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(topic, draft.key(), draft.valueAs(executionId));
    draft.headers().forEach(record.headers()::add);
    EventHeaders.cloudEvent(
        record.headers(), executionId, EventTypes.ACTION_FIRED, EventSources.CONSOLE, now);
    EventHeaders.set(record.headers(), EventHeaders.FIRED_BY, name);
    return await(producer.send(record));
  }

  /**
   * Returns when the broker has it.
   *
   * @throws RecordTooLargeException where it never takes it
   * @throws KafkaException where it did not acknowledge it
   */
  static RecordMetadata await(Future<RecordMetadata> sent) {
    try {
      return sent.get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      if (failed.getCause() instanceof RecordTooLargeException tooLarge) {
        throw tooLarge;
      }
      throw new KafkaException("the event could not be published", failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while publishing an event", interrupted);
    }
  }

  /** Byte for byte; older dead letters may have it in the event alone. */
  private static @Nullable String key(DeadLetter letter) {
    String named = letter.event().orderingKey();
    return letter.orderingKey() != null || named == null
        ? letter.orderingKey()
        : ByteKeys.text(named.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void destroy() {
    producer.close();
  }
}
