package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.kafka.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** What was fired again, as it lies on {@code action-fired}. */
final class ReplaysOnTopic {

  private ReplaysOnTopic() {}

  /** How often each of these was replayed onto the topic. */
  static Map<String, Integer> of(RunningConsole at, List<String> ids) {
    Map<String, Integer> times = new HashMap<>();
    String topic = at.kafka.name(Topic.ACTION_FIRED);
    try (KafkaConsumer<String, byte[]> consumer = at.kafka.consumer("jobs-test", Map.of())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
        consumer
            .poll(Duration.ofMillis(50))
            .forEach(record -> {
              String of = EventHeaders.text(record.headers(), EventHeaders.REPLAY_OF);
              if (of != null && ids.contains(of)) {
                times.merge(of, 1, Integer::sum);
                assertThat(EventJson.MAPPER.readTree(record.value()).at("/executionId").asString())
                    .isEqualTo(EventHeaders.text(record.headers(), EventHeaders.ID));
              }
            });
      }
    }
    return times;
  }
}
