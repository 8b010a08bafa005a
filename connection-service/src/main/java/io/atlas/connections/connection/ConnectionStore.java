package io.atlas.connections.connection;

import io.atlas.connections.connection.StoredConnection.Health;
import io.atlas.connections.connection.StoredConnection.SecretSet;
import io.atlas.connections.outbox.Outbox;
import io.atlas.connections.request.Page;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.TokenState;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/** The rows of connections; every write puts its event into the outbox. */
@Component
class ConnectionStore {

  private static final String SELECT =
      """
      SELECT c.id, c.position, c.state, c.secret_set_at, c.secret_set_by, c.created_at,
             c.updated_at, c.deleted_at,
             h.last_token_at, h.token_expires_at, h.failing_since, h.denial, h.denied_at,
             (SELECT coalesce(sum(requests), 0) FROM connections.token_use u
              WHERE u.connection_id = c.id AND u.hour = :hour) AS requests_last_hour,
             (SELECT coalesce(sum(requests), 0) FROM connections.token_use u
              WHERE u.connection_id = c.id AND u.hour >= :day) AS requests_today,
             (SELECT count(*) FROM connections.action a
              WHERE a.connection_id = c.id AND a.account_id = c.account_id) AS used_by
      FROM connections.connection c
      LEFT JOIN connections.connection_health h ON h.connection_id = c.id
      """;

  private final JdbcClient jdbc;
  private final Outbox outbox;
  private final Clock clock;

  ConnectionStore(JdbcClient jdbc, Outbox outbox, Clock clock) {
    this.jdbc = jdbc;
    this.outbox = outbox;
    this.clock = clock;
  }

  Optional<StoredConnection> find(String accountId, String id) {
    return findDeletedToo(accountId, id).filter(found -> found.deletedAt() == null);
  }

  Optional<StoredConnection> findDeletedToo(String accountId, String id) {
    return select("WHERE c.id = :id AND c.account_id = :account")
        .param("id", id)
        .param("account", accountId)
        .query(ConnectionStore::row)
        .optional();
  }

  List<StoredConnection> list(String accountId, Page.Request page) {
    return select(
            """
            WHERE c.account_id = :account AND c.deleted_at IS NULL AND c.position < :below
            ORDER BY c.position DESC LIMIT :rows
            """)
        .param("account", accountId)
        .param("below", page.below())
        .param("rows", page.rows())
        .query(ConnectionStore::row)
        .list();
  }

  /** Locks the row until the transaction ends, and reads it. */
  Optional<StoredConnection> lock(String accountId, String id) {
    return lockDeletedToo(accountId, id).filter(found -> found.deletedAt() == null);
  }

  Optional<StoredConnection> lockDeletedToo(String accountId, String id) {
    var locked =
        jdbc.sql(
                """
                SELECT id FROM connections.connection
                WHERE id = :id AND account_id = :account FOR UPDATE
                """)
            .param("id", id)
            .param("account", accountId)
            .query(String.class)
            .optional();
    return locked.flatMap(known -> findDeletedToo(accountId, known));
  }

  void insert(String id, ConnectionState state, String person) {
    Instant now = clock.instant();
    var _ =
        jdbc.sql(
                """
                INSERT INTO connections.connection
                    (id, account_id, version, state, secret_set_at, secret_set_by,
                     secret_expires_on, created_at, updated_at)
                VALUES (:id, :account, :version, CAST(:state AS jsonb), :now, :person,
                        :expires, :now, :now)
                """)
            .param("id", id)
            .param("account", state.accountId())
            .param("version", state.version())
            .param("state", json(state))
            .param("now", Timestamp.from(now))
            .param("person", person)
            .param("expires", expiry(state))
            .update();
    outbox.connectionChanged(id, state);
  }

  /** The row must be locked. A new date of expiry is reminded of anew. */
  void update(String id, ConnectionState state, SecretSet secretSet) {
    var _ =
        jdbc.sql(
                """
                UPDATE connections.connection
                SET version = :version, state = CAST(:state AS jsonb),
                    secret_set_at = :set_at, secret_set_by = :set_by,
                    reminded_days = CASE WHEN secret_expires_on IS NOT DISTINCT FROM :expires
                                    THEN reminded_days END,
                    secret_expires_on = :expires, deleted_at = NULL, updated_at = :now
                WHERE id = :id
                """)
            .param("id", id)
            .param("version", state.version())
            .param("state", json(state))
            .param("set_at", Timestamp.from(secretSet.at()))
            .param("set_by", secretSet.by())
            .param("expires", expiry(state), Types.DATE)
            .param("now", Timestamp.from(clock.instant()))
            .update();
    outbox.connectionChanged(id, state);
  }

  /** The row must be locked. It stays, without the connection being usable. */
  void delete(String id, ConnectionState state) {
    long version = state.version() + 1;
    ConnectionState last = state.withVersion(version, state.credentialsVersion());
    var _ =
        jdbc.sql(
                """
                UPDATE connections.connection
                SET version = :version, state = CAST(:state AS jsonb), deleted_at = :now,
                    updated_at = :now
                WHERE id = :id
                """)
            .param("id", id)
            .param("version", version)
            .param("state", json(last))
            .param("now", Timestamp.from(clock.instant()))
            .update();
    outbox.connectionDeleted(id, version);
  }

  /** Forgets a failure that was about credentials which are no longer in use. */
  void clearFailure(String id) {
    var _ =
        jdbc.sql(
                """
                UPDATE connections.connection_health SET failing_since = NULL
                WHERE connection_id = :id
                """)
            .param("id", id)
            .update();
  }

  /** Removes for good what was deleted before the time. */
  int purge(Instant deletedBefore) {
    return jdbc.sql("DELETE FROM connections.connection WHERE deleted_at < :before")
        .param("before", Timestamp.from(deletedBefore))
        .update();
  }

  private StatementSpec select(String where) {
    Instant hour = clock.instant().truncatedTo(ChronoUnit.HOURS);
    return jdbc.sql(SELECT + where)
        .param("hour", Timestamp.from(hour))
        .param("day", Timestamp.from(hour.minus(Duration.ofHours(23))));
  }

  private static String json(ConnectionState state) {
    return new String(EventJson.write(state), StandardCharsets.UTF_8);
  }

  private static @Nullable Date expiry(ConnectionState state) {
    var day = state.settings().secretExpiresOn();
    return day == null ? null : Date.valueOf(day);
  }

  private static StoredConnection row(ResultSet row, int number) throws SQLException {
    return new StoredConnection(
        row.getString("id"),
        row.getLong("position"),
        read(row.getString("state"), ConnectionState.class),
        new SecretSet(
            row.getTimestamp("secret_set_at").toInstant(), row.getString("secret_set_by")),
        row.getTimestamp("created_at").toInstant(),
        row.getTimestamp("updated_at").toInstant(),
        instant(row, "deleted_at"),
        new Health(
            instant(row, "last_token_at"),
            instant(row, "token_expires_at"),
            instant(row, "failing_since"),
            row.getString("denial") == null
                ? null
                : read(row.getString("denial"), TokenState.Denial.class),
            instant(row, "denied_at"),
            row.getLong("requests_last_hour"),
            row.getLong("requests_today")),
        row.getLong("used_by"));
  }

  private static <T> T read(String json, Class<T> type) {
    return EventJson.read(json.getBytes(StandardCharsets.UTF_8), type);
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    Timestamp value = row.getTimestamp(column);
    return value == null ? null : value.toInstant();
  }
}
