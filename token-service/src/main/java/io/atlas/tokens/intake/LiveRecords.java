package io.atlas.tokens.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells by its offset whether a record came while we were reading, and so just now, whatever the
 * sender's clock says. Only of what was there before is the age taken from the timestamp.
 * Thread-safe.
 */
public final class LiveRecords {

  private static final Logger log = LoggerFactory.getLogger(LiveRecords.class);
  private static final Duration LOOK_UP = Duration.ofSeconds(5);

  private final Map<TopicPartition, Long> liveFrom = new ConcurrentHashMap<>();

  /** Called as partitions are assigned, on the consumer's thread. */
  public void assigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    try {
      liveFrom.putAll(consumer.endOffsets(partitions, LOOK_UP));
    } catch (KafkaException unknown) {
      log.warn("ends of {} not known: all counts as just sent", partitions, unknown);
      partitions.forEach(partition -> liveFrom.put(partition, 0L));
    }
  }

  /**
   * How far the sender's clock seems to be behind ours: to be added to its times.
   *
   * @return zero where the record is not live, and its times have to be taken as they are
   */
  public Duration shift(ConsumerRecord<?, ?> record, Instant now) {
    return isLive(record)
        ? Duration.between(Instant.ofEpochMilli(record.timestamp()), now)
        : Duration.ZERO;
  }

  public boolean isLive(ConsumerRecord<?, ?> record) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    return record.offset() >= liveFrom.getOrDefault(partition, Long.MAX_VALUE);
  }
}
