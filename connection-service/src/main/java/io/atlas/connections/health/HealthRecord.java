package io.atlas.connections.health;

import io.atlas.connections.action.ConnectionUsers;
import io.atlas.connections.outbox.Outbox;
import io.atlas.kit.sql.Times;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.TokenState;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * What was observed of each connection, in the database; a connection that turns failing, or works
 * again, flags or clears its actions in the same transaction. Several instances may record the same
 * state: the first one does, under the connection's lock.
 */
@Component
class HealthRecord {

  private static final Duration USE_KEPT = Duration.ofDays(8);

  private final JdbcClient jdbc;
  private final Outbox outbox;
  private final ConnectionUsers users;
  private final Clock clock;

  HealthRecord(JdbcClient jdbc, Outbox outbox, ConnectionUsers users, Clock clock) {
    this.jdbc = jdbc;
    this.outbox = outbox;
    this.users = users;
    this.clock = clock;
  }

  private record Known(String accountId, long credentialsVersion, Observed observed) {}

  void update(String connectionId, TokenState state) {
    if (!isNews(find(connectionId, ""), state)) {
      return;
    }
    var _ =
        outbox.commit(() -> {
          Optional<Known> known = find(connectionId, "FOR UPDATE OF c");
          if (isNews(known, state)) {
            store(connectionId, known.get(), state);
          }
          return connectionId;
        });
  }

  private boolean isNews(Optional<Known> known, TokenState state) {
    return known
        .filter(found ->
            !found
                .observed()
                .sameAs(found.observed().then(state, found.credentialsVersion(), clock.instant())))
        .isPresent();
  }

  private void store(String connectionId, Known known, TokenState state) {
    Instant now = clock.instant();
    Observed before = known.observed();
    Observed after = before.then(state, known.credentialsVersion(), now);
    save(connectionId, known.accountId(), after);
    count(connectionId, after.requests(), now);
    if (before.failingSince() == null && after.failingSince() != null) {
      users.connectionFailing(known.accountId(), connectionId, after.failingSince());
    } else if (before.failingSince() != null && after.failingSince() == null) {
      users.connectionWorks(known.accountId(), connectionId);
    }
  }

  private Optional<Known> find(String connectionId, String lock) {
    return jdbc.sql(
            """
            SELECT c.account_id, (c.state ->> 'credentialsVersion')::bigint AS credentials_version,
                   h.generation, h.last_token_at, h.token_expires_at, h.failing_since, h.denial,
                   h.denied_at
            FROM connections.connection c
            LEFT JOIN connections.connection_health h ON h.connection_id = c.id
            WHERE c.id = :id AND c.deleted_at IS NULL
            """
                + lock)
        .param("id", connectionId)
        .query(HealthRecord::known)
        .optional();
  }

  private static Known known(ResultSet row, int number) throws SQLException {
    String denial = row.getString("denial");
    Observed observed =
        new Observed(
            row.getLong("generation"),
            Times.instantOrNull(row, "last_token_at"),
            Times.instantOrNull(row, "token_expires_at"),
            Times.instantOrNull(row, "failing_since"),
            denial == null
                ? null
                : EventJson.read(denial.getBytes(StandardCharsets.UTF_8), TokenState.Denial.class),
            Times.instantOrNull(row, "denied_at"),
            0);
    return new Known(row.getString("account_id"), row.getLong("credentials_version"), observed);
  }

  private void save(String connectionId, String accountId, Observed observed) {
    TokenState.Denial denial = observed.denial();
    var _ =
        jdbc.sql(
                """
                INSERT INTO connections.connection_health
                    (connection_id, account_id, generation, last_token_at, token_expires_at,
                     failing_since, denial, denied_at)
                VALUES (:id, :account, :generation, :token, :expires, :failing,
                        CAST(:denial AS jsonb), :denied)
                ON CONFLICT (connection_id) DO UPDATE SET
                    generation = EXCLUDED.generation, last_token_at = EXCLUDED.last_token_at,
                    token_expires_at = EXCLUDED.token_expires_at,
                    failing_since = EXCLUDED.failing_since, denial = EXCLUDED.denial,
                    denied_at = EXCLUDED.denied_at
                """)
            .param("id", connectionId)
            .param("account", accountId)
            .param("generation", observed.generation())
            .param("token", Times.utcOrNull(observed.lastTokenAt()))
            .param("expires", Times.utcOrNull(observed.tokenExpiresAt()))
            .param("failing", Times.utcOrNull(observed.failingSince()))
            .param(
                "denial",
                denial == null ? null : new String(EventJson.write(denial), StandardCharsets.UTF_8))
            .param("denied", Times.utcOrNull(observed.deniedAt()))
            .update();
  }

  private void count(String connectionId, int requests, Instant now) {
    if (requests == 0) {
      return;
    }
    var _ =
        jdbc.sql(
                """
                INSERT INTO connections.token_use (connection_id, hour, requests)
                VALUES (:id, :hour, :requests)
                ON CONFLICT (connection_id, hour)
                DO UPDATE SET requests = token_use.requests + EXCLUDED.requests
                """)
            .param("id", connectionId)
            .param("hour", Times.utc(now.truncatedTo(ChronoUnit.HOURS)))
            .param("requests", requests)
            .update();
  }

  @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT5M")
  void forgetOldUse() {
    var _ =
        jdbc.sql("DELETE FROM connections.token_use WHERE hour < :before")
            .param("before", Times.utc(clock.instant().minus(USE_KEPT)))
            .update();
  }
}
