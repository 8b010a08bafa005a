package io.atlas.console.notice;

import io.atlas.console.edge.AccountShares;
import io.atlas.console.identity.Person;
import io.atlas.kit.sql.Times;
import io.atlas.model.event.Notice.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What is bad now, for the pages of a person. Thread-safe. */
@Component
public class Raised {

  /** Looked at; whatever else is bad is seen once these are dealt with. */
  private static final int MOST = 2_000;

  /** Executions looked at for what waits or failed because of a notice; the newest. */
  private static final int EXECUTIONS = 1_000;

  private static final Duration COUNTED = Duration.ofHours(24);
  private static final int LONGEST_SECONDS = 2;
  private static final int QUESTIONS_AT_ONCE = 2;

  private static final String ROWS =
      """
      WITH raised AS (
        SELECT *, row_number() OVER (PARTITION BY kind ORDER BY since, subject) AS place,
          count(*) OVER (PARTITION BY kind) AS of_kind
        FROM (SELECT * FROM notice WHERE state = 'RAISED' AND account_id = ANY (:accounts)
              ORDER BY rank, since LIMIT :most) n
      )
      SELECT r.*, e.waiting, e.failed FROM raised r
      CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE state = 'RETRYING') AS waiting,
          count(*) FILTER (WHERE state = 'FAILED') AS failed
        FROM (
          (SELECT state FROM execution
           WHERE r.action_id IS NOT NULL AND account_id = r.account_id AND action_id = r.action_id
             AND fired_at >= greatest(r.since, :from)
           ORDER BY fired_at DESC LIMIT :executions)
          UNION ALL
          (SELECT state FROM execution
           WHERE r.action_id IS NULL AND account_id = r.account_id
             AND connection_id = r.connection_id AND fired_at >= greatest(r.since, :from)
           ORDER BY fired_at DESC LIMIT :executions)) x
      ) e
      WHERE r.place <= :rows ORDER BY r.rank, r.since, r.subject
      """;

  /** With the kinds of failures that {@code ExecutionLog.failures} lists beside them. */
  private static final String COUNT =
      """
      SELECT (SELECT count(*) FROM (
                SELECT FROM notice WHERE state = 'RAISED' AND account_id = ANY (:accounts)
                LIMIT :most) n)
        + (SELECT count(DISTINCT (category, action_id)) FROM (
             SELECT e.category, e.action_id, e.execution_id FROM execution e
             WHERE e.account_id = :account AND e.state = 'FAILED' AND e.fired_at >= :since
             ORDER BY e.fired_at DESC LIMIT :most) f
           WHERE f.category IS NOT NULL
             AND NOT EXISTS (SELECT FROM replay r WHERE r.account_id = :account
                             AND r.execution_id = f.execution_id))
      """;

  private final JdbcClient jdbc;
  private final Clock clock;
  private final AccountShares shares =
      new AccountShares(QUESTIONS_AT_ONCE, Duration.ofSeconds(LONGEST_SECONDS));

  Raised(DataSource database, Clock clock) {
    JdbcTemplate bounded = new JdbcTemplate(database);
    bounded.setQueryTimeout(LONGEST_SECONDS);
    this.jdbc = JdbcClient.create(bounded);
    this.clock = clock;
  }

  /**
   * A notice that was raised and not cleared.
   *
   * @param link a path of the console
   * @param waiting executions that wait for a retry since then, of the newest of the last day
   * @param failed those that failed, likewise
   * @param place among those of its kind, from 1
   * @param ofKind how many there are of its kind
   */
  public record Row(
      Kind kind,
      Instant since,
      String summary,
      String hint,
      String link,
      long waiting,
      long failed,
      long place,
      long ofKind) {}

  /** The worst first, the oldest of each kind first, and at most so many of a kind. */
  public List<Row> rows(Person person, int ofKind) {
    return shares.use(
        person.accountId(),
        () ->
            jdbc.sql(ROWS)
                .param("accounts", accounts(person))
                .param("most", MOST)
                .param("from", Times.utc(clock.instant().minus(COUNTED)))
                .param("executions", EXECUTIONS)
                .param("rows", ofKind)
                .query(Raised::row)
                .list());
  }

  /**
   * How many notices and kinds of failures there are, for a number that stands on every page.
   *
   * @param since executions that failed before do not count
   */
  public int count(Person person, Instant since) {
    return shares.use(
        person.accountId(),
        () ->
            jdbc.sql(COUNT)
                .param("accounts", accounts(person))
                .param("account", person.accountId())
                .param("since", Times.utc(since))
                .param("most", MOST)
                .query(Integer.class)
                .single());
  }

  /** An operator of the platform sees its notices beside those of the account. */
  private static String[] accounts(Person person) {
    return Stream.of(person.accountId(), "")
        .limit(person.maySeePlatform() ? 2 : 1)
        .toArray(String[]::new);
  }

  private static Row row(ResultSet row, int number) throws SQLException {
    return new Row(
        Kind.valueOf(row.getString("kind")),
        Times.instant(row, "since"),
        row.getString("summary"),
        row.getString("hint"),
        row.getString("link"),
        row.getLong("waiting"),
        row.getLong("failed"),
        row.getLong("place"),
        row.getLong("of_kind"));
  }
}
