package io.atlas.kit.kafka;

import io.atlas.kit.background.ManagedThread;
import io.atlas.model.kafka.KafkaConnection;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The broker, for a service that is of use without it: it starts all the same. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TopicSettings.class)
public class PatientKafkaConfiguration {

  /** Before everything that reads topics. */
  private static final int PHASE = -1;

  @Bean
  MissingTopics missingTopics(
      KafkaConnectionDetails broker, KafkaProperties clients, TopicSettings topics) {
    return new MissingTopics(topics.connection(broker, clients), topics.partitions());
  }

  /** With its topics made, where it answers. */
  @Bean
  KafkaConnection kafkaConnection(MissingTopics topics) throws InterruptedException {
    topics.makeIfBrokerAnswers();
    return topics.kafka();
  }

  /** Makes them where it did not answer at the start. */
  @Bean
  ManagedThread missingTopicsThread(MissingTopics topics) {
    return new ManagedThread("missing-topics", PHASE, () -> topics::step);
  }
}
