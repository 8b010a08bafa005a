package io.atlas.tokens.ownership;

import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.EventJson.UnreadableEventException;
import io.atlas.model.event.EventSources;
import io.atlas.model.event.EventTypes;
import io.atlas.model.event.TokenState;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition of {@code tokens} in the hands of its owner. Taking it fences the owner before,
 * whose writes fail from then on. Not thread-safe.
 */
final class TokensPartition implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TokensPartition.class);

  private final KafkaConnection kafka;
  private final TopicPartition partition;
  private final Clock clock;
  private final KafkaProducer<String, byte[]> producer;

  private TokensPartition(KafkaConnection kafka, int number, Clock clock) {
    this.kafka = kafka;
    this.partition = new TopicPartition(kafka.name(Topic.TOKENS), number);
    this.clock = clock;
    String transactionalId = kafka.topicPrefix() + "token-" + number;
    this.producer =
        kafka.producer(
            "token-service-tokens-" + number,
            Map.of(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId,
                ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000));
  }

  /** Takes the partition over; from the return on nobody else writes to it. */
  static TokensPartition take(KafkaConnection kafka, int number, Clock clock) {
    TokensPartition taken = new TokensPartition(kafka, number, clock);
    try {
      taken.producer.initTransactions();
      return taken;
    } catch (RuntimeException failed) {
      taken.close();
      throw failed;
    }
  }

  /** The latest state of every connection; the end is looked up after the partition was taken. */
  Map<String, TokenState> read() {
    Map<String, TokenState> states = new HashMap<>();
    try (KafkaConsumer<String, byte[]> consumer =
        kafka.consumer(
            "token-service-catch-up-" + partition.partition(),
            Map.of(
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"))) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          apply(record, states);
        }
      }
    }
    return states;
  }

  private static void apply(ConsumerRecord<String, byte[]> record, Map<String, TokenState> states) {
    if (record.key() == null) {
      return;
    }
    if (record.value() == null) {
      states.remove(record.key());
      return;
    }
    try {
      states.put(record.key(), EventJson.read(record.value(), TokenState.class));
    } catch (UnreadableEventException unreadable) {
      log.warn("unreadable token state of {}: {}", record.key(), unreadable.getMessage());
      states.remove(record.key());
    }
  }

  /** Writes all of them or none; null is a tombstone. */
  void write(Map<String, @Nullable TokenState> states) {
    producer.beginTransaction();
    states.forEach((connectionId, state) -> {
      byte[] value = state == null ? null : EventJson.write(state);
      var record =
          new ProducerRecord<>(
              partition.topic(), Integer.valueOf(partition.partition()), connectionId, value);
      EventHeaders.cloudEvent(
          record.headers(),
          UUID.randomUUID().toString(),
          EventTypes.TOKEN_CHANGED,
          EventSources.TOKEN_SERVICE,
          clock.instant());
      var _ = producer.send(record);
    });
    producer.commitTransaction();
  }

  @Override
  public void close() {
    // An open transaction is aborted by whoever takes the partition next.
    producer.close(Duration.ofSeconds(1));
  }
}
