package io.atlas.console.health;

import io.atlas.kit.sql.Times;
import io.atlas.model.event.ConnectionState;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What connections are called, deleted ones too. Thread-safe. */
@Component
public class ConnectionNames {

  private final JdbcClient jdbc;
  private final Clock clock;

  ConnectionNames(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** A connection that was deleted. */
  record Deleted(String id, String name, Instant at) {}

  /**
   * What those of the ids that are known are called, by id.
   *
   * @param accountId null for those of every account
   */
  public Map<String, String> names(@Nullable String accountId, Collection<String> ids) {
    Map<String, String> names = new HashMap<>();
    jdbc.sql(
            """
            SELECT connection_id, name FROM connection_name
            WHERE connection_id = ANY (:ids) AND (:account::text IS NULL OR account_id = :account)
            """)
        .param("account", accountId)
        .param("ids", ids.toArray(String[]::new))
        .query(row -> {
          names.put(row.getString(1), row.getString(2));
        });
    return names;
  }

  /** The latest first. */
  List<Deleted> deleted(String accountId, int limit) {
    return jdbc.sql(
            """
            SELECT connection_id, name, deleted_at FROM connection_name
            WHERE account_id = :account AND deleted_at IS NOT NULL
            ORDER BY deleted_at DESC LIMIT :limit
            """)
        .param("account", accountId)
        .param("limit", limit)
        .query((row, number) ->
            new Deleted(row.getString(1), row.getString(2), Times.instant(row, "deleted_at")))
        .list();
  }

  /**
   * @throws DataAccessException where the database can't be used now
   */
  void store(String id, ConnectionState connection) {
    var _ =
        jdbc.sql(
                """
                INSERT INTO connection_name (connection_id, account_id, name)
                VALUES (:id, :account, :name)
                ON CONFLICT (connection_id) DO UPDATE SET
                  account_id = excluded.account_id, name = excluded.name, deleted_at = NULL
                """)
            .param("id", id)
            .param("account", connection.accountId())
            .param("name", connection.name().replace("\0", ""))
            .update();
  }

  /**
   * @throws DataAccessException where the database can't be used now
   */
  void deleted(String id) {
    var _ =
        jdbc.sql(
                """
                UPDATE connection_name SET deleted_at = :now
                WHERE connection_id = :id AND deleted_at IS NULL
                """)
            .param("id", id)
            .param("now", Times.utc(clock.instant()))
            .update();
  }

  /** It can no longer be restored. */
  void forget(String accountId, String id) {
    var _ =
        jdbc.sql(
                """
                DELETE FROM connection_name
                WHERE connection_id = :id AND account_id = :account AND deleted_at IS NOT NULL
                """)
            .param("id", id)
            .param("account", accountId)
            .update();
  }
}
