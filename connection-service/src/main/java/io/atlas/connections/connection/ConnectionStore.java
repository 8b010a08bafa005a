package io.atlas.connections.connection;

import io.atlas.connections.account.AccountStorage;
import io.atlas.connections.connection.StoredConnection.Health;
import io.atlas.connections.connection.StoredConnection.SecretSet;
import io.atlas.connections.listing.ListQuery;
import io.atlas.connections.listing.Lists;
import io.atlas.connections.listing.Part;
import io.atlas.connections.outbox.Outbox;
import io.atlas.connections.problem.EventSize;
import io.atlas.kit.sql.Times;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.TokenState;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/** The rows of connections; every write puts its event into the outbox. */
@Component
class ConnectionStore {

  private static final String SELECT =
      """
      SELECT c.id, c.state, c.secret_set_at, c.secret_set_by, c.created_at,
             c.updated_at, c.deleted_at,
             h.last_token_at, h.token_expires_at, h.failing_since, h.denial, h.denied_at,
             (SELECT coalesce(sum(requests), 0) FROM connections.token_use u
              WHERE u.connection_id = c.id AND u.hour = :hour) AS requests_last_hour,
             (SELECT coalesce(sum(requests), 0) FROM connections.token_use u
              WHERE u.connection_id = c.id AND u.hour >= :day) AS requests_today,
             (SELECT count(*) FROM
                (SELECT FROM connections.action a
                 WHERE a.connection_id = c.id AND a.account_id = c.account_id
                 LIMIT :counted) counted) AS used_by
      FROM connections.connection c
      LEFT JOIN connections.connection_health h ON h.connection_id = c.id
      """;

  private final ConnectionRows rows;
  private final Lists lists;
  private final JdbcClient jdbc;
  private final AccountStorage storage;
  private final Outbox outbox;
  private final Clock clock;

  ConnectionStore(
      ConnectionRows rows,
      Lists lists,
      JdbcClient jdbc,
      AccountStorage storage,
      Outbox outbox,
      Clock clock) {
    this.rows = rows;
    this.lists = lists;
    this.storage = storage;
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

  Part<StoredConnection> list(ListQuery query) {
    return lists.read(query, ids -> findAll(query.account(), ids), StoredConnection::id);
  }

  private List<StoredConnection> findAll(String accountId, Collection<String> ids) {
    return select("WHERE c.account_id = :account AND c.id IN (:ids) AND c.deleted_at IS NULL")
        .param("account", accountId)
        .param("ids", ids)
        .query(ConnectionStore::row)
        .list();
  }

  /** Locks the row until the transaction ends, and reads it. */
  Optional<StoredConnection> lock(String accountId, String id) {
    return lockDeletedToo(accountId, id).filter(found -> found.deletedAt() == null);
  }

  Optional<StoredConnection> lockDeletedToo(String accountId, String id) {
    return rows.findLockedByIdAndAccountId(id, accountId)
        .flatMap(locked -> findDeletedToo(accountId, id));
  }

  void insert(String id, ConnectionState state, String person) {
    storage.take(state.accountId(), 0, EventSize.of(state));
    var _ = rows.save(ConnectionRow.first(id, state, person, clock.instant()));
    outbox.connectionChanged(id, state);
  }

  /** For what its account says of it; what follows from other changes is always stored. */
  void takeRoom(ConnectionState before, ConnectionState after) {
    storage.take(after.accountId(), EventSize.of(before), EventSize.of(after));
  }

  /** The row must be locked. */
  void update(String id, ConnectionState state, SecretSet secretSet) {
    var _ = rows.save(row(id).changed(state, secretSet, clock.instant()));
    outbox.connectionChanged(id, state);
  }

  /** The row must be locked. It stays, without the connection being usable. */
  void delete(String id, ConnectionState state) {
    long version = state.version() + 1;
    ConnectionState last = state.withVersion(version, state.credentialsVersion());
    var _ = rows.save(row(id).deleted(last, clock.instant()));
    outbox.connectionDeleted(id, version);
  }

  private ConnectionRow row(String id) {
    return rows.findById(id).orElseThrow();
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
        .param("before", Times.utc(deletedBefore))
        .update();
  }

  private StatementSpec select(String where) {
    Instant hour = clock.instant().truncatedTo(ChronoUnit.HOURS);
    return jdbc.sql(SELECT + where)
        .param("counted", StoredConnection.MOST_COUNTED)
        .param("hour", Times.utc(hour))
        .param("day", Times.utc(hour.minus(Duration.ofHours(23))));
  }

  private static StoredConnection row(ResultSet row, int number) throws SQLException {
    return new StoredConnection(
        row.getString("id"),
        EventJson.readToStore(bytes(row.getString("state")), ConnectionState.class),
        new SecretSet(Times.instant(row, "secret_set_at"), row.getString("secret_set_by")),
        Times.instant(row, "created_at"),
        Times.instant(row, "updated_at"),
        Times.instantOrNull(row, "deleted_at"),
        new Health(
            Times.instantOrNull(row, "last_token_at"),
            Times.instantOrNull(row, "token_expires_at"),
            Times.instantOrNull(row, "failing_since"),
            row.getString("denial") == null
                ? null
                : EventJson.read(bytes(row.getString("denial")), TokenState.Denial.class),
            Times.instantOrNull(row, "denied_at"),
            row.getLong("requests_last_hour"),
            row.getLong("requests_today")),
        row.getLong("used_by"));
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }
}
