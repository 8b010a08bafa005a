package io.atlas.console.history;

import io.atlas.kit.background.TopicReader;
import io.atlas.kit.background.UnusableRecordException;
import io.atlas.model.event.ActionExecuted;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Consumes {@code action-executed} and {@code action-dead}. An offset is committed after its batch
 * is stored; while the database is away the batch waits and the topics keep the backlog.
 */
@Configuration(proxyBeanMethods = false)
class HistoryIntake {

  private static final int BATCH = 1_000;

  @Bean
  TopicReader historyReader(KafkaConnection kafka, HistoryWriter writer) {
    String executed = kafka.name(Topic.ACTION_EXECUTED);
    return TopicReader.inBatches(
        kafka,
        "console-history",
        "console-history",
        List.of(Topic.ACTION_EXECUTED, Topic.ACTION_DEAD),
        BATCH,
        (records, skipped) -> store(executed, writer, records, skipped),
        DataAccessException.class,
        TransactionException.class);
  }

  private static void store(
      String executed,
      HistoryWriter writer,
      List<ConsumerRecord<String, byte[]>> records,
      TopicReader.Skipped skipped) {
    List<HistoryRow> results = new ArrayList<>();
    List<DeadLetterRow> dead = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : records) {
      try {
        if (record.topic().equals(executed)) {
          results.add(result(record));
        } else {
          DeadLetterRow row = DeadLetterRow.of(record);
          if (row != null) {
            dead.add(row);
          }
        }
      } catch (UnusableRecordException unusable) {
        skipped.skip(record, unusable);
      }
    }
    writer.store(results, dead);
  }

  private static HistoryRow result(ConsumerRecord<String, byte[]> record) {
    HistoryRow row =
        HistoryRow.of(
            TopicReader.read(record, ActionExecuted.class), EventPlace.of(record.headers()));
    if (row == null) {
      throw new UnusableRecordException("it has no account, or no usable id");
    }
    return row;
  }
}
