package io.atlas.console.history;

import io.atlas.console.figures.FiguresWriter;
import io.atlas.kit.sql.Times;
import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.EventJson;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Stores batches, each in one transaction that also counts the results, says how far they go, and
 * tells listeners which accounts have something new. Storing a row again changes nothing, and an
 * older result never replaces a newer one; what is counted already is not counted again.
 */
@Component
class HistoryWriter {

  private static final Logger log = LoggerFactory.getLogger(HistoryWriter.class);

  private static final String UPSERT_EXECUTION =
      """
      INSERT INTO execution (account_id, execution_id, fired_at, action_id, connection_id, outcome,
        status, category, attempt, started_at, duration_ms, method, url, target, next_attempt_at,
        replay_of, event_partition, event_offset)
      VALUES (:account, :execution, :firedAt, :action, :connection, :outcome,
        :status, :category, :attempt, :startedAt, :durationMs, :method, :url, :target,
        :nextAttemptAt, :replayOf, :eventPartition, :eventOffset)
      ON CONFLICT (account_id, execution_id, fired_at) DO UPDATE SET
        connection_id = excluded.connection_id, outcome = excluded.outcome,
        status = excluded.status, category = excluded.category, attempt = excluded.attempt,
        started_at = excluded.started_at, duration_ms = excluded.duration_ms,
        method = excluded.method, url = excluded.url, target = excluded.target,
        next_attempt_at = excluded.next_attempt_at, replay_of = excluded.replay_of,
        cancelled_by = NULL,
        event_partition = coalesce(excluded.event_partition, execution.event_partition),
        event_offset = coalesce(excluded.event_offset, execution.event_offset)
      WHERE execution.action_id = excluded.action_id
        AND (excluded.attempt, excluded.started_at) >= (execution.attempt, execution.started_at)
        -- A result that comes again is no news to who cancelled the retry after it.
        AND (execution.cancelled_by IS NULL
             OR (excluded.attempt, excluded.started_at) > (execution.attempt, execution.started_at))
      """;

  private static final String UPSERT_ATTEMPT =
      """
      INSERT INTO attempt (account_id, execution_id, attempt, fired_at, started_at, result)
      VALUES (:account, :execution, :attempt, :firedAt, :startedAt, :result)
      ON CONFLICT (account_id, execution_id, attempt, fired_at) DO UPDATE SET
        started_at = excluded.started_at, result = excluded.result
      WHERE excluded.started_at >= attempt.started_at
      """;

  private static final String UPSERT_DEAD_LETTER =
      """
      INSERT INTO dead_letter
        (execution_id, action_id, died_at, record_partition, record_offset, replay_number)
      VALUES (:execution, :action, :diedAt, :partition, :offset, :replayNumber)
      ON CONFLICT DO NOTHING
      """;

  private final NamedParameterJdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final DayPartitions partitions;
  private final FiringTimes times;
  private final Progress progress;
  private final FiguresWriter figures;

  HistoryWriter(
      NamedParameterJdbcTemplate jdbc,
      TransactionTemplate transaction,
      DayPartitions partitions,
      FiringTimes times,
      Progress progress,
      FiguresWriter figures) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.partitions = partitions;
    this.times = times;
    this.progress = progress;
    this.figures = figures;
  }

  /**
   * @throws DataAccessException where the database can't be used now: the batch has to come again
   */
  void store(Batch batch) {
    List<HistoryRow> kept =
        times.agree(batch.results()).stream()
            .filter(row -> !row.firedOn().isBefore(partitions.oldest()))
            .toList();
    List<DeadLetterRow> keptDead =
        batch.dead().stream().filter(row -> !row.diedOn().isBefore(partitions.oldest())).toList();
    TreeSet<LocalDate> days = new TreeSet<>();
    kept.forEach(row -> days.add(row.firedOn()));
    keptDead.forEach(row -> days.add(row.diedOn()));
    partitions.ensure(days);
    try {
      transaction.executeWithoutResult(_ -> {
        insert(kept, keptDead);
        count(batch);
      });
    } catch (DataAccessException refused) {
      if (!isAboutTheData(refused)) {
        throw refused;
      }
      inParts(kept, keptDead);
      transaction.executeWithoutResult(_ -> count(batch));
    }
  }

  /** Last, because others that count for the same accounts wait until the transaction ends. */
  private void count(Batch batch) {
    figures.count(batch.from(progress.advance(batch.ends())));
  }

  private void insert(List<HistoryRow> results, List<DeadLetterRow> dead) {
    jdbc.batchUpdate(UPSERT_EXECUTION, parameters(results));
    jdbc.batchUpdate(UPSERT_ATTEMPT, parameters(results));
    jdbc.batchUpdate(
        UPSERT_DEAD_LETTER,
        dead.stream().map(HistoryWriter::parameters).toArray(SqlParameterSource[]::new));
    tell(results);
  }

  /** One row the database refuses must not hold up the others for ever. */
  private void inParts(List<HistoryRow> results, List<DeadLetterRow> dead) {
    for (HistoryRow row : results) {
      skipRefused(row.result().executionId(), () -> insert(List.of(row), List.of()));
    }
    for (DeadLetterRow row : dead) {
      skipRefused(row.executionId(), () -> insert(List.of(), List.of(row)));
    }
  }

  private void skipRefused(String executionId, Runnable insert) {
    try {
      transaction.executeWithoutResult(_ -> insert.run());
    } catch (DataAccessException refused) {
      if (!isAboutTheData(refused)) {
        throw refused;
      }
      log.warn("execution {} is missing from the history: {}", executionId, sqlState(refused));
    }
  }

  private void tell(Collection<HistoryRow> results) {
    Map<String, Long> counts =
        results.stream()
            .collect(Collectors.groupingBy(HistoryRow::accountId, Collectors.counting()));
    counts.forEach((account, count) ->
        jdbc.query(
            "SELECT pg_notify(:channel, :payload)",
            Map.of(
                "channel",
                HistoryChannel.NAME,
                "payload",
                new HistoryChannel.Stored(account, count).payload()),
            _ -> {}));
  }

  /** SQL state classes 22 (data exception) and 23 (integrity) do not go away by waiting. */
  private static boolean isAboutTheData(DataAccessException refused) {
    String state = sqlState(refused);
    return state.startsWith("22") || state.startsWith("23");
  }

  private static String sqlState(DataAccessException refused) {
    Throwable cause = NestedExceptionUtils.getMostSpecificCause(refused);
    return cause instanceof SQLException sql && sql.getSQLState() != null ? sql.getSQLState() : "";
  }

  private static SqlParameterSource[] parameters(List<HistoryRow> rows) {
    return rows.stream().map(HistoryWriter::parameters).toArray(SqlParameterSource[]::new);
  }

  private static SqlParameterSource parameters(HistoryRow row) {
    ActionExecuted result = row.result();
    ActionExecuted.Request request = result.request();
    EventPlace event = row.event();
    return new MapSqlParameterSource()
        .addValue("account", row.accountId())
        .addValue("execution", result.executionId())
        .addValue("firedAt", Times.utcOrNull(row.firedAt()))
        .addValue("action", result.actionId())
        .addValue("connection", text(result.connectionId()))
        .addValue("outcome", result.outcome().name())
        .addValue("status", result.status())
        .addValue("category", result.category() == null ? null : result.category().name())
        .addValue("attempt", result.attempt())
        .addValue("startedAt", Times.utcOrNull(result.startedAt()))
        .addValue("durationMs", result.durationMs())
        .addValue("method", request == null ? null : text(request.method()))
        .addValue("url", request == null ? null : text(request.url()))
        .addValue("target", text(row.host()))
        .addValue("nextAttemptAt", Times.utcOrNull(result.nextAttemptAt()))
        .addValue("replayOf", text(result.replayOf()))
        .addValue("eventPartition", event == null ? null : event.partition())
        .addValue("eventOffset", event == null ? null : event.offset())
        .addValue("result", EventJson.write(result));
  }

  private static SqlParameterSource parameters(DeadLetterRow row) {
    return new MapSqlParameterSource()
        .addValue("execution", row.executionId())
        .addValue("action", row.actionId())
        .addValue("diedAt", Times.utcOrNull(row.diedAt()))
        .addValue("partition", row.partition())
        .addValue("offset", row.offset())
        .addValue("replayNumber", row.replayNumber());
  }

  /** PostgreSQL's text holds no NUL; the list needs no more than the first 2,000 characters. */
  private static @Nullable String text(@Nullable String value) {
    if (value == null) {
      return null;
    }
    String clean = value.replace("\u0000", "");
    return clean.length() > 2_000 ? clean.substring(0, 2_000) : clean;
  }
}
