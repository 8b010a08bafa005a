package io.atlas.worker.result;

import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.EventSources;
import io.atlas.model.event.EventTypes;
import io.atlas.model.kafka.ByteKeys;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import io.atlas.worker.fired.FiredEvent;
import io.atlas.worker.fired.ReadRecord;
import io.atlas.worker.memory.InFlightMemory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Puts outcomes onto topics in the order that loses nothing (I1): the delayed or dead event is
 * acknowledged, then the result, and then the event is settled. Thread-safe.
 */
public final class OutcomePublisher {

  /** What every event pays for beforehand. */
  private static final int SMALL_RESULT = 2 << 10;

  private final ReliableSender sender;
  private final KafkaConnection kafka;
  private final Clock clock;

  /**
   * @param tasks runs what may block, such as virtual threads do
   */
  public OutcomePublisher(
      Producer<String, byte[]> producer,
      ScheduledExecutorService timer,
      Executor tasks,
      KafkaConnection kafka,
      Clock clock) {
    this.sender = new ReliableSender(producer, timer, tasks);
    this.kafka = kafka;
    this.clock = clock;
  }

  /** Completes once the producer knows all topics that outcomes go to. */
  public CompletableFuture<Void> topicsFound() {
    return CompletableFuture.allOf(
        Stream.concat(
                Stream.of(Topic.ACTION_EXECUTED, Topic.ACTION_DEAD, Topic.ACTION_DELAYED_ORDERED),
                Topic.DELAYED.stream())
            .map(topic -> sender.find(kafka.name(topic)))
            .toArray(CompletableFuture<?>[]::new));
  }

  /**
   * Whoever reads events asks first: while the broker takes no outcomes, their number would grow.
   *
   * @return false where too many are unacknowledged for all that time
   */
  public boolean awaitRoom(Duration longest) throws InterruptedException {
    return sender.awaitRoom(longest);
  }

  /** Records that are on their way to the broker. */
  public int unacknowledged() {
    return sender.unacknowledged();
  }

  /**
   * @param memory holds the event, and its result as well until both are acknowledged
   * @param settled runs once everything is acknowledged, on a thread that must not be held
   */
  public void publish(
      FiredEvent event, Outcome outcome, InFlightMemory.Share memory, Runnable settled) {
    // All is written before anything is sent: what cannot be written has had no effect.
    switch (outcome) {
      case Outcome.Succeeded(ActionExecuted result) ->
          sender.send(result(event.record(), result, memory), settled);
      case Outcome.Delayed delayed -> {
        var result =
            delayed.result() == null ? null : result(event.record(), delayed.result(), memory);
        sender.send(delayed(event, delayed), () -> follow(result, settled));
      }
      case Outcome.Dead(ActionExecuted result) ->
          bury(event.record(), event.firedAt(), result, memory, settled);
    }
  }

  /** A record that can never be executed: dead, with a result that says so. */
  public void bury(
      ReadRecord.Poison poison,
      ActionExecuted result,
      InFlightMemory.Share memory,
      Runnable settled) {
    bury(poison.record(), poison.firedAt(), result, memory, settled);
  }

  private void bury(
      ConsumerRecord<String, byte[]> fired,
      Instant firedAt,
      ActionExecuted result,
      InFlightMemory.Share memory,
      Runnable settled) {
    Headers headers = new RecordHeaders(fired.headers().toArray());
    EventHeaders.set(headers, EventHeaders.FIRED_AT, millis(firedAt));
    ProducerRecord<String, byte[]> told = result(fired, result, memory);
    sender.send(dead(fired, headers, result), () -> follow(told, settled));
  }

  private void follow(@Nullable ProducerRecord<String, byte[]> result, Runnable settled) {
    if (result == null) {
      settled.run();
    } else {
      sender.later(() -> sender.send(result, settled));
    }
  }

  private ProducerRecord<String, byte[]> result(
      ConsumerRecord<String, byte[]> fired, ActionExecuted result, InFlightMemory.Share memory) {
    byte[] json = EventJson.write(result);
    if (json.length > SMALL_RESULT) {
      memory.hold(json.length);
    }
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(kafka.name(Topic.ACTION_EXECUTED), result.executionId(), json);
    EventHeaders.cloudEvent(
        record.headers(),
        result.executionId() + "/" + result.attempt(),
        EventTypes.ACTION_EXECUTED,
        EventSources.ACTION_WORKER,
        clock.instant());
    if (fired.topic().equals(kafka.name(Topic.ACTION_FIRED))) {
      EventHeaders.set(
          record.headers(), EventHeaders.FIRED_PLACE, fired.partition() + "/" + fired.offset());
    }
    return record;
  }

  /** On the partition of the same number, which the same worker owns (range assignment). */
  private ProducerRecord<String, byte[]> delayed(FiredEvent event, Outcome.Delayed delayed) {
    ConsumerRecord<String, byte[]> fired = event.record();
    Headers headers = new RecordHeaders(fired.headers().toArray());
    EventHeaders.set(headers, EventTypes.HEADER, EventTypes.ACTION_DELAYED);
    EventHeaders.set(headers, EventHeaders.EXECUTION_ID, event.executionId());
    EventHeaders.set(headers, EventHeaders.FIRED_AT, millis(event.firedAt()));
    EventHeaders.set(headers, EventHeaders.ATTEMPT, Integer.toString(delayed.attempt()));
    EventHeaders.set(headers, EventHeaders.DUE, millis(delayed.due()));
    if (delayed.result() != null && delayed.result().accountId() != null) {
      EventHeaders.set(headers, EventHeaders.ACCOUNT, delayed.result().accountId());
    }
    if (delayed.reason() != null) {
      EventHeaders.set(headers, EventHeaders.REASON, delayed.reason().name());
      EventHeaders.set(headers, EventHeaders.SUMMARY, delayed.reason().summary());
    }
    if (delayed.mayBeUnderWay()) {
      EventHeaders.set(headers, EventHeaders.MAY_BE_UNDER_WAY, "1");
    }
    if (fired.key() != null) {
      EventHeaders.set(headers, EventHeaders.FIRED_OFFSET, Long.toString(event.sequence()));
    }
    return new ProducerRecord<>(
        kafka.name(delayed.topic()),
        fired.partition(),
        clock.millis(),
        fired.key(),
        fired.value(),
        headers);
  }

  private ProducerRecord<String, byte[]> dead(
      ConsumerRecord<String, byte[]> fired, Headers headers, ActionExecuted result) {
    EventHeaders.set(headers, EventTypes.HEADER, EventTypes.ACTION_DEAD);
    EventHeaders.set(headers, EventHeaders.EXECUTION_ID, result.executionId());
    EventHeaders.set(headers, EventHeaders.ATTEMPT, Integer.toString(result.attempt()));
    if (result.category() != null && result.diagnosis() != null) {
      EventHeaders.set(headers, EventHeaders.REASON, result.category().name());
      EventHeaders.set(headers, EventHeaders.SUMMARY, result.diagnosis().summary());
    }
    if (fired.key() != null) {
      EventHeaders.set(headers, EventHeaders.ORDERING_KEY, ByteKeys.bytes(fired.key()));
    }
    return new ProducerRecord<>(
        kafka.name(Topic.ACTION_DEAD),
        null,
        clock.millis(),
        result.executionId(),
        fired.value(),
        headers);
  }

  private static String millis(Instant instant) {
    return Long.toString(instant.toEpochMilli());
  }
}
