package io.atlas.console.history;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The rows that the log lists. Storing one again changes nothing. */
@Component
class ExecutionTable {

  /** Stands for no result: a result is JSON. */
  private static final byte[] NONE = {};

  private static final String EPOCH = "timestamptz 'epoch' + %s * interval '1 microsecond'";

  private static final String UPSERT =
      """
      INSERT INTO execution (account_id, execution_id, fired_at, action_id, connection_id, outcome,
        status, category, attempt, started_at, duration_ms, method, url, target, next_attempt_at,
        replay_of, event_partition, event_offset, result)
      SELECT account, execution, %s, action, connection, outcome,
        status, category, attempt, %s, duration, method, url, target, %s,
        replay_of, event_partition, event_offset, nullif(result, '')
      FROM unnest(?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[],
          ?::integer[], ?::text[], ?::integer[], ?::bigint[], ?::bigint[], ?::text[], ?::text[],
          ?::text[], ?::bigint[], ?::text[], ?::integer[], ?::bigint[], ?::bytea[])
        AS w (account, execution, fired, action, connection, outcome,
          status, category, attempt, started, duration, method, url,
          target, next_attempt, replay_of, event_partition, event_offset, result)
      ON CONFLICT (account_id, execution_id, fired_at) DO UPDATE SET
        connection_id = excluded.connection_id, outcome = excluded.outcome,
        status = excluded.status, category = excluded.category, attempt = excluded.attempt,
        started_at = excluded.started_at, duration_ms = excluded.duration_ms,
        method = excluded.method, url = excluded.url, target = excluded.target,
        next_attempt_at = excluded.next_attempt_at, replay_of = excluded.replay_of,
        cancelled_by = NULL,
        event_partition = coalesce(excluded.event_partition, execution.event_partition),
        event_offset = coalesce(excluded.event_offset, execution.event_offset),
        result = coalesce(excluded.result, execution.result)
      WHERE execution.action_id = excluded.action_id
        AND (excluded.attempt, excluded.started_at) >= (execution.attempt, execution.started_at)
        -- A result that comes again is no news to who cancelled the retry after it.
        AND (execution.cancelled_by IS NULL
             OR (excluded.attempt, excluded.started_at) > (execution.attempt, execution.started_at))
      """
          .formatted(
              EPOCH.formatted("fired"),
              EPOCH.formatted("started"),
              EPOCH.formatted("next_attempt"));

  private final JdbcTemplate jdbc;

  ExecutionTable(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Whether all of them are stored now; those are not that are older than what was there. */
  boolean store(List<Latest> rows) {
    return rows.isEmpty()
        || rows.size()
            == jdbc.update(
                UPSERT,
                statement -> {
                  var _ =
                      new Columns<>(statement, rows)
                          .ids(each -> each.row().accountId())
                          .ids(each -> each.row().result().executionId())
                          .times(each -> each.row().firedAt())
                          .ids(each -> each.row().result().actionId())
                          .texts(each -> each.row().result().connectionId())
                          .ids(each -> each.row().result().outcome().name())
                          .integers(each -> each.row().result().status())
                          .texts(ExecutionTable::category)
                          .integers(each -> each.row().result().attempt())
                          .times(each -> each.row().result().startedAt())
                          .longs(each -> each.row().result().durationMs())
                          .texts(ExecutionTable::method)
                          .texts(ExecutionTable::url)
                          .texts(each -> each.row().host())
                          .times(each -> each.row().result().nextAttemptAt())
                          .texts(each -> each.row().result().replayOf())
                          .integers(each -> each.event() == null ? null : each.event().partition())
                          .longs(each -> each.event() == null ? null : each.event().offset())
                          .bytes(each -> each.first() == null ? NONE : each.first());
                });
  }

  private static @Nullable String category(Latest each) {
    var category = each.row().result().category();
    return category == null ? null : category.name();
  }

  private static @Nullable String method(Latest each) {
    var request = each.row().result().request();
    return request == null ? null : request.method();
  }

  private static @Nullable String url(Latest each) {
    var request = each.row().result().request();
    return request == null ? null : request.url();
  }
}
