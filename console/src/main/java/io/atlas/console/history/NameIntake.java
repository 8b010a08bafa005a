package io.atlas.console.history;

import io.atlas.kit.background.TopicReader;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Learns what actions are called from the topic {@code actions}, and that they are deleted. */
@Configuration(proxyBeanMethods = false)
class NameIntake {

  @Bean
  TopicReader actionNameReader(KafkaConnection kafka, ActionNames names) {
    return TopicReader.ofGroup(
        kafka,
        "console-names",
        "console-names",
        Topic.ACTIONS,
        record -> store(names, record),
        DataAccessException.class,
        TransactionException.class);
  }

  private static void store(ActionNames names, ConsumerRecord<String, byte[]> record) {
    if (!HistoryRow.isId(record.key())) {
      return;
    }
    if (record.value() == null) {
      names.deleted(record.key());
    } else {
      names.store(record.key(), TopicReader.read(record, ActionDefinition.class));
    }
  }
}
