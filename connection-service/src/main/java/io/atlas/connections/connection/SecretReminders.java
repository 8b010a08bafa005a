package io.atlas.connections.connection;

import io.atlas.connections.outbox.Outbox;
import io.atlas.model.event.SecretExpiring;
import java.sql.Date;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Tells 30, 7 and 1 days ahead, once each, that a secret expires. Days are those of UTC. Several
 * instances share the work: a row is taken by one of them.
 */
@Component
class SecretReminders {

  private static final int BATCH = 100;

  private final JdbcClient jdbc;
  private final Outbox outbox;
  private final Clock clock;

  SecretReminders(JdbcClient jdbc, Outbox outbox, Clock clock) {
    this.jdbc = jdbc;
    this.outbox = outbox;
    this.clock = clock;
  }

  @Scheduled(fixedDelayString = "PT10M", initialDelayString = "PT10S")
  void remind() {
    int reminded;
    do {
      reminded = outbox.commit(this::remindSome).result();
    } while (reminded == BATCH);
  }

  private record Due(String id, String accountId, String name, LocalDate expires) {}

  private int remindSome() {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    List<Due> due = due(today);
    for (Due connection : due) {
      long daysLeft = connection.expires().toEpochDay() - today.toEpochDay();
      var _ =
          jdbc.sql("UPDATE connections.connection SET reminded_days = :days WHERE id = :id")
              .param("days", step(daysLeft))
              .param("id", connection.id())
              .update();
      outbox.secretExpiring(
          connection.id(),
          new SecretExpiring(
              connection.accountId(), connection.name(), connection.expires(), daysLeft));
    }
    return due.size();
  }

  /** Which of the three reminders is due so many days ahead. */
  static int step(long daysLeft) {
    if (daysLeft <= 1) {
      return 1;
    }
    return daysLeft <= 7 ? 7 : 30;
  }

  private List<Due> due(LocalDate today) {
    return jdbc.sql(
            """
            SELECT id, account_id, state ->> 'name' AS name, secret_expires_on
            FROM connections.connection
            WHERE deleted_at IS NULL
              AND secret_expires_on BETWEEN :today AND :horizon
              AND (reminded_days IS NULL
                   OR reminded_days > CASE WHEN secret_expires_on - :today <= 1 THEN 1
                                           WHEN secret_expires_on - :today <= 7 THEN 7
                                           ELSE 30 END)
            ORDER BY id LIMIT :batch
            FOR UPDATE SKIP LOCKED
            """)
        .param("today", Date.valueOf(today))
        .param("horizon", Date.valueOf(today.plusDays(30)))
        .param("batch", BATCH)
        .query((row, number) ->
            new Due(
                row.getString("id"),
                row.getString("account_id"),
                row.getString("name"),
                row.getObject("secret_expires_on", LocalDate.class)))
        .list();
  }
}
