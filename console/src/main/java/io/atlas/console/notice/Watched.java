package io.atlas.console.notice;

import io.atlas.console.frame.Bidi;
import io.atlas.kit.sql.Times;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.TokenState;
import io.atlas.model.event.TokenState.Denial;
import io.atlas.model.event.TokenState.Grant;
import io.atlas.model.key.Certificates;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What topics last said of actions and connections. A version that is lower than the last is none:
 * a record that comes again changes nothing. Each method throws {@link DataAccessException} where
 * the database can't be used now.
 */
@Component
class Watched {

  private static final int LONGEST_TEXT = 500;

  private final JdbcClient jdbc;
  private final Clock clock;

  Watched(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  void action(String id, ActionDefinition action) {
    if (action.flags().isEmpty()) {
      inOrder(id, action.version());
      return;
    }
    ActionDefinition.Flag flag = action.flags().getFirst();
    var _ =
        jdbc.sql(
                """
                INSERT INTO watched_action (action_id, account_id, version, name, connection_id,
                  flag, flagged_since, told_at)
                VALUES (:id, :account, :version, :name, :connection, :flag, :since, :now)
                ON CONFLICT (action_id) DO UPDATE SET
                  account_id = excluded.account_id, version = excluded.version,
                  name = excluded.name, connection_id = excluded.connection_id,
                  flag = excluded.flag, flagged_since = excluded.flagged_since,
                  told_at = excluded.told_at
                WHERE watched_action.version <= excluded.version
                """)
            .param("id", id)
            .param("account", action.accountId())
            .param("version", action.version())
            .param("name", text(action.name()))
            .param("connection", action.authentication().connectionId())
            .param("flag", text(flag.message()))
            .param("since", Times.utc(flag.since()))
            .param("now", Times.utc(clock.instant()))
            .update();
  }

  void actionDeleted(String id, long version) {
    inOrder(id, version);
  }

  private void inOrder(String actionId, long version) {
    update(
        """
        UPDATE watched_action SET flag = NULL, flagged_since = NULL, told_at = :now,
          version = CASE WHEN :version = 9223372036854775807 THEN version ELSE :version END
        WHERE action_id = :id AND version <= :version
        """,
        Map.of("id", actionId, "version", version, "now", Times.utc(clock.instant())));
  }

  void connection(String id, ConnectionState connection) {
    var _ =
        jdbc.sql(
                """
                INSERT INTO watched_connection (connection_id, account_id, version,
                  credentials_version, name, secret_expires_on, certificate_expires_on, told_at)
                VALUES (:id, :account, :version, :credentials, :name, :expires, :certificate, :now)
                ON CONFLICT (connection_id) DO UPDATE SET
                  account_id = excluded.account_id, version = excluded.version,
                  credentials_version = excluded.credentials_version, name = excluded.name,
                  secret_expires_on = excluded.secret_expires_on,
                  certificate_expires_on = excluded.certificate_expires_on, deleted = false,
                  told_at = excluded.told_at
                WHERE watched_connection.version <= excluded.version
                """)
            .param("id", id)
            .param("account", connection.accountId())
            .param("version", connection.version())
            .param("credentials", connection.credentialsVersion())
            .param("name", text(connection.name()))
            .param("expires", connection.settings().secretExpiresOn())
            .param("certificate", certificateEnds(connection.settings().certificate()))
            .param("now", Times.utc(clock.instant()))
            .update();
  }

  private static @Nullable LocalDate certificateEnds(@Nullable String chain) {
    return chain == null ? null : Certificates.firstEnd(chain).orElse(null);
  }

  void connectionDeleted(String id, long version) {
    update(
        """
        UPDATE watched_connection SET deleted = true, told_at = :now,
          version = CASE WHEN :version = 9223372036854775807 THEN version ELSE :version END
        WHERE connection_id = :id AND version <= :version
        """,
        Map.of("id", id, "version", version, "now", Times.utc(clock.instant())));
  }

  /** As the connection-service tells it of a connection: {@code Observed} there is the rule. */
  void token(String connectionId, TokenState state, Instant told) {
    Denial denied = state.denied();
    Grant grant = state.grant();
    if (denied != null && denied.category().permanent()) {
      update(
          """
          INSERT INTO watched_connection (connection_id, failing_since, denied_version, generation,
            refusal, hint, told_at)
          VALUES (:id, :since, :denied, :generation, :refusal, :hint, :now)
          ON CONFLICT (connection_id) DO UPDATE SET
            failing_since = CASE
              WHEN watched_connection.denied_version = excluded.denied_version
                THEN coalesce(watched_connection.failing_since, excluded.failing_since)
              ELSE excluded.failing_since END,
            denied_version = excluded.denied_version, generation = excluded.generation,
            refusal = excluded.refusal, hint = excluded.hint, told_at = excluded.told_at
          WHERE watched_connection.denied_version <= excluded.denied_version
          """,
          Map.of(
              "id", connectionId,
              "since", Times.utc(told),
              "denied", denied.credentialsVersion(),
              "generation", grant == null ? 0L : grant.generation(),
              "refusal", text(denied.summary()),
              "hint", text(denied.hint()),
              "now", Times.utc(clock.instant())));
    } else if (grant != null) {
      // A token that was there before the failure is no sign that it is over; a new one is.
      update(
          """
          UPDATE watched_connection SET failing_since = NULL, told_at = :now
          WHERE connection_id = :id AND failing_since IS NOT NULL
            AND denied_version <= :credentials AND (:alone OR generation < :generation)
          """,
          Map.of(
              "id", connectionId,
              "credentials", grant.credentialsVersion(),
              "alone", denied == null,
              "generation", grant.generation(),
              "now", Times.utc(clock.instant())));
    }
  }

  private void update(String sql, Map<String, ?> parameters) {
    var _ = jdbc.sql(sql).params(parameters).update();
  }

  /** What tenants and providers wrote, so that it steers nothing around it and fits a line. */
  private static String text(String written) {
    StringBuilder line = new StringBuilder(written.length());
    written
        .chars()
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .forEach(c -> line.append((char) c));
    String clean = Bidi.isolated(line.toString().strip());
    return clean.length() <= LONGEST_TEXT ? clean : clean.substring(0, end(clean)) + "…";
  }

  private static int end(String text) {
    return Character.isHighSurrogate(text.charAt(LONGEST_TEXT - 1))
        ? LONGEST_TEXT - 1
        : LONGEST_TEXT;
  }
}
