package io.atlas.console.job;

import io.atlas.console.replay.Skip;
import io.atlas.kit.sql.Times;
import io.atlas.kit.start.InstanceName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Whose turn it is at which job, and what a turn writes down. A turn that has lost its lease writes
 * nothing: {@link LostException}.
 */
@Component
class JobLeases {

  /** By then what a turn fired has arrived or never will; whoever takes over meets nothing else. */
  static final Duration LEASE = Duration.ofSeconds(30);

  private static final String[] KINDS =
      Stream.of(JobKind.values()).map(JobKind::name).toArray(String[]::new);

  private final JdbcClient jdbc;
  private final Clock clock;
  private final String owner = InstanceName.of("console") + "/" + UUID.randomUUID();

  JobLeases(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Another console has the job, or it was stopped. */
  static final class LostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private LostException() {
      super("the turn at a job is over", null, false, false);
    }
  }

  /**
   * The job that has waited longest for its turn, whose turn it is now. One that a newer version
   * started is left to consoles of that version.
   */
  Optional<Job> take() {
    Instant now = clock.instant();
    return jdbc.sql(
            """
            UPDATE job SET lease_owner = :owner, lease_until = :until WHERE id = (
              SELECT id FROM job
              WHERE due_at <= :now AND kind = ANY (:kinds) AND (lease_until IS NULL OR lease_until <= :now)
              ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING *
            """)
        .param("owner", owner)
        .param("until", Times.utc(now.plus(LEASE)))
        .param("now", Times.utc(now))
        .param("kinds", KINDS)
        .query(JobTable::job)
        .optional()
        .flatMap(Function.identity());
  }

  /** Says that events are fired from now on, and begins the lease anew. */
  void begin(Job job, String position, Map<Skip, Long> skipped, @Nullable List<Long> firedFrom) {
    Instant now = clock.instant();
    require(
        skips(
                """
                UPDATE job SET position = :position, fired_from = :firedFrom, lease_until = :until,
                  %s
                WHERE id = :id AND lease_owner = :owner AND lease_until > :now AND ended_at IS NULL
                """,
                skipped)
            .param("id", job.id())
            .param("owner", owner)
            .param("position", position)
            .param("firedFrom", firedFrom == null ? null : firedFrom.toArray(Long[]::new))
            .param("until", Times.utc(now.plus(LEASE)))
            .param("now", Times.utc(now))
            .update());
  }

  /** Begins the lease anew, before something long. */
  void renew(Job job) {
    Instant now = clock.instant();
    require(
        jdbc.sql(
                """
                UPDATE job SET lease_until = :until
                WHERE id = :id AND lease_owner = :owner AND lease_until > :now
                """)
            .param("id", job.id())
            .param("owner", owner)
            .param("until", Times.utc(now.plus(LEASE)))
            .param("now", Times.utc(now))
            .update());
  }

  /** Writes down what was done; nothing is on its way any more. */
  void done(Job job, long done, Map<Skip, Long> refused) {
    require(
        skips(
                """
                UPDATE job SET done = done + :done, fired_from = NULL, problem = NULL, %s
                WHERE id = :id AND lease_owner = :owner
                """,
                refused)
            .param("id", job.id())
            .param("owner", owner)
            .param("done", done)
            .update());
  }

  void reached(Job job, String position) {
    require(
        jdbc.sql("UPDATE job SET position = :position WHERE id = :id AND lease_owner = :owner")
            .param("position", position)
            .param("id", job.id())
            .param("owner", owner)
            .update());
  }

  /** Ends it, having looked at all; false where somebody has stopped it. */
  boolean end(Job job) {
    return jdbc.sql(
                """
                UPDATE job SET ended_at = :now
                WHERE id = :id AND lease_owner = :owner AND ended_at IS NULL
                """)
            .param("id", job.id())
            .param("owner", owner)
            .param("now", Times.utc(clock.instant()))
            .update()
        == 1;
  }

  /**
   * Gives the turn back.
   *
   * @param due when the next one is; null where nothing is left
   */
  void giveBack(Job job, @Nullable Instant due, @Nullable String problem) {
    var _ =
        jdbc.sql(
                """
                UPDATE job SET due_at = :due, problem = :problem, lease_owner = NULL,
                  lease_until = NULL
                WHERE id = :id AND lease_owner = :owner
                """)
            .param("id", job.id())
            .param("owner", owner)
            .param("due", Times.utcOrNull(due))
            .param("problem", problem)
            .update();
  }

  /** The columns are constants. */
  private JdbcClient.StatementSpec skips(String statement, Map<Skip, Long> skipped) {
    StringBuilder columns = new StringBuilder();
    for (Skip why : Skip.values()) {
      String column = JobTable.column(why);
      columns.append(columns.isEmpty() ? "" : ", ");
      columns.append(column).append(" = ").append(column).append(" + :").append(column);
    }
    JdbcClient.StatementSpec sql = jdbc.sql(statement.formatted(columns));
    for (Skip why : Skip.values()) {
      sql = sql.param(JobTable.column(why), skipped.getOrDefault(why, 0L));
    }
    return sql;
  }

  private static void require(int rows) {
    if (rows != 1) {
      throw new LostException();
    }
  }
}
