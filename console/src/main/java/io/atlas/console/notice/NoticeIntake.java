package io.atlas.console.notice;

import io.atlas.kit.background.TopicReader;
import io.atlas.kit.background.UnusableRecordException;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.TokenState;
import io.atlas.model.event.Versions;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Follows {@code actions}, {@code connections} and {@code tokens} in a group of its own, which
 * begins with all that they hold. Of what a poll brings of one thing, the last counts.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(NoticeSettings.class)
class NoticeIntake {

  private static final Pattern ID = Pattern.compile("[\\x21-\\x7e]{1,256}");
  private static final int BATCH = 1_000;

  private record Thing(String topic, String id) {}

  @Bean
  TopicReader noticeReader(
      KafkaConnection kafka, Watched watched, TransactionTemplate transaction) {
    return TopicReader.inBatches(
        kafka,
        "console-notices",
        "console-notices",
        List.of(Topic.ACTIONS, Topic.CONNECTIONS, Topic.TOKENS),
        BATCH,
        (records, skipped) ->
            transaction.executeWithoutResult(_ -> {
              for (ConsumerRecord<String, byte[]> record : last(records)) {
                try {
                  store(kafka, watched, record);
                } catch (UnusableRecordException unusable) {
                  skipped.skip(record, unusable);
                }
              }
            }),
        DataAccessException.class,
        TransactionException.class);
  }

  private static Collection<ConsumerRecord<String, byte[]>> last(
      List<ConsumerRecord<String, byte[]>> records) {
    Map<Thing, ConsumerRecord<String, byte[]>> last = new LinkedHashMap<>();
    for (ConsumerRecord<String, byte[]> record : records) {
      if (record.key() != null && ID.matcher(record.key()).matches()) {
        last.put(new Thing(record.topic(), record.key()), record);
      }
    }
    return last.values();
  }

  private static void store(
      KafkaConnection kafka, Watched watched, ConsumerRecord<String, byte[]> record) {
    boolean gone = record.value() == null;
    if (record.topic().equals(kafka.name(Topic.ACTIONS))) {
      if (gone) {
        watched.actionDeleted(record.key(), version(record));
      } else {
        watched.action(record.key(), TopicReader.read(record, ActionDefinition.class));
      }
    } else if (record.topic().equals(kafka.name(Topic.CONNECTIONS))) {
      if (gone) {
        watched.connectionDeleted(record.key(), version(record));
      } else {
        watched.connection(record.key(), TopicReader.read(record, ConnectionState.class));
      }
    } else if (!gone) {
      watched.token(
          record.key(),
          TopicReader.read(record, TokenState.class),
          Instant.ofEpochMilli(record.timestamp()));
    }
  }

  /** Without one, of an older program's, it is the last word. */
  private static long version(ConsumerRecord<String, byte[]> record) {
    Long version = EventHeaders.number(record.headers(), EventHeaders.VERSION);
    if (version != null && version > Versions.HIGHEST) {
      throw new UnusableRecordException("a version beyond all that can be");
    }
    return version == null ? Long.MAX_VALUE : version;
  }
}
