package io.atlas.endtoend;

import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Topics read from the beginning to what is their end at the time. */
final class Topics {

  private Topics() {}

  static List<ConsumerRecord<String, byte[]>> readAll(KafkaConnection kafka, Topic topic) {
    try (KafkaConsumer<String, byte[]> consumer = kafka.consumer("read-all", Map.of())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(kafka.name(topic)).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
      return records;
    }
  }
}
