package io.atlas.console.history;

import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.EventJson.UnreadableEventException;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import io.atlas.model.kafka.TopicSetup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.transaction.TransactionException;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Consumes {@code action-executed} and {@code action-dead}. An offset is committed after its batch
 * is stored; while the database is away the batch waits and the topics keep the backlog.
 */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class HistoryIntake {

  private static final Logger log = LoggerFactory.getLogger(HistoryIntake.class);

  private static final int BATCH = 1_000;
  private static final long FIRST_PAUSE_MS = 500;
  private static final long LONGEST_PAUSE_MS = 5_000;

  @Bean
  ConcurrentMessageListenerContainer<String, byte[]> historyContainer(
      KafkaConnection kafka, HistoryWriter writer) {
    String group = kafka.topicPrefix() + "console-history";
    TopicSetup.ensureGroup(kafka, group);
    ContainerProperties container =
        new ContainerProperties(kafka.name(Topic.ACTION_EXECUTED), kafka.name(Topic.ACTION_DEAD));
    container.setGroupId(group);
    container.setAckMode(ContainerProperties.AckMode.BATCH);
    container.setMessageListener(
        (BatchMessageListener<String, byte[]>) records -> store(kafka, writer, records));
    ConcurrentMessageListenerContainer<String, byte[]> listening =
        new ConcurrentMessageListenerContainer<>(consumers(kafka), container);
    listening.setBeanName("console-history");
    listening.setCommonErrorHandler(untilItWorks());
    return listening;
  }

  private static void store(
      KafkaConnection kafka, HistoryWriter writer, List<ConsumerRecord<String, byte[]>> records) {
    List<HistoryRow> results = new ArrayList<>();
    List<DeadLetterRow> dead = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : records) {
      if (record.topic().equals(kafka.name(Topic.ACTION_EXECUTED))) {
        HistoryRow row = result(record);
        if (row != null) {
          results.add(row);
        }
      } else {
        DeadLetterRow row = DeadLetterRow.of(record);
        if (row != null) {
          dead.add(row);
        }
      }
    }
    try {
      writer.store(results, dead);
    } catch (DataAccessException | TransactionException away) {
      log.warn("the history waits for its database: {}", away.toString());
      throw away;
    }
  }

  private static @Nullable HistoryRow result(ConsumerRecord<String, byte[]> record) {
    try {
      return HistoryRow.of(EventJson.read(record.value(), ActionExecuted.class));
    } catch (UnreadableEventException unreadable) {
      log.warn(
          "unreadable result at {}-{}: {}",
          record.partition(),
          record.offset(),
          unreadable.getMessage());
      return null;
    }
  }

  private static DefaultErrorHandler untilItWorks() {
    ExponentialBackOff pauses = new ExponentialBackOff(FIRST_PAUSE_MS, 2);
    pauses.setMaxInterval(LONGEST_PAUSE_MS);
    return new DefaultErrorHandler(pauses);
  }

  private static DefaultKafkaConsumerFactory<String, byte[]> consumers(KafkaConnection kafka) {
    Map<String, Object> settings = new HashMap<>(kafka.properties());
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "console-history");
    settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, BATCH);
    return new DefaultKafkaConsumerFactory<>(
        settings, new StringDeserializer(), new ByteArrayDeserializer());
  }
}
