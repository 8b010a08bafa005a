package io.atlas.connections.connection;

import io.atlas.connections.problem.ProblemException;
import io.atlas.kit.sql.Times;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Attempts to save that their callers may withdraw while a provider is asked. An attempt is stored
 * or withdrawn, never both: the first row of its name decides, also between instances. Thread-safe.
 */
@Component
class Attempts {

  private static final Duration KEPT = Duration.ofDays(1);

  private final JdbcClient jdbc;
  private final Clock clock;

  Attempts(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * Within the transaction that stores what was attempted.
   *
   * @param name null where it can't be withdrawn
   * @throws ProblemException 409 where it was
   */
  void stored(String accountId, @Nullable String name) {
    if (name != null && first(accountId, name, false)) {
      throw new ProblemException(
          HttpStatus.CONFLICT, "It was withdrawn meanwhile; nothing is stored.");
    }
  }

  /** Returns false where it is stored already. */
  boolean withdraw(String accountId, String name) {
    return first(accountId, name, true);
  }

  /** Waits for a transaction that is about to decide. Returns whether the attempt is withdrawn. */
  private boolean first(String accountId, String name, boolean withdrawn) {
    return jdbc.sql(
            """
            INSERT INTO connections.attempt AS first (account_id, name, withdrawn, at)
            VALUES (:account, :name, :withdrawn, :now)
            ON CONFLICT (account_id, name) DO UPDATE SET at = first.at
            RETURNING withdrawn
            """)
        .param("account", accountId)
        .param("name", name)
        .param("withdrawn", withdrawn)
        .param("now", Times.utc(clock.instant()))
        .query(Boolean.class)
        .single();
  }

  @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT5M")
  void forgetOld() {
    var _ =
        jdbc.sql("DELETE FROM connections.attempt WHERE at < :before")
            .param("before", Times.utc(clock.instant().minus(KEPT)))
            .update();
  }
}
