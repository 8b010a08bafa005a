package io.atlas.console.history;

import io.atlas.kit.sql.Times;
import io.atlas.model.event.ActionDefinition;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What actions are called, deleted ones too for as long as the log may name them. */
@Component
public class ActionNames {

  private final JdbcClient jdbc;
  private final Clock clock;

  ActionNames(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * An action as it is, or was when it was deleted.
   *
   * @param keepsBodies whether the log may show what was sent
   */
  public record Named(String id, String name, boolean keepsBodies, boolean deleted) {}

  /** Those of the ids that are known, by id. */
  public Map<String, Named> of(String accountId, Collection<String> ids) {
    Map<String, Named> named = new HashMap<>();
    jdbc.sql(
            """
            SELECT action_id, name, keeps_bodies, deleted_at IS NOT NULL FROM action_name
            WHERE account_id = :account AND action_id = ANY (:ids)
            """)
        .param("account", accountId)
        .param("ids", ids.stream().distinct().toArray(String[]::new))
        .query(row -> {
          named.put(
              row.getString(1),
              new Named(row.getString(1), row.getString(2), row.getBoolean(3), row.getBoolean(4)));
        });
    return named;
  }

  /**
   * What those of the ids that are known are called, by id.
   *
   * @param accountId null for those of every account
   */
  public Map<String, String> names(@Nullable String accountId, Collection<String> ids) {
    Map<String, String> names = new HashMap<>();
    jdbc.sql(
            """
            SELECT action_id, name FROM action_name
            WHERE action_id = ANY (:ids) AND (:account::text IS NULL OR account_id = :account)
            """)
        .param("account", accountId)
        .param("ids", ids.toArray(String[]::new))
        .query(row -> {
          names.put(row.getString(1), row.getString(2));
        });
    return names;
  }

  /**
   * For operators of the platform: an action, whosever it is.
   *
   * @param keepsBodies whether the log may show what was sent
   */
  public record Owned(String accountId, boolean keepsBodies) {}

  /** Those of the ids that are known in any account, by id. */
  public Map<String, Owned> owners(Collection<String> ids) {
    Map<String, Owned> owned = new HashMap<>();
    jdbc.sql(
            """
            SELECT action_id, account_id, keeps_bodies FROM action_name
            WHERE action_id = ANY (:ids)
            """)
        .param("ids", ids.stream().distinct().toArray(String[]::new))
        .query(row -> {
          owned.put(row.getString(1), new Owned(row.getString(2), row.getBoolean(3)));
        });
    return owned;
  }

  public Optional<Named> find(String accountId, String id) {
    return Optional.ofNullable(of(accountId, List.of(id)).get(id));
  }

  /** The first by name, deleted ones too. */
  public List<Named> first(String accountId, int limit) {
    return jdbc.sql(
            """
            SELECT action_id, name, keeps_bodies, deleted_at IS NOT NULL FROM action_name
            WHERE account_id = :account ORDER BY lower(name) COLLATE "C", action_id LIMIT :limit
            """)
        .param("account", accountId)
        .param("limit", limit)
        .query((row, number) ->
            new Named(row.getString(1), row.getString(2), row.getBoolean(3), row.getBoolean(4)))
        .list();
  }

  /** Ids of the actions whose names begin with this, in any case; or the action of this id. */
  public List<String> beginning(String accountId, String words, int limit) {
    return jdbc.sql(
            """
            SELECT action_id FROM action_name
            WHERE account_id = :account AND lower(name) COLLATE "C" >= lower(:words)
              AND lower(name) COLLATE "C" < lower(:words) || chr(1114111)
            UNION SELECT :words LIMIT :limit
            """)
        .param("account", accountId)
        .param("words", words)
        .param("limit", limit)
        .query((row, number) -> row.getString(1))
        .list();
  }

  /**
   * @throws DataAccessException where the database can't be used now
   */
  void store(String id, ActionDefinition action) {
    var _ =
        jdbc.sql(
                """
                INSERT INTO action_name (action_id, account_id, name, keeps_bodies)
                VALUES (:id, :account, :name, :keeps)
                ON CONFLICT (action_id) DO UPDATE SET account_id = excluded.account_id,
                  name = excluded.name, keeps_bodies = excluded.keeps_bodies, deleted_at = NULL
                """)
            .param("id", id)
            .param("account", action.accountId())
            .param("name", action.name().replace("\u0000", ""))
            .param("keeps", !Boolean.FALSE.equals(action.keepRequestBody()))
            .update();
  }

  /**
   * @throws DataAccessException where the database can't be used now
   */
  void deleted(String id) {
    var _ =
        jdbc.sql(
                """
                UPDATE action_name SET deleted_at = :now
                WHERE action_id = :id AND deleted_at IS NULL
                """)
            .param("id", id)
            .param("now", Times.utc(clock.instant()))
            .update();
  }
}
