package io.atlas.model.client;

import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.EventJson.UnreadableEventException;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumes execution results, one for each attempt. A result counts as consumed once the handler
 * returned; after a crash the last ones come again, so handlers look at execution id and attempt.
 * Goes on through broker restarts.
 */
public final class ExecutionResults implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ExecutionResults.class);

  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration PAUSE_AFTER_ERROR = Duration.ofSeconds(1);
  private static final Duration LAST_COMMIT = Duration.ofSeconds(5);

  private final KafkaConsumer<String, byte[]> consumer;
  private final Consumer<ActionExecuted> handler;
  private final boolean committing;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread reader;

  /** Where each partition goes on; the reader's own. */
  private final Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();

  private ExecutionResults(
      KafkaConsumer<String, byte[]> consumer,
      boolean committing,
      Consumer<ActionExecuted> handler) {
    this.consumer = consumer;
    this.committing = committing;
    this.handler = handler;
    this.reader = Thread.ofPlatform().daemon().name("execution-results").unstarted(this::read);
  }

  /**
   * Hands every result to the handler, from where this group stopped last; a new group starts with
   * the oldest result that its topic keeps ({@link Topic#kept}).
   *
   * @param handler called on one thread, in order per execution; where it throws, that result and
   *     those after it come again, a second later
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
    ExecutionResults results = new ExecutionResults(consumer, true, handler);
    consumer.subscribe(List.of(kafka.name(Topic.ACTION_EXECUTED)), results.new Revocation());
    return started(results);
  }

  /**
   * Hands every result that is published after this call returned to the handler, and remembers
   * nothing.
   *
   * @throws KafkaException where the broker does not answer or the topic does not exist
   */
  public static ExecutionResults tail(KafkaConnection kafka, Consumer<ActionExecuted> handler) {
    KafkaConsumer<String, byte[]> consumer =
        kafka.consumer(
            "execution-results-tail", Map.of(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest"));
    try {
      seekToEnd(consumer, kafka.name(Topic.ACTION_EXECUTED));
    } catch (RuntimeException failed) {
      consumer.close();
      throw failed;
    }
    return started(new ExecutionResults(consumer, false, handler));
  }

  private static void seekToEnd(KafkaConsumer<String, byte[]> consumer, String topic) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      throw new KafkaException("topic " + topic + " does not exist");
    }
    consumer.assign(partitions);
    consumer.endOffsets(partitions).forEach(consumer::seek);
  }

  private static ExecutionResults started(ExecutionResults results) {
    results.reader.start();
    return results;
  }

  /** Another member goes on there: a commit of ours that failed must not take it back later. */
  private final class Revocation implements ConsumerRebalanceListener {

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      log.debug("assigned {}", partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      done.keySet().removeAll(partitions);
    }
  }

  private void read() {
    try (consumer) {
      while (closed.getCount() > 0) {
        try {
          ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
          for (TopicPartition partition : records.partitions()) {
            deliver(partition, records.records(partition));
          }
          commit();
        } catch (WakeupException closing) {
          log.debug("closing");
        } catch (KafkaException unavailable) {
          // Positions stay: what was handled is not handed out again while this process lives.
          log.warn("results are not available, trying again: {}", unavailable.toString());
          pause();
        }
      }
      lastCommit();
    } catch (InterruptedException stopped) {
      log.debug("stopped");
    }
  }

  private void deliver(TopicPartition partition, List<ConsumerRecord<String, byte[]>> records)
      throws InterruptedException {
    for (ConsumerRecord<String, byte[]> record : records) {
      boolean stopping = closed.getCount() == 0;
      if (stopping || !handed(record)) {
        consumer.seek(partition, record.offset());
        return;
      }
      done.put(partition, new OffsetAndMetadata(record.offset() + 1));
    }
  }

  /** False where the handler failed. */
  private boolean handed(ConsumerRecord<String, byte[]> record) throws InterruptedException {
    ActionExecuted result;
    try {
      result = EventJson.read(record.value(), ActionExecuted.class);
    } catch (UnreadableEventException unreadable) {
      log.warn("unreadable result at {}-{}", record.partition(), record.offset(), unreadable);
      return true;
    }
    try {
      handler.accept(result);
      return true;
    } catch (RuntimeException failed) {
      log.warn(
          "the handler failed on {}, attempt {}; it comes again",
          result.executionId(),
          result.attempt(),
          failed);
      pause();
      return false;
    }
  }

  private void commit() {
    if (committing && !done.isEmpty()) {
      consumer.commitSync(Map.copyOf(done));
      done.clear();
    }
  }

  /** What the wake-up for closing may have interrupted. */
  private void lastCommit() {
    if (!committing || done.isEmpty()) {
      return;
    }
    try {
      consumer.commitSync(Map.copyOf(done), LAST_COMMIT);
    } catch (KafkaException failed) {
      log.warn("the last results will come again: {}", failed.toString());
    }
  }

  private void pause() throws InterruptedException {
    var _ = closed.await(PAUSE_AFTER_ERROR.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Returns once the handler is idle; from the handler itself, at once. */
  @Override
  public void close() {
    closed.countDown();
    consumer.wakeup();
    if (Thread.currentThread().equals(reader)) {
      return;
    }
    try {
      reader.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
