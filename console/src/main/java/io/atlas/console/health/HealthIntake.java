package io.atlas.console.health;

import io.atlas.kit.background.TopicReader;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.TokenState;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.time.Instant;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Follows the topics {@code tokens} and {@code connections}; what they seal stays sealed. */
@Configuration(proxyBeanMethods = false)
class HealthIntake {

  private static final Pattern ID = Pattern.compile("[\\x21-\\x7e]{1,256}");

  @Bean
  TopicReader tokenEventReader(KafkaConnection kafka, TokenEvents events) {
    return TopicReader.ofGroup(
        kafka,
        "console-tokens",
        "console-tokens",
        Topic.TOKENS,
        record -> {
          if (isId(record) && record.value() != null) {
            events.store(
                record.key(),
                TopicReader.read(record, TokenState.class),
                Instant.ofEpochMilli(record.timestamp()));
          }
        },
        DataAccessException.class,
        TransactionException.class);
  }

  @Bean
  TopicReader connectionNameReader(KafkaConnection kafka, ConnectionNames names) {
    return TopicReader.ofGroup(
        kafka,
        "console-connection-names",
        "console-connection-names",
        Topic.CONNECTIONS,
        record -> {
          if (!isId(record)) {
            return;
          }
          if (record.value() == null) {
            names.deleted(record.key());
          } else {
            names.store(record.key(), TopicReader.read(record, ConnectionState.class));
          }
        },
        DataAccessException.class,
        TransactionException.class);
  }

  private static boolean isId(ConsumerRecord<String, byte[]> record) {
    return record.key() != null && ID.matcher(record.key()).matches();
  }
}
