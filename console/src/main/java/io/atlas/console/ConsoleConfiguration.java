package io.atlas.console;

import io.atlas.kit.identity.IdentityConfiguration;
import io.atlas.model.kafka.KafkaConnection;
import java.time.Clock;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What every part of the console uses. */
@Configuration(proxyBeanMethods = false)
@Import(IdentityConfiguration.class)
class ConsoleConfiguration {

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  KafkaConnection kafkaConnection(KafkaProperties kafka, ConsoleProperties console) {
    KafkaConnection connection =
        new KafkaConnection(
            String.join(",", kafka.getBootstrapServers()),
            console.topicPrefix(),
            kafka.getProperties());
    connection.ensureTopics();
    return connection;
  }
}
