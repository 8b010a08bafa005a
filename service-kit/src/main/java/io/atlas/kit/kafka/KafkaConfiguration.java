package io.atlas.kit.kafka;

import io.atlas.model.kafka.KafkaConnection;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The broker that every client of the service uses. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TopicSettings.class)
public class KafkaConfiguration {

  /** With its topics made, so that whoever has it can use them. */
  @Bean
  KafkaConnection kafkaConnection(
      KafkaConnectionDetails broker, KafkaProperties clients, TopicSettings topics) {
    KafkaConnection kafka = topics.connection(broker, clients);
    kafka.ensureTopics(topics.partitions());
    return kafka;
  }
}
