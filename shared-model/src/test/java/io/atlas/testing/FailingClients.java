package io.atlas.testing;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Throws an {@link Error} out of the client's own code, once, when it next sends to or reads from a
 * topic. Kafka's clients catch exceptions of interceptors, not errors.
 */
public final class FailingClients
    implements ConsumerInterceptor<String, byte[]>, ProducerInterceptor<String, byte[]> {

  private static final Set<String> TOPICS = ConcurrentHashMap.newKeySet();

  /** The next client that sends to or reads from it fails. */
  public static void failOnce(String topic) {
    TOPICS.add(topic);
  }

  private static void failIfAsked(String topic) {
    if (TOPICS.remove(topic)) {
      throw new StackOverflowError("on purpose, at " + topic);
    }
  }

  @Override
  public ConsumerRecords<String, byte[]> onConsume(ConsumerRecords<String, byte[]> records) {
    for (ConsumerRecord<String, byte[]> record : records) {
      failIfAsked(record.topic());
    }
    return records;
  }

  @Override
  public ProducerRecord<String, byte[]> onSend(ProducerRecord<String, byte[]> record) {
    failIfAsked(record.topic());
    return record;
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

  @Override
  public void onAcknowledgement(RecordMetadata metadata, Exception exception) {}

  @Override
  public void close() {}

  @Override
  public void configure(Map<String, ?> configs) {}
}
