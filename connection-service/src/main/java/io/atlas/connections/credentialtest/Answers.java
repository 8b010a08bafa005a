package io.atlas.connections.credentialtest;

import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the answers of the token-service, all of them in every instance, and hands each to whoever
 * asked here. It follows the end of the topic from before the first question. Thread-safe.
 */
final class Answers implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Answers.class);
  private static final Duration POLL = Duration.ofSeconds(1);

  private final Map<String, CompletableFuture<byte[]>> waiting = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final KafkaConsumer<String, byte[]> consumer;
  private final Thread reader;
  private volatile boolean following;

  Answers(KafkaConnection kafka) {
    this.consumer =
        kafka.consumer(
            "credential-test-results",
            Map.of(
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "latest",
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                500));
    String topic = kafka.name(Topic.CREDENTIAL_TEST_RESULTS);
    this.reader = Thread.ofPlatform().daemon().name("answers").unstarted(() -> read(topic));
  }

  void start() {
    reader.start();
  }

  /** Whether an answer to a question asked now would be seen. */
  boolean isFollowing() {
    return following;
  }

  /** What the topic will hold for the key; {@link #forget} it whatever comes of it. */
  CompletableFuture<byte[]> expect(String key) {
    return waiting.computeIfAbsent(key, _ -> new CompletableFuture<>());
  }

  void forget(String key) {
    waiting.remove(key);
  }

  private void read(String topic) {
    try (consumer) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      while (closed.getCount() > 0) {
        try {
          if (!following) {
            partitions.forEach(consumer::position); // seeks now, not at the first poll
            following = true;
          }
          consumer.poll(POLL).forEach(this::deliver);
        } catch (WakeupException closing) {
          log.debug("closing");
        } catch (KafkaException away) {
          log.warn("no answers at the moment: {}", away.toString());
          var _ = closed.await(POLL.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException stopped) {
      log.debug("stopped");
    }
  }

  private void deliver(ConsumerRecord<String, byte @Nullable []> answer) {
    CompletableFuture<byte[]> asked = answer.key() == null ? null : waiting.get(answer.key());
    byte[] value = answer.value();
    if (asked != null && value != null) {
      asked.complete(value);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    consumer.wakeup();
    try {
      reader.join(Duration.ofSeconds(5));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
