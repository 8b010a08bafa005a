package io.atlas.console.history;

import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Where dead events lie. Storing one again changes nothing. */
@Component
class DeadLetterTable {

  private static final String INSERT =
      """
      INSERT INTO dead_letter
        (execution_id, action_id, died_at, record_partition, record_offset, replay_number)
      SELECT execution, action, timestamptz 'epoch' + died * interval '1 microsecond',
        partition, place, replays
      FROM unnest(?::text[], ?::text[], ?::bigint[], ?::integer[], ?::bigint[], ?::integer[])
        AS w (execution, action, died, partition, place, replays)
      ON CONFLICT DO NOTHING
      """;

  private final JdbcTemplate jdbc;

  DeadLetterTable(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  void store(List<DeadLetterRow> rows) {
    if (rows.isEmpty()) {
      return;
    }
    var _ =
        jdbc.update(
            INSERT,
            statement -> {
              var _ =
                  new Columns<>(statement, rows)
                      .ids(DeadLetterRow::executionId)
                      .ids(DeadLetterRow::actionId)
                      .times(DeadLetterRow::diedAt)
                      .integers(DeadLetterRow::partition)
                      .longs(DeadLetterRow::offset)
                      .integers(DeadLetterRow::replayNumber);
            });
  }
}
