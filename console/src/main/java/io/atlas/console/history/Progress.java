package io.atlas.console.history;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How far the history has come on each partition, as it is committed with what was counted. */
@Component
class Progress {

  private static final Logger log = LoggerFactory.getLogger(Progress.class);

  private final JdbcClient jdbc;

  Progress(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Where to go on, of the partitions that are known. One that ends earlier is of a topic that was
   * made anew, and begins at its start.
   *
   * @throws DataAccessException where the database can't be used now
   */
  Map<TopicPartition, Long> next(Map<TopicPartition, Long> ends) {
    Map<TopicPartition, Long> next = new HashMap<>();
    stored()
        .forEach((partition, offset) -> {
          Long end = ends.get(partition);
          if (end != null && offset > end) {
            log.warn("{} was made anew: its results are read from the start", partition);
            restart(partition);
            next.put(partition, 0L);
          } else if (end != null) {
            next.put(partition, offset);
          }
        });
    return next;
  }

  private Map<TopicPartition, Long> stored() {
    Map<TopicPartition, Long> stored = new HashMap<>();
    jdbc.sql("SELECT topic, partition_number, next_offset FROM history_offset")
        .query(row -> {
          stored.put(new TopicPartition(row.getString(1), row.getInt(2)), row.getLong(3));
        });
    return stored;
  }

  private void restart(TopicPartition partition) {
    var _ =
        jdbc.sql(
                """
                UPDATE history_offset SET next_offset = 0
                WHERE topic = :topic AND partition_number = :partition
                """)
            .param("topic", partition.topic())
            .param("partition", partition.partition())
            .update();
  }

  /**
   * Moves on, and tells from where; others that move on wait for the transaction's end. Nothing
   * moves back: an instance that lost a partition may still have a batch of it.
   *
   * @param to the offset after the batch's last record
   * @return what lies before is counted already; 0 where nothing is known
   */
  Map<TopicPartition, Long> advance(Map<TopicPartition, Long> to) {
    List<TopicPartition> partitions =
        to.keySet().stream()
            .sorted(
                Comparator.comparing(TopicPartition::topic)
                    .thenComparingInt(TopicPartition::partition))
            .toList();
    String[] topics = partitions.stream().map(TopicPartition::topic).toArray(String[]::new);
    Integer[] numbers = partitions.stream().map(TopicPartition::partition).toArray(Integer[]::new);
    Map<TopicPartition, Long> from = new HashMap<>();
    jdbc.sql(
            """
            INSERT INTO history_offset AS h (topic, partition_number, next_offset)
            SELECT w.topic, w.number, 0 FROM unnest(:topics::text[], :numbers::integer[]) AS w (topic, number)
            ON CONFLICT (topic, partition_number) DO UPDATE SET next_offset = h.next_offset
            RETURNING topic, partition_number, next_offset
            """)
        .param("topics", topics)
        .param("numbers", numbers)
        .query(row -> {
          from.put(new TopicPartition(row.getString(1), row.getInt(2)), row.getLong(3));
        });
    var _ =
        jdbc.sql(
                """
                UPDATE history_offset AS h SET next_offset = greatest(h.next_offset, w.next_offset)
                FROM unnest(:topics::text[], :numbers::integer[], :offsets::bigint[])
                  AS w (topic, number, next_offset)
                WHERE h.topic = w.topic AND h.partition_number = w.number
                """)
            .param("topics", topics)
            .param("numbers", numbers)
            .param("offsets", partitions.stream().map(to::get).toArray(Long[]::new))
            .update();
    return from;
  }
}
