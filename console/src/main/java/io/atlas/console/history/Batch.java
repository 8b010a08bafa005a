package io.atlas.console.history;

import io.atlas.console.figures.Counted;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * What came in one poll.
 *
 * @param results that the log shows
 * @param counted all results, those too that the log has no place for
 * @param ends the offset after each partition's last record
 */
record Batch(
    List<HistoryRow> results,
    List<DeadLetterRow> dead,
    List<Placed> counted,
    Map<TopicPartition, Long> ends) {

  /** A result with its place on its topic. */
  record Placed(TopicPartition partition, long offset, Counted counted) {}
}
