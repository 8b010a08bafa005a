package io.atlas.console.history;

import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.springframework.stereotype.Component;

/** Records of topics, read again from where they lie. Thread-safe. */
@Component
class KeptRecords {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final KafkaConnection kafka;

  KeptRecords(KafkaConnection kafka) {
    this.kafka = kafka;
  }

  /**
   * Empty where the topic keeps it no longer. A topic that was made anew has other records at the
   * same places.
   *
   * @throws KafkaException where the broker does not answer
   */
  Optional<ConsumerRecord<String, byte[]>> read(Topic topic, int partition, long offset) {
    try (Reading reading = open()) {
      return reading.read(topic, partition, offset);
    }
  }

  /** For several of them, one after the other. */
  Reading open() {
    return new Reading();
  }

  /** Not thread-safe. */
  final class Reading implements AutoCloseable {

    private final KafkaConsumer<String, byte[]> consumer =
        kafka.byteKeyConsumer(
            "console-kept-record",
            Map.of(
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "none",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                1,
                // A record is never cut for these; what comes after it is not wanted, and not
                // waited for.
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                65_536,
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                10,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) TIMEOUT.toMillis()));

    private Reading() {}

    /** As {@link KeptRecords#read}. */
    Optional<ConsumerRecord<String, byte[]>> read(Topic topic, int number, long offset) {
      TopicPartition partition = new TopicPartition(kafka.name(topic), number);
      consumer.assign(List.of(partition));
      if (offset < offset(consumer.beginningOffsets(List.of(partition)), partition)
          || offset >= offset(consumer.endOffsets(List.of(partition)), partition)) {
        return Optional.empty();
      }
      consumer.seek(partition, offset);
      return consumer.poll(TIMEOUT).records(partition).stream()
          .filter(record -> record.offset() == offset)
          .findFirst();
    }

    @Override
    public void close() {
      consumer.close();
    }
  }

  private static long offset(Map<TopicPartition, Long> offsets, TopicPartition partition) {
    Long offset = offsets.get(partition);
    return offset == null ? 0 : offset;
  }
}
