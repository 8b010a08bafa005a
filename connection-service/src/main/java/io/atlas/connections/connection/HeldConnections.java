package io.atlas.connections.connection;

import io.atlas.connections.action.ConnectionInUse;
import io.atlas.kit.sql.Times;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Keeps a connection from being deleted while an action is pointed to it. */
@Component
class HeldConnections implements ConnectionInUse {

  private final JdbcClient jdbc;

  HeldConnections(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Optional<State> hold(String accountId, String connectionId) {
    return jdbc.sql(
            """
            SELECT h.failing_since
            FROM connections.connection c
            LEFT JOIN connections.connection_health h ON h.connection_id = c.id
            WHERE c.id = :id AND c.account_id = :account AND c.deleted_at IS NULL
            FOR SHARE OF c
            """)
        .param("id", connectionId)
        .param("account", accountId)
        .query((row, number) -> new State(Times.instantOrNull(row, "failing_since")))
        .optional();
  }

  @Override
  public boolean exists(String accountId, String connectionId) {
    return jdbc.sql(
            """
            SELECT EXISTS (
              SELECT FROM connections.connection
              WHERE id = :id AND account_id = :account AND deleted_at IS NULL)
            """)
        .param("id", connectionId)
        .param("account", accountId)
        .query(Boolean.class)
        .single();
  }
}
