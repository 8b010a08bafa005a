package io.atlas.connections.action;

import io.atlas.kit.background.SkippedMeters;
import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.EventJson.UnreadableEventException;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.SkippedRecords;
import io.atlas.model.kafka.Topic;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

/** Waits for the first result of one execution, reading only the partition that it comes on. */
@Component
class FirstResult {

  private static final Logger log = LoggerFactory.getLogger(FirstResult.class);
  private static final Duration POLL = Duration.ofMillis(500);

  /** Beside the action's own timeout: for a token and for the way there and back. */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(45);

  private final KafkaConnection kafka;
  private final Clock clock;
  private final SkippedRecords skipped = new SkippedRecords(log, System::nanoTime);

  FirstResult(KafkaConnection kafka, Clock clock) {
    this.kafka = kafka;
    this.clock = clock;
  }

  /** Looks from before {@code fire}, which publishes the event. */
  Optional<ActionExecuted> of(String executionId, long timeoutMs, Runnable fire) {
    Duration wait = MARGIN.plusMillis(timeoutMs);
    Duration bounded = wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    try (KafkaConsumer<String, byte[]> consumer =
        kafka.consumer("first-result", Map.of(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 200))) {
      TopicPartition partition = partition(consumer, executionId);
      consumer.assign(List.of(partition));
      consumer.seekToEnd(List.of(partition));
      long from = consumer.position(partition); // seeks now, not at the first poll
      log.debug("waiting for {} from {}", executionId, from);
      fire.run();
      Instant until = clock.instant().plus(bounded);
      while (clock.instant().isBefore(until)) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          Optional<ActionExecuted> result = result(record, executionId);
          if (result.isPresent()) {
            return result;
          }
        }
      }
      return Optional.empty();
    }
  }

  /** Where every producer of ours puts the key: Kafka's murmur2. */
  private TopicPartition partition(KafkaConsumer<String, byte[]> consumer, String executionId) {
    String topic = kafka.name(Topic.ACTION_EXECUTED);
    int partitions = consumer.partitionsFor(topic).size();
    byte[] key = executionId.getBytes(StandardCharsets.UTF_8);
    return new TopicPartition(topic, BuiltInPartitioner.partitionForKey(key, partitions));
  }

  @Bean
  MeterBinder firstResultMeters() {
    return SkippedMeters.of("first-result", skipped, SkippedRecords::count);
  }

  private Optional<ActionExecuted> result(
      ConsumerRecord<String, byte[]> record, String executionId) {
    if (!executionId.equals(record.key())) {
      return Optional.empty();
    }
    try {
      return Optional.of(EventJson.read(record.value(), ActionExecuted.class));
    } catch (UnreadableEventException unreadable) {
      skipped.skipped(record, String.valueOf(unreadable.getMessage()));
      return Optional.empty();
    }
  }
}
