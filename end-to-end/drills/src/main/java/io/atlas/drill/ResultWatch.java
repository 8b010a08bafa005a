package io.atlas.drill;

import io.atlas.bench.load.EventFeed;
import io.atlas.bench.load.ResultTopic;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Enters results into the ledger as they are published, from the topic's beginning. */
final class ResultWatch implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConnection kafka;
  private final EventFeed feed;
  private final Ledger ledger;
  private final Thread reader;
  private volatile boolean closed;

  ResultWatch(KafkaConnection kafka, EventFeed feed, Ledger ledger) {
    this.kafka = kafka;
    this.feed = feed;
    this.ledger = ledger;
    this.reader = Thread.ofPlatform().daemon().name("result-watch").start(this::read);
  }

  private void read() {
    try (KafkaConsumer<String, byte[]> consumer =
        kafka.consumer("bench-result-watch", Map.of("auto.offset.reset", "earliest"))) {
      consumer.assign(
          IntStream.range(0, Topic.PARTITIONS)
              .mapToObj(p -> new TopicPartition(kafka.name(Topic.ACTION_EXECUTED), p))
              .collect(Collectors.toSet()));
      while (!closed) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          ledger.ended(
              feed.number(record.key()), ResultTopic.outcome(record.value()), System.nanoTime());
        }
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      reader.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
