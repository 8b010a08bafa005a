package io.atlas.console.replay;

import io.atlas.console.history.Execution;
import io.atlas.console.identity.Person;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
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
}
