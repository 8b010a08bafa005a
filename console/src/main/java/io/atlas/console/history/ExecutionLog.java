package io.atlas.console.history;

import io.atlas.console.edge.AccountShares;
import io.atlas.kit.sql.Times;
import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.FailureCategory;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Questions about one account's executions. An account asks a few at a time, and none for long: a
 * {@link QueryTimeoutException} or a {@link BulkheadFullException} says so.
 */
@Component
public class ExecutionLog {

  private static final String COLUMNS =
      """
      e.execution_id, e.action_id, e.connection_id, e.outcome, e.status, e.category, e.attempt,
      e.fired_at, e.started_at, e.duration_ms, e.method, e.url, e.target, e.next_attempt_at,
      e.replay_of
      """;

  private static final String MATCHES =
      """
      e.account_id = :account
        AND (:action::text IS NULL OR e.action_id = :action)
        AND (:connection::text IS NULL OR e.connection_id = :connection)
        AND (:outcome::text IS NULL OR e.outcome = :outcome)
        AND (:category::text IS NULL OR e.category = :category)
        AND (:host::text IS NULL OR e.target = :host)
        AND (:from::timestamptz IS NULL OR e.fired_at >= :from)
        AND (:to::timestamptz IS NULL OR e.fired_at < :to)
      """;

  /** A page that takes longer is asked for again and again, and fills the database with itself. */
  private static final int LONGEST_SECONDS = 5;

  /** Of the pool's 16 connections, so that a few busy accounts leave some to the others. */
  private static final int QUESTIONS_AT_ONCE = 3;

  /** All times of firing lie between; PostgreSQL does not know all that an Instant can be. */
  private static final Instant EARLIEST = Instant.EPOCH;

  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private final JdbcClient jdbc;
  private final AccountShares shares =
      new AccountShares(QUESTIONS_AT_ONCE, Duration.ofSeconds(LONGEST_SECONDS));

  ExecutionLog(DataSource database) {
    JdbcTemplate bounded = new JdbcTemplate(database);
    bounded.setQueryTimeout(LONGEST_SECONDS);
    this.jdbc = JdbcClient.create(bounded);
  }

  /**
   * @param nextCursor null on the last page
   */
  public record Page(List<Execution> items, @Nullable String nextCursor) {}

  /** Failures of one kind, not replayed since. */
  public record Failures(
      FailureCategory category, String actionId, long count, Instant first, Instant last) {}

  /** How many executions there were, by what became of them. */
  public record Counts(long succeeded, long retrying, long failed) {

    public long all() {
      return succeeded + retrying + failed;
    }
  }

  /**
   * A page of executions, newest first.
   *
   * @param cursor null for the newest
   * @throws IllegalArgumentException for a cursor that no page gave out
   */
  public Page page(String accountId, ExecutionFilter filter, @Nullable String cursor, int limit) {
    Cursor after = cursor == null ? null : Cursor.of(cursor);
    List<Execution> rows =
        shares.use(
            accountId,
            () ->
                matching(
                        "SELECT "
                            + COLUMNS
                            + " FROM execution e WHERE "
                            + MATCHES
                            + """
                            AND (:afterTime::timestamptz IS NULL
                                 OR (e.fired_at, e.execution_id) < (:afterTime, :afterId))
                            ORDER BY e.fired_at DESC, e.execution_id DESC LIMIT :limit
                            """,
                        accountId,
                        filter)
                    .param("afterTime", after == null ? null : Times.utc(after.firedAt()))
                    .param("afterId", after == null ? null : after.executionId())
                    .param("limit", limit + 1)
                    .query(ExecutionLog::execution)
                    .list());
    if (rows.size() <= limit) {
      return new Page(rows, null);
    }
    Execution last = rows.get(limit - 1);
    return new Page(rows.subList(0, limit), new Cursor(last.firedAt(), last.executionId()).text());
  }

  public long count(String accountId, ExecutionFilter filter) {
    return shares.use(
        accountId,
        () ->
            matching("SELECT count(*) FROM execution e WHERE " + MATCHES, accountId, filter)
                .query(Long.class)
                .single());
  }

  public Optional<Execution> find(String accountId, String executionId) {
    return shares.use(
        accountId,
        () ->
            jdbc.sql(
                    "SELECT "
                        + COLUMNS
                        + """
                         FROM execution e WHERE account_id = :account AND execution_id = :execution
                         ORDER BY attempt DESC, started_at DESC LIMIT 1
                        """)
                .param("account", accountId)
                .param("execution", executionId)
                .query(ExecutionLog::execution)
                .optional());
  }

  /** Every attempt of an execution, first to last, as the worker reported it. */
  public List<ActionExecuted> attempts(String accountId, String executionId) {
    return shares.use(
        accountId,
        () ->
            jdbc.sql(
                    """
                    SELECT result FROM attempt WHERE account_id = :account AND execution_id = :execution
                    ORDER BY attempt, started_at
                    """)
                .param("account", accountId)
                .param("execution", executionId)
                .query((row, number) -> EventJson.read(row.getBytes(1), ActionExecuted.class))
                .list());
  }

  /** The latest executions of each of these actions, newest first, at most so many each. */
  public Map<String, List<Execution>> latest(
      String accountId, Collection<String> actionIds, int each) {
    return shares.use(
        accountId,
        () ->
            jdbc
                .sql(
                    "SELECT "
                        + COLUMNS
                        + """
                         FROM unnest(:actions::text[]) AS wanted (id) CROSS JOIN LATERAL (
                          SELECT * FROM execution WHERE account_id = :account AND action_id = wanted.id
                          ORDER BY fired_at DESC LIMIT :each) e
                        ORDER BY e.fired_at DESC
                        """)
                .param("actions", actionIds.toArray(String[]::new))
                .param("account", accountId)
                .param("each", each)
                .query(ExecutionLog::execution)
                .list()
                .stream()
                .collect(Collectors.groupingBy(Execution::actionId)));
  }

  /** Dead letters by action and reason, most first; not those that a person wanted. */
  public List<Failures> failures(String accountId, Instant since) {
    return shares.use(
        accountId,
        () ->
            jdbc.sql(
                    """
                    SELECT e.category, e.action_id, count(*), min(e.fired_at) AS first_at,
                      max(e.fired_at) AS last_at
                    FROM execution e
                    WHERE e.account_id = :account AND e.outcome = 'FAILED' AND e.fired_at >= :since
                      AND e.category <> 'CANCELLED'
                      AND NOT EXISTS (SELECT FROM replay r WHERE r.account_id = e.account_id
                                      AND r.execution_id = e.execution_id)
                    GROUP BY e.category, e.action_id ORDER BY count(*) DESC, e.action_id LIMIT 100
                    """)
                .param("account", accountId)
                .param("since", Times.utc(since))
                .query((row, number) ->
                    new Failures(
                        FailureCategory.valueOf(row.getString(1)),
                        row.getString(2),
                        row.getLong(3),
                        Times.instant(row, "first_at"),
                        Times.instant(row, "last_at")))
                .list());
  }

  public Counts counts(String accountId, Instant since) {
    return shares.use(
        accountId,
        () ->
            jdbc.sql(
                    """
                    SELECT count(*) FILTER (WHERE outcome = 'SUCCEEDED'),
                      count(*) FILTER (WHERE outcome = 'RETRYING'), count(*) FILTER (WHERE outcome = 'FAILED')
                    FROM execution WHERE account_id = :account AND fired_at >= :since
                    """)
                .param("account", accountId)
                .param("since", Times.utc(since))
                .query((row, number) -> new Counts(row.getLong(1), row.getLong(2), row.getLong(3)))
                .single());
  }

  private JdbcClient.StatementSpec matching(String sql, String accountId, ExecutionFilter filter) {
    return jdbc.sql(sql)
        .param("account", accountId)
        .param("action", filter.actionId())
        .param("connection", filter.connectionId())
        .param("outcome", filter.outcome() == null ? null : filter.outcome().name())
        .param("category", filter.category() == null ? null : filter.category().name())
        .param("host", filter.host())
        .param("from", filter.from() == null ? null : Times.utc(kept(filter.from())))
        .param("to", filter.to() == null ? null : Times.utc(kept(filter.to())));
  }

  private static Execution execution(ResultSet row, int number) throws SQLException {
    String category = row.getString("category");
    return new Execution(
        row.getString("execution_id"),
        row.getString("action_id"),
        row.getString("connection_id"),
        Outcome.valueOf(row.getString("outcome")),
        row.getObject("status", Integer.class),
        category == null ? null : FailureCategory.valueOf(category),
        row.getInt("attempt"),
        Times.instant(row, "fired_at"),
        Times.instant(row, "started_at"),
        row.getLong("duration_ms"),
        row.getString("method"),
        row.getString("url"),
        row.getString("target"),
        Times.instantOrNull(row, "next_attempt_at"),
        row.getString("replay_of"));
  }

  private static Instant kept(Instant time) {
    return time.isBefore(EARLIEST) ? EARLIEST : time.isAfter(LATEST) ? LATEST : time;
  }
}
