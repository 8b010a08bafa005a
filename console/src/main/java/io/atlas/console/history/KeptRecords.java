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

/** One record of a topic, read again from where it lies. Thread-safe. */
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
  Optional<ConsumerRecord<String, byte[]>> read(Topic topic, int partitionNumber, long offset) {
    TopicPartition partition = new TopicPartition(kafka.name(topic), partitionNumber);
    try (KafkaConsumer<String, byte[]> consumer =
        kafka.byteKeyConsumer(
            "console-kept-record",
            Map.of(
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "none",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                1,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) TIMEOUT.toMillis()))) {
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
  }

  private static long offset(Map<TopicPartition, Long> offsets, TopicPartition partition) {
    Long offset = offsets.get(partition);
    return offset == null ? 0 : offset;
  }
}
