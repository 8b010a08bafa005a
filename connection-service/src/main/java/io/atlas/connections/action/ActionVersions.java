package io.atlas.connections.action;

import io.atlas.connections.account.Caller;
import io.atlas.kit.sql.Times;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.EventJson;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What actions were: each version that somebody saved. Flags, and what moves a connection's actions
 * to another, count versions too and are not kept. Thread-safe.
 */
@Component
class ActionVersions {

  /** Of an action. */
  static final int MOST = 50;

  /** Of an action, all of its versions together; the newest two are kept whatever they take. */
  private static final int MOST_BYTES = 1 << 20;

  private static final String LINE = "version, saved_at, person, client, fields";

  private final JdbcClient jdbc;

  ActionVersions(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A version, without what it was.
   *
   * @param person null where it was saved before versions were kept
   * @param client whom the person's token was issued to, where it said so
   * @param fields the names of those that it changed
   */
  record VersionLine(
      long version,
      Instant savedAt,
      @Nullable String person,
      @Nullable String client,
      List<String> fields) {}

  /** A version, whole. */
  record ActionVersion(
      long version,
      Instant savedAt,
      @Nullable String person,
      @Nullable String client,
      List<String> fields,
      SavedAction action) {}

  /** Within the transaction that stored it. */
  void keep(Caller caller, StoredAction stored, SortedSet<String> fields) {
    insert(stored, caller.person(), caller.client(), fields);
    forgetOld(stored.id());
  }

  /**
   * Keeps what is about to be replaced where no version is kept yet: it was saved by an earlier
   * release.
   */
  void keepFirst(StoredAction locked) {
    boolean none =
        jdbc.sql("SELECT version FROM connections.action_version WHERE action_id = :id LIMIT 1")
            .param("id", locked.id())
            .query(Long.class)
            .optional()
            .isEmpty();
    if (none) {
      insert(locked, null, null, Collections.emptySortedSet());
    }
  }

  /** Newest first. */
  List<VersionLine> list(String accountId, String actionId) {
    return jdbc.sql(
            "SELECT "
                + LINE
                + " FROM connections.action_version"
                + " WHERE action_id = :id AND account_id = :account ORDER BY version DESC")
        .param("id", actionId)
        .param("account", accountId)
        .query((row, number) -> line(row))
        .list();
  }

  /**
   * @param present the action as it is
   */
  Optional<ActionVersion> find(
      String accountId, String actionId, long version, StoredAction present) {
    return jdbc.sql(
            "SELECT "
                + LINE
                + ", action::text AS action FROM connections.action_version"
                + " WHERE action_id = :id AND version = :version AND account_id = :account")
        .param("id", actionId)
        .param("version", version)
        .param("account", accountId)
        .query((row, number) -> version(row, present.definition()))
        .optional();
  }

  private void insert(
      StoredAction stored,
      @Nullable String person,
      @Nullable String client,
      SortedSet<String> fields) {
    SavedAction action = SavedAction.of(stored.definition());
    var _ =
        jdbc.sql(
                """
                INSERT INTO connections.action_version
                  (action_id, version, account_id, saved_at, person, client, fields, action)
                VALUES
                  (:id, :version, :account, :at, :person, :client, :fields, CAST(:action AS jsonb))
                """)
            .param("id", stored.id())
            .param("version", stored.definition().version())
            .param("account", stored.accountId())
            .param("at", Times.utc(stored.updatedAt()))
            .param("person", person)
            .param("client", client)
            .param("fields", fields.toArray(String[]::new))
            .param("action", new String(EventJson.write(action), StandardCharsets.UTF_8))
            .update();
  }

  private void forgetOld(String actionId) {
    var _ =
        jdbc.sql(
                """
                DELETE FROM connections.action_version WHERE action_id = :id AND version IN (
                  SELECT version FROM (
                    SELECT version, row_number() OVER newest AS place, sum(size) OVER newest AS bytes
                    FROM connections.action_version WHERE action_id = :id
                    WINDOW newest AS (ORDER BY version DESC)) counted
                  WHERE place > :most OR (place > 2 AND bytes > :bytes))
                """)
            .param("id", actionId)
            .param("most", MOST)
            .param("bytes", MOST_BYTES)
            .update();
  }

  private static VersionLine line(ResultSet row) throws SQLException {
    return new VersionLine(
        row.getLong("version"),
        Times.instant(row, "saved_at"),
        row.getString("person"),
        row.getString("client"),
        List.of((String[]) row.getArray("fields").getArray()));
  }

  private static ActionVersion version(ResultSet row, ActionDefinition present)
      throws SQLException {
    VersionLine line = line(row);
    byte[] json = row.getString("action").getBytes(StandardCharsets.UTF_8);
    return new ActionVersion(
        line.version(),
        line.savedAt(),
        line.person(),
        line.client(),
        line.fields(),
        EventJson.read(json, SavedAction.class).hiding(present));
  }
}
