package io.atlas.console.history;

import io.atlas.console.figures.Counted;
import io.atlas.kit.background.TopicReader;
import io.atlas.kit.background.UnusableRecordException;
import io.atlas.model.event.AccountIds;
import io.atlas.model.event.ActionExecuted;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Consumes {@code action-executed} and {@code action-dead}. Offsets are stored with what the batch
 * came to, and committed to the group after it; while the database is away the batch waits and the
 * topics keep the backlog.
 */
@Configuration(proxyBeanMethods = false)
class HistoryIntake {

  /** A batch is unpacked before its size is known, and what compresses well is small until then. */
  private static final int RESULTS = 1_000;

  /** Each may hold an event of 1 MiB, with headers of as much. */
  private static final int DEAD_LETTERS = 20;

  /** Of results in one transaction, in bytes; arrays of a batch take several times as much. */
  private static final long LARGEST_PART = 8 << 20;

  /** Of what is further off, no column of a time can hold all. */
  private static final Instant EARLIEST = Instant.EPOCH;

  private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

  private static final String FIRST = "console-history";
  private static final String SECOND = "console-history-2";
  private static final String DEAD = "console-dead-letters";

  @Bean
  Counting counting(Counts counts) {
    return new Counting(counts, System::nanoTime);
  }

  @Bean
  TopicReader historyReader(
      KafkaConnection kafka, HistoryWriter writer, Counting counting, Progress progress) {
    return results(kafka, writer, counting, progress, FIRST);
  }

  /** A second one, so that one reads while the other waits for the database. */
  @Bean
  TopicReader secondHistoryReader(
      KafkaConnection kafka, HistoryWriter writer, Counting counting, Progress progress) {
    return results(kafka, writer, counting, progress, SECOND);
  }

  /** By itself, so that large events do not make the batches of results small. */
  @Bean
  TopicReader deadLetterReader(
      KafkaConnection kafka, HistoryWriter writer, Counting counting, Progress progress) {
    return reader(kafka, writer, counting, progress, DEAD, Topic.ACTION_DEAD, DEAD_LETTERS);
  }

  static TopicReader results(
      KafkaConnection kafka,
      HistoryWriter writer,
      Counting counting,
      Progress progress,
      String name) {
    return reader(kafka, writer, counting, progress, name, Topic.ACTION_EXECUTED, RESULTS);
  }

  private static TopicReader reader(
      KafkaConnection kafka,
      HistoryWriter writer,
      Counting counting,
      Progress progress,
      String name,
      Topic topic,
      int largestBatch) {
    String executed = kafka.name(Topic.ACTION_EXECUTED);
    return TopicReader.inBatchesFrom(
        ends -> {
          counting.forget(name, ends.keySet());
          return progress.next(ends);
        },
        kafka,
        name,
        "console-history",
        List.of(topic),
        Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, largestBatch),
        (records, skipped) ->
            parts(records)
                .forEach(part -> {
                  Batch batch = batch(executed, part, skipped);
                  writer.store(batch);
                  counting.add(name, batch);
                }),
        DataAccessException.class,
        TransactionException.class);
  }

  /** In order. Each is stored for itself: what comes again after a failure is not counted again. */
  private static List<List<ConsumerRecord<String, byte[]>>> parts(
      List<ConsumerRecord<String, byte[]>> records) {
    List<List<ConsumerRecord<String, byte[]>>> parts = new ArrayList<>();
    int start = 0;
    long bytes = 0;
    for (int i = 0; i < records.size(); i++) {
      bytes += records.get(i).serializedValueSize();
      if (bytes > LARGEST_PART || i == records.size() - 1) {
        parts.add(records.subList(start, i + 1));
        start = i + 1;
        bytes = 0;
      }
    }
    return parts;
  }

  static Batch batch(
      String executed, List<ConsumerRecord<String, byte[]>> records, TopicReader.Skipped skipped) {
    Batch batch =
        new Batch(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new HashMap<>());
    for (ConsumerRecord<String, byte[]> record : records) {
      TopicPartition partition = new TopicPartition(record.topic(), record.partition());
      batch.ends().merge(partition, record.offset() + 1, Math::max);
      try {
        if (record.topic().equals(executed)) {
          add(batch, partition, record);
        } else {
          DeadLetterRow row = DeadLetterRow.of(record);
          if (row != null) {
            batch.dead().add(row);
          }
        }
      } catch (UnusableRecordException unusable) {
        skipped.skip(record, unusable);
      }
    }
    return batch;
  }

  private static void add(
      Batch batch, TopicPartition partition, ConsumerRecord<String, byte[]> record) {
    ActionExecuted result = TopicReader.read(record, ActionExecuted.class);
    if (result.startedAt().isBefore(EARLIEST) || result.startedAt().isAfter(LATEST)) {
      throw new UnusableRecordException("its time cannot be");
    }
    String account = result.accountId();
    Counted counted =
        Counted.of(
            result,
            account != null && AccountIds.isUsable(account) ? account : null,
            HistoryRow.host(result),
            Instant.ofEpochMilli(record.timestamp()));
    batch.counted().add(new Batch.Placed(partition, record.offset(), counted));
    HistoryRow row = HistoryRow.of(result, record.value(), EventPlace.of(record.headers()));
    if (row == null) {
      throw new UnusableRecordException("it has no account, or no usable id");
    }
    batch.results().add(row);
  }
}
