package io.atlas.console.replay;

import io.atlas.model.event.EventHeaders;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is on {@code action-fired} since a moment that was noted. Thread-safe. */
final class FiredTopic {

  private static final Logger log = LoggerFactory.getLogger(FiredTopic.class);

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(200);

  /**
   * A million records and more. Whoever fires them for longer while all consoles are away gets
   * replays twice, under one id each, instead of a console that only reads.
   */
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final KafkaConnection kafka;
  private final LongSupplier nanoTime;

  FiredTopic(KafkaConnection kafka, LongSupplier nanoTime) {
    this.kafka = kafka;
    this.nanoTime = nanoTime;
  }

  /**
   * Where its partitions end, in their order.
   *
   * @throws KafkaException where the broker does not answer
   */
  List<Long> ends() {
    try (KafkaConsumer<String, byte[]> consumer = consumer()) {
      List<TopicPartition> partitions = partitions(consumer);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      return partitions.stream().map(partition -> ends.getOrDefault(partition, 0L)).toList();
    }
  }

  /**
   * Which of these replays were published after those ends.
   *
   * @throws KafkaException where the broker does not answer
   */
  Set<String> among(List<Long> from, Set<String> replayIds) {
    Set<String> found = new HashSet<>();
    long start = nanoTime.getAsLong();
    try (KafkaConsumer<String, byte[]> consumer = consumer()) {
      List<TopicPartition> partitions = partitions(consumer);
      Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      consumer.assign(partitions);
      for (TopicPartition partition : partitions) {
        long noted = partition.partition() < from.size() ? from.get(partition.partition()) : 0;
        consumer.seek(partition, Math.max(noted, first.getOrDefault(partition, 0L)));
      }
      while (found.size() < replayIds.size() && !reached(consumer, ends)) {
        if (nanoTime.getAsLong() - start > LONGEST.toNanos()) {
          log.warn("too much was fired to tell which replays are out: some may be fired twice");
          break;
        }
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          String id = EventHeaders.text(record.headers(), EventHeaders.ID);
          if (id != null && replayIds.contains(id)) {
            found.add(id);
          }
        }
      }
    }
    return found;
  }

  private static boolean reached(
      KafkaConsumer<String, byte[]> consumer, Map<TopicPartition, Long> ends) {
    return consumer.assignment().stream()
        .allMatch(partition -> consumer.position(partition) >= ends.getOrDefault(partition, 0L));
  }

  private List<TopicPartition> partitions(KafkaConsumer<String, byte[]> consumer) {
    String topic = kafka.name(Topic.ACTION_FIRED);
    return consumer.partitionsFor(topic).stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .sorted((one, other) -> Integer.compare(one.partition(), other.partition()))
        .toList();
  }

  private KafkaConsumer<String, byte[]> consumer() {
    return kafka.byteKeyConsumer(
        "console-fired",
        Map.of(
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            // Ours may lie behind a transaction of somebody else's that is still open.
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_uncommitted",
            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            (int) TIMEOUT.toMillis()));
  }
}
