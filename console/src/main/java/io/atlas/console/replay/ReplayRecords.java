package io.atlas.console.replay;

import io.atlas.console.history.Execution;
import io.atlas.console.identity.Person;
import io.atlas.console.replay.BulkReplays.Claim;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which execution was replayed as which: each once, whoever asks at the same time. */
@Component
class ReplayRecords {

  private final JdbcClient jdbc;
  private final Clock clock;

  ReplayRecords(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** The execution that replays this one. */
  Optional<String> replayOf(Person person, Execution execution) {
    return jdbc.sql(
            """
            SELECT replay_execution_id FROM replay
            WHERE account_id = :account AND execution_id = :execution
            """)
        .param("account", person.accountId())
        .param("execution", execution.executionId())
        .query(String.class)
        .optional();
  }

  /** Those of the executions that were replayed. */
  Set<String> replayed(Person person, Collection<String> executions) {
    return Set.copyOf(
        jdbc.sql(
                """
                SELECT execution_id FROM replay
                WHERE account_id = :account AND execution_id = ANY (:executions)
                """)
            .param("account", person.accountId())
            .param("executions", executions.toArray(String[]::new))
            .query(String.class)
            .list());
  }

  /**
   * @return whether nobody else has replayed it
   */
  boolean claim(Person person, String executionId, String replayId, int number) {
    return jdbc.sql(
                """
                INSERT INTO replay (account_id, execution_id, replay_number, replay_execution_id,
                  requested_by, requested_at)
                VALUES (:account, :execution, :number, :replay, :person, :now)
                ON CONFLICT DO NOTHING
                """)
            .param("account", person.accountId())
            .param("execution", executionId)
            .param("number", number)
            .param("replay", replayId)
            .param("person", person.name())
            .param("now", clock.instant().atOffset(ZoneOffset.UTC))
            .update()
        == 1;
  }

  /**
   * As {@link #claim(Person, String, String, int)}, for a job, which fires it later.
   *
   * @return whether nobody else has replayed it
   */
  boolean claim(Person person, UUID job, Claim claim) {
    return jdbc.sql(
                """
                INSERT INTO replay (account_id, execution_id, replay_number, replay_execution_id,
                  requested_by, requested_at, job_id, fired)
                VALUES (:account, :execution, :number, :replay, :person, :now, :job, false)
                ON CONFLICT DO NOTHING
                """)
            .param("account", person.accountId())
            .param("execution", claim.executionId())
            .param("number", claim.number())
            .param("replay", claim.replayId())
            .param("person", person.name())
            .param("now", clock.instant().atOffset(ZoneOffset.UTC))
            .param("job", job)
            .update()
        == 1;
  }

  /** Those of the executions that this job has claimed. */
  Set<String> claimed(Person person, UUID job, Collection<String> executions) {
    if (executions.isEmpty()) {
      return Set.of();
    }
    return Set.copyOf(
        jdbc.sql(
                """
                SELECT execution_id FROM replay
                WHERE account_id = :account AND execution_id = ANY (:executions) AND job_id = :job
                """)
            .param("account", person.accountId())
            .param("executions", executions.toArray(String[]::new))
            .param("job", job)
            .query(String.class)
            .list());
  }

  /** At most as many as one turn claims. */
  List<Claim> notFired(Person person, UUID job) {
    return jdbc.sql(
            """
            SELECT execution_id, replay_execution_id, replay_number FROM replay
            WHERE job_id = :job AND NOT fired AND account_id = :account ORDER BY execution_id
            """)
        .param("job", job)
        .param("account", person.accountId())
        .query((row, number) -> new Claim(row.getString(1), row.getString(2), row.getInt(3)))
        .list();
  }

  void fired(Person person, Claim claim) {
    var _ =
        jdbc.sql(
                """
                UPDATE replay SET fired = true
                WHERE account_id = :account AND execution_id = :execution
                """)
            .param("account", person.accountId())
            .param("execution", claim.executionId())
            .update();
  }

  /** It was not fired, and somebody may replay it. */
  void giveBack(Person person, Claim claim) {
    var _ =
        jdbc.sql(
                """
                DELETE FROM replay
                WHERE account_id = :account AND execution_id = :execution AND NOT fired
                """)
            .param("account", person.accountId())
            .param("execution", claim.executionId())
            .update();
  }
}
