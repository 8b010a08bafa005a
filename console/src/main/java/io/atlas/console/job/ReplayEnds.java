package io.atlas.console.job;

import io.atlas.kit.sql.Times;
import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Counts how a job's replays ended, from the history, each once, some at a time. */
@Component
class ReplayEnds {

  private static final int AT_A_TIME = 500;

  /** The history may keep a replay under an earlier time than the console that fired it. */
  private static final Duration SKEW = Duration.ofHours(1);

  private final JdbcClient jdbc;

  ReplayEnds(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A look at some of those that had not ended.
   *
   * @param looked how many
   * @param isLast whether the next look begins at the first one again
   */
  record Look(long looked, boolean isLast, long succeeded, long failed) {}

  /** In the transaction that is open. */
  Look look(Job job) {
    Look look =
        jdbc.sql(
                """
                WITH looked AS (
                  SELECT execution_id, replay_execution_id FROM replay
                  WHERE job_id = :job AND ended IS NULL AND execution_id > :after
                  ORDER BY execution_id LIMIT :limit),
                found AS (
                  SELECT l.execution_id, e.state FROM looked l CROSS JOIN LATERAL (
                    SELECT state, outcome FROM execution
                    WHERE account_id = :account AND execution_id = l.replay_execution_id
                      AND fired_at >= :since
                    ORDER BY attempt DESC LIMIT 1) e
                  WHERE e.outcome <> 'RETRYING'),
                told AS (
                  UPDATE replay r SET ended = f.state FROM found f
                  WHERE r.account_id = :account AND r.execution_id = f.execution_id
                    AND r.ended IS NULL
                  RETURNING r.ended),
                counted AS (
                  SELECT count(*) FILTER (WHERE ended = 'SUCCEEDED') AS succeeded,
                    count(*) FILTER (WHERE ended <> 'SUCCEEDED') AS failed FROM told),
                seen AS (SELECT count(*) AS looked, max(execution_id) AS last FROM looked),
                changed AS (
                  UPDATE job j SET succeeded = j.succeeded + c.succeeded,
                    failed = j.failed + c.failed,
                    looked_to = CASE WHEN s.looked < :limit THEN '' ELSE s.last END
                  FROM counted c, seen s WHERE j.id = :job)
                SELECT looked, succeeded, failed FROM counted, seen
                """)
            .param("job", job.id())
            .param("account", job.person().accountId())
            .param("after", job.place().lookedTo())
            .param("limit", AT_A_TIME)
            .param("since", Times.utc(job.startedAt().minus(SKEW)))
            .query((row, number) ->
                new Look(
                    row.getLong(1), row.getLong(1) < AT_A_TIME, row.getLong(2), row.getLong(3)))
            .single();
    return look;
  }
}
