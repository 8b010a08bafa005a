package io.atlas.console.history;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** What the attempts of executions came to, one row each. Storing one again changes nothing. */
@Component
class AttemptTable {

  private static final String UPSERT =
      """
      INSERT INTO attempt (account_id, execution_id, attempt, fired_at, started_at, result)
      SELECT account, execution, attempt, timestamptz 'epoch' + fired * interval '1 microsecond',
        timestamptz 'epoch' + started * interval '1 microsecond', result
      FROM unnest(?::text[], ?::text[], ?::integer[], ?::bigint[], ?::bigint[], ?::bytea[])
        AS w (account, execution, attempt, fired, started, result)
      ON CONFLICT (account_id, execution_id, attempt, fired_at) DO UPDATE SET
        started_at = excluded.started_at, result = excluded.result
      WHERE excluded.started_at >= attempt.started_at
      """;

  private final JdbcTemplate jdbc;

  AttemptTable(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  private record Key(String account, String execution, int attempt, Instant firedAt) {}

  void store(Collection<HistoryRow> rows) {
    if (rows.isEmpty()) {
      return;
    }
    // A statement may meet a row only once.
    Map<Key, HistoryRow> latest = LinkedHashMap.newLinkedHashMap(rows.size());
    for (HistoryRow row : rows) {
      var result = row.result();
      latest.merge(
          new Key(row.accountId(), result.executionId(), result.attempt(), row.firedAt()),
          row,
          (one, next) -> next.result().startedAt().isBefore(one.result().startedAt()) ? one : next);
    }
    var _ =
        jdbc.update(
            UPSERT,
            statement -> {
              var _ =
                  new Columns<>(statement, List.copyOf(latest.values()))
                      .ids(HistoryRow::accountId)
                      .ids(row -> row.result().executionId())
                      .integers(row -> row.result().attempt())
                      .times(HistoryRow::firedAt)
                      .times(row -> row.result().startedAt())
                      .bytes(HistoryRow::json);
            });
  }
}
