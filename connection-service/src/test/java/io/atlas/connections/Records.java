package io.atlas.connections;

import io.atlas.model.event.ActionFired;
import io.atlas.model.event.EventJson;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** What is on a topic now, from the beginning. */
public final class Records {

  private Records() {}

  public static List<ConsumerRecord<String, byte[]>> of(KafkaConnection kafka, Topic topic) {
    try (KafkaConsumer<String, byte[]> consumer =
        kafka.consumer("records", Map.of("isolation.level", "read_committed"))) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(kafka.name(topic)).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
      List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
      while (!partitions.stream().allMatch(part -> consumer.position(part) >= end.get(part))) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
      return records;
    }
  }

  public static Map<String, ConsumerRecord<String, byte[]>> byExecution(
      KafkaConnection kafka, Topic topic) {
    Map<String, ConsumerRecord<String, byte[]>> byId = new HashMap<>();
    for (ConsumerRecord<String, byte[]> record : of(kafka, topic)) {
      byId.put(EventJson.read(record.value(), ActionFired.class).executionId(), record);
    }
    return byId;
  }
}
