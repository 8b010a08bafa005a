package io.atlas.console.history;

import io.atlas.kit.rate.AccountShares;
import io.atlas.kit.sql.Times;
import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.event.NewerNames;
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

  /** A page that takes longer is asked for again and again, and fills the database with itself. */
  private static final int LONGEST_SECONDS = 5;

  /** Of the pool's 16 connections, so that a few busy accounts leave some to the others. */
  private static final int QUESTIONS_AT_ONCE = 3;

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

  /** Failures of one kind. */
  public record Failures(
      FailureCategory category, String actionId, long count, Instant first, Instant last) {}

  /**
   * A page of executions, newest first.
   *
   * @param cursor null for the newest
   * @throws IllegalArgumentException for a cursor that no page gave out
   */
  public Page page(String accountId, Selection selection, @Nullable String cursor, int limit) {
    Cursor after = cursor == null ? null : Cursor.of(cursor);
    List<Execution> rows =
        shares.use(
            accountId,
            () ->
                asked(LogQueries.page(accountId, selection, after, limit))
                    .query(ExecutionLog::execution)
                    .list());
    if (rows.size() <= limit) {
      return new Page(rows, null);
    }
    return new Page(rows.subList(0, limit), position(rows.get(limit - 1)));
  }

  public Page page(String accountId, ExecutionFilter filter, @Nullable String cursor, int limit) {
    return page(accountId, Selection.of(filter), cursor, limit);
  }

  /**
   * Executions in the order in which they were fired.
   *
   * @param after the {@link #position} of the last one that is known; null for the oldest
   * @throws IllegalArgumentException for a position that no page gave out
   */
  public List<Execution> oldest(
      String accountId, Selection selection, @Nullable String after, int limit) {
    Cursor known = after == null ? null : Cursor.of(after);
    return shares.use(
        accountId,
        () ->
            asked(LogQueries.oldest(accountId, selection, known, limit))
                .query(ExecutionLog::execution)
                .list());
  }

  /** Of a row, for {@link #page} and {@link #newer}. */
  public static String position(Execution row) {
    return new Cursor(row.firedAt(), row.executionId()).text();
  }

  /**
   * How many executions fired after this one, counted to a limit.
   *
   * @throws IllegalArgumentException for a position that no page gave out
   */
  public long newer(String accountId, Selection selection, String position, int limit) {
    Cursor than = Cursor.of(position);
    return shares.use(
        accountId,
        () ->
            asked(LogQueries.newer(accountId, selection, than, limit)).query(Long.class).single());
  }

  public long count(String accountId, ExecutionFilter filter) {
    return count(accountId, Selection.of(filter));
  }

  public long count(String accountId, Selection selection) {
    return shares.use(
        accountId, () -> asked(LogQueries.count(accountId, selection)).query(Long.class).single());
  }

  public Optional<Execution> find(String accountId, String executionId) {
    return shares.use(
        accountId,
        () ->
            jdbc.sql(
                    "SELECT "
                        + LogQueries.COLUMNS
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
    List<AttemptRow> rows =
        shares.use(
            accountId,
            () ->
                jdbc.sql(
                        """
                        SELECT fired_at, result FROM attempt
                        WHERE account_id = :account AND execution_id = :execution
                        UNION ALL
                        SELECT fired_at, result FROM execution
                        WHERE account_id = :account AND execution_id = :execution
                          AND result IS NOT NULL
                        """)
                    .param("account", accountId)
                    .param("execution", executionId)
                    .query((row, number) -> AttemptRow.of(row))
                    .list());
    return AttemptRow.inOrder(rows);
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
                        + LogQueries.COLUMNS
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

  /** How an action's executions failed, most first; whether or not they were replayed. */
  public List<Failures> failuresOf(String accountId, String actionId, Instant since) {
    return shares.use(
        accountId,
        () ->
            jdbc.sql(
                    """
                    SELECT category, action_id, count(*), min(fired_at) AS first_at,
                      max(fired_at) AS last_at
                    FROM execution
                    WHERE account_id = :account AND action_id = :action AND state = 'FAILED'
                      AND category IS NOT NULL AND fired_at >= :since
                    GROUP BY category, action_id ORDER BY count(*) DESC
                    """)
                .param("account", accountId)
                .param("action", actionId)
                .param("since", Times.utc(since))
                .query(ExecutionLog::failures)
                .list());
  }

  /** The retries of an action that come next, the soonest first. */
  public List<Execution> nextRetries(String accountId, String actionId, int limit) {
    return shares.use(
        accountId,
        () ->
            jdbc.sql(
                    "SELECT "
                        + LogQueries.COLUMNS
                        + """
                         FROM execution e WHERE e.account_id = :account AND e.action_id = :action
                          AND e.state = 'RETRYING' AND e.next_attempt_at IS NOT NULL
                        ORDER BY e.next_attempt_at LIMIT :limit
                        """)
                .param("account", accountId)
                .param("action", actionId)
                .param("limit", limit)
                .query(ExecutionLog::execution)
                .list());
  }

  /**
   * Shows a retry as cancelled at once; the worker's own word follows when the event comes off its
   * delay topic.
   */
  public void cancelled(String accountId, String executionId, String person) {
    var _ =
        jdbc.sql(
                """
                UPDATE execution SET cancelled_by = :person, next_attempt_at = NULL
                WHERE account_id = :account AND execution_id = :execution AND outcome = 'RETRYING'
                """)
            .param("account", accountId)
            .param("execution", executionId)
            .param("person", person)
            .update();
  }

  private JdbcClient.StatementSpec asked(LogQueries.Sql sql) {
    return jdbc.sql(sql.text()).params(sql.parameters());
  }

  private static Failures failures(ResultSet row, int number) throws SQLException {
    return new Failures(
        NewerNames.read(FailureCategory.class, row.getString(1)),
        row.getString(2),
        row.getLong(3),
        Times.instant(row, "first_at"),
        Times.instant(row, "last_at"));
  }

  private static Execution execution(ResultSet row, int number) throws SQLException {
    String category = row.getString("category");
    int attempt = row.getInt("attempt");
    return new Execution(
        row.getString("execution_id"),
        row.getString("action_id"),
        row.getString("connection_id"),
        Outcome.valueOf(row.getString("outcome")),
        row.getObject("status", Integer.class),
        category == null ? null : NewerNames.read(FailureCategory.class, category),
        "CANCELLED".equals(category) ? Math.max(1, attempt - 1) : attempt,
        Times.instant(row, "fired_at"),
        Times.instant(row, "started_at"),
        row.getLong("duration_ms"),
        row.getString("method"),
        row.getString("url"),
        row.getString("target"),
        Times.instantOrNull(row, "next_attempt_at"),
        row.getString("replay_of"),
        row.getString("cancelled_by"));
  }
}
