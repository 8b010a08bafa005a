package io.atlas.model.client;

import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.EventJson.UnreadableEventException;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumes execution results, one for each attempt. A result counts as consumed once the handler
 * returned; after a crash the last ones come again, so handlers look at execution id and attempt.
 */
public final class ExecutionResults implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ExecutionResults.class);

  private static final Duration POLL = Duration.ofSeconds(1);

  private final KafkaConsumer<String, byte[]> consumer;
  private final boolean remembers;
  private final Thread reader;
  private final AtomicBoolean closed = new AtomicBoolean();

  private ExecutionResults(
      KafkaConsumer<String, byte[]> consumer, boolean remembers, Consumer<ActionExecuted> handler) {
    this.consumer = consumer;
    this.remembers = remembers;
    this.reader = Thread.ofPlatform().daemon().name("execution-results").start(() -> read(handler));
  }

  /**
   * Hands every result to the handler, from where this group stopped last; a new group starts with
   * the oldest result kept (7 days).
   *
   * @param handler called on one thread, in order per execution; where it throws, its results come
   *     again
   */
  public static ExecutionResults consume(
      KafkaConnection kafka, String groupId, Consumer<ActionExecuted> handler) {
    KafkaConsumer<String, byte[]> consumer =
        kafka.consumer(
            "execution-results",
            Map.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                groupId,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest"));
    consumer.subscribe(List.of(kafka.name(Topic.ACTION_EXECUTED)));
    return new ExecutionResults(consumer, true, handler);
  }

  /** Hands every result from the return of this call on to the handler, and remembers nothing. */
  public static ExecutionResults tail(KafkaConnection kafka, Consumer<ActionExecuted> handler) {
    KafkaConsumer<String, byte[]> consumer = kafka.consumer("execution-results", Map.of());
    List<TopicPartition> partitions =
        consumer.partitionsFor(kafka.name(Topic.ACTION_EXECUTED)).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    // Seeking is lazy: asking for the positions fixes them before anything more is published.
    partitions.forEach(consumer::position);
    return new ExecutionResults(consumer, false, handler);
  }

  private void read(Consumer<ActionExecuted> handler) {
    try (consumer) {
      while (!closed.get()) {
        ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
        for (TopicPartition partition : records.partitions()) {
          deliver(partition, records.records(partition), handler);
        }
      }
    } catch (WakeupException closing) {
      log.debug("closing");
    }
  }

  private void deliver(
      TopicPartition partition,
      List<ConsumerRecord<String, byte[]>> records,
      Consumer<ActionExecuted> handler) {
    long next = records.get(0).offset();
    try {
      for (ConsumerRecord<String, byte[]> record : records) {
        hand(record, handler);
        next = record.offset() + 1;
      }
    } catch (RuntimeException handlerFailed) {
      log.warn(
          "the handler failed at {}-{}; its results come again", partition, next, handlerFailed);
      consumer.seek(partition, next);
    }
    if (remembers) {
      consumer.commitSync(Map.of(partition, new OffsetAndMetadata(next)));
    }
  }

  private static void hand(
      ConsumerRecord<String, byte[]> record, Consumer<ActionExecuted> handler) {
    ActionExecuted result;
    try {
      result = EventJson.read(record.value(), ActionExecuted.class);
    } catch (UnreadableEventException unreadable) {
      log.warn("unreadable result at {}-{}", record.partition(), record.offset(), unreadable);
      return;
    }
    handler.accept(result);
  }

  @Override
  public void close() {
    closed.set(true);
    consumer.wakeup();
    try {
      reader.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
