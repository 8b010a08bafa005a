package io.atlas.kit.kafka;

import io.atlas.model.kafka.KafkaConnection;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;

/**
 * How topics are named, under {@code atlas}.
 *
 * @param topicPrefix before every topic, group and transactional id
 * @param partitions that {@code action-fired} has at least
 */
@ConfigurationProperties("atlas")
record TopicSettings(
    @DefaultValue(KafkaConnection.DEFAULT_PREFIX) String topicPrefix,
    @DefaultValue("8") int partitions) {

  private static final int MOST = 1_000;

  TopicSettings {
    if (partitions < 1 || partitions > MOST) {
      throw new IllegalArgumentException("atlas.partitions must be 1 to " + MOST);
    }
  }

  KafkaConnection connection(KafkaConnectionDetails broker, KafkaProperties clients) {
    return new KafkaConnection(
        String.join(",", broker.getBootstrapServers()), topicPrefix, clients.getProperties());
  }
}
