package io.atlas.connections.action;

import io.atlas.connections.outbox.Outbox;
import io.atlas.connections.request.Page;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.EventJson;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The rows of actions; every write puts its event into the outbox. */
@Component
class ActionStore {

  private static final String COLUMNS = "id, position, definition, created_at, updated_at";

  private final JdbcClient jdbc;
  private final Outbox outbox;
  private final Clock clock;

  ActionStore(JdbcClient jdbc, Outbox outbox, Clock clock) {
    this.jdbc = jdbc;
    this.outbox = outbox;
    this.clock = clock;
  }

  Optional<StoredAction> find(String accountId, String id) {
    return jdbc.sql(
            "SELECT "
                + COLUMNS
                + " FROM connections.action WHERE id = :id AND account_id = :account")
        .param("id", id)
        .param("account", accountId)
        .query(ActionStore::row)
        .optional();
  }

  /** The row, locked until the transaction ends. */
  Optional<StoredAction> lock(String accountId, String id) {
    return jdbc.sql(
            "SELECT "
                + COLUMNS
                + " FROM connections.action WHERE id = :id AND account_id = :account FOR UPDATE")
        .param("id", id)
        .param("account", accountId)
        .query(ActionStore::row)
        .optional();
  }

  List<StoredAction> list(String accountId, Page.Request page) {
    return jdbc.sql(
            "SELECT "
                + COLUMNS
                + """
                 FROM connections.action WHERE account_id = :account AND position < :below
                ORDER BY position DESC LIMIT :rows
                """)
        .param("account", accountId)
        .param("below", page.below())
        .param("rows", page.rows())
        .query(ActionStore::row)
        .list();
  }

  /** Who points to the connection, locked until the transaction ends, always in the same order. */
  List<StoredAction> lockUsersOf(String accountId, String connectionId) {
    return jdbc.sql(
            "SELECT "
                + COLUMNS
                + """
                 FROM connections.action
                WHERE connection_id = :connection AND account_id = :account ORDER BY id FOR UPDATE
                """)
        .param("connection", connectionId)
        .param("account", accountId)
        .query(ActionStore::row)
        .list();
  }

  List<StoredAction> usersOf(String accountId, String connectionId, Page.Request page) {
    return jdbc.sql(
            "SELECT "
                + COLUMNS
                + """
                 FROM connections.action
                WHERE connection_id = :connection AND account_id = :account AND position < :below
                ORDER BY position DESC LIMIT :rows
                """)
        .param("connection", connectionId)
        .param("account", accountId)
        .param("below", page.below())
        .param("rows", page.rows())
        .query(ActionStore::row)
        .list();
  }

  StoredAction insert(String id, ActionDefinition definition) {
    StoredAction stored =
        jdbc.sql(
                """
                INSERT INTO connections.action
                    (id, account_id, version, connection_id, definition, created_at, updated_at)
                VALUES (:id, :account, :version, :connection, CAST(:definition AS jsonb), :now, :now)
                RETURNING
                """
                    + " "
                    + COLUMNS)
            .param("id", id)
            .param("account", definition.accountId())
            .param("version", definition.version())
            .param("connection", definition.authentication().connectionId())
            .param("definition", json(definition))
            .param("now", Timestamp.from(clock.instant()))
            .query(ActionStore::row)
            .single();
    outbox.actionChanged(id, stored.definition());
    return stored;
  }

  /** The row must be locked. */
  StoredAction update(String id, ActionDefinition definition) {
    StoredAction stored =
        jdbc.sql(
                """
                UPDATE connections.action
                SET version = :version, connection_id = :connection,
                    definition = CAST(:definition AS jsonb), updated_at = :now
                WHERE id = :id
                RETURNING
                """
                    + " "
                    + COLUMNS)
            .param("id", id)
            .param("version", definition.version())
            .param("connection", definition.authentication().connectionId())
            .param("definition", json(definition))
            .param("now", Timestamp.from(clock.instant()))
            .query(ActionStore::row)
            .single();
    outbox.actionChanged(id, stored.definition());
    return stored;
  }

  /** The row must be locked. */
  void delete(StoredAction action) {
    var _ =
        jdbc.sql("DELETE FROM connections.action WHERE id = :id").param("id", action.id()).update();
    outbox.actionDeleted(action.id(), action.definition().version() + 1);
  }

  private static String json(ActionDefinition definition) {
    return new String(EventJson.write(definition), StandardCharsets.UTF_8);
  }

  private static StoredAction row(ResultSet row, int number) throws SQLException {
    return new StoredAction(
        row.getString("id"),
        row.getLong("position"),
        EventJson.read(
            row.getString("definition").getBytes(StandardCharsets.UTF_8), ActionDefinition.class),
        instant(row, "created_at"),
        instant(row, "updated_at"));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getTimestamp(column).toInstant();
  }
}
