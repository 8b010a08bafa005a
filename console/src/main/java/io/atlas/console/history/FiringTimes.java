package io.atlas.console.history;

import io.atlas.kit.sql.Times;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Every attempt of an execution goes to the row of the first one, whose time of firing is part of
 * the key. Attempts may tell that time differently: more or less precisely, or not believably.
 */
@Component
class FiringTimes {

  private final JdbcClient jdbc;

  FiringTimes(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  private record Ids(String account, String execution, String action) {

    static Ids of(HistoryRow row) {
      return new Ids(row.accountId(), row.result().executionId(), row.result().actionId());
    }
  }

  /** The rows, in their order, each under the time of its execution's first attempt. */
  List<HistoryRow> agree(List<HistoryRow> rows) {
    List<HistoryRow> later = rows.stream().filter(row -> row.result().attempt() > 1).toList();
    if (later.isEmpty()) {
      return rows;
    }
    Map<Ids, Instant> known = known(later);
    return rows.stream()
        .map(row -> {
          Ids ids = Ids.of(row);
          Instant first = row.result().attempt() > 1 ? known.get(ids) : null;
          HistoryRow agreed = first == null ? row : row.firedAt(first);
          known.put(ids, agreed.firedAt());
          return agreed;
        })
        .toList();
  }

  /**
   * The row that waits for this attempt, or has gone beyond it. The same id may have been fired
   * before: then the nearest.
   */
  private Map<Ids, Instant> known(List<HistoryRow> later) {
    Map<Ids, Instant> known = new HashMap<>();
    jdbc.sql(
            """
            SELECT w.account, w.execution, w.action, found.fired_at
            FROM unnest(:accounts::text[], :executions::text[], :actions::text[], :times::text[],
              :attempts::integer[]) AS w (account, execution, action, fired_at, attempt)
            CROSS JOIN LATERAL (
              SELECT e.fired_at FROM execution e
              WHERE e.account_id = w.account AND e.execution_id = w.execution
                AND e.action_id = w.action
                AND (e.outcome = 'RETRYING' OR e.attempt >= w.attempt
                     OR e.fired_at = w.fired_at::timestamptz)
              ORDER BY abs(extract(epoch FROM e.fired_at - w.fired_at::timestamptz)) LIMIT 1) found
            """)
        .param("accounts", later.stream().map(HistoryRow::accountId).toArray(String[]::new))
        .param(
            "executions",
            later.stream().map(row -> row.result().executionId()).toArray(String[]::new))
        .param("actions", later.stream().map(row -> row.result().actionId()).toArray(String[]::new))
        .param("times", later.stream().map(row -> row.firedAt().toString()).toArray(String[]::new))
        .param(
            "attempts", later.stream().map(row -> row.result().attempt()).toArray(Integer[]::new))
        .query(row -> {
          Ids ids = new Ids(row.getString(1), row.getString(2), row.getString(3));
          known.put(ids, Times.instant(row, "fired_at"));
        });
    return known;
  }
}
