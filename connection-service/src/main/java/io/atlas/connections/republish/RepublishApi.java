package io.atlas.connections.republish;

import io.atlas.connections.account.AccountOfToken;
import io.atlas.connections.audit.Audit;
import io.atlas.connections.audit.Change;
import io.atlas.connections.outbox.Outbox;
import io.atlas.connections.republish.TopicContent.Gone;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.EventJson;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Puts every connection and action of every account on its topic again, and a tombstone for each
 * key that the database does not have, for an operator whose topics or database were lost or
 * restored. Where the topic is ahead, as after a restore of the database, the version goes on above
 * the topic's, so that views take it.
 */
@RestController
@RequestMapping("/api/v1/republish")
class RepublishApi {

  private static final int BATCH = 200;

  private static final String LIVE_CONNECTIONS =
      "SELECT id FROM connections.connection WHERE deleted_at IS NULL ORDER BY id";
  private static final String ACTIONS = "SELECT id FROM connections.action ORDER BY id";

  private final KafkaConnection kafka;
  private final JdbcClient jdbc;
  private final Outbox outbox;
  private final AccountOfToken callers;
  private final Audit audit;

  RepublishApi(
      KafkaConnection kafka, JdbcClient jdbc, Outbox outbox, AccountOfToken callers, Audit audit) {
    this.kafka = kafka;
    this.jdbc = jdbc;
    this.outbox = outbox;
    this.callers = callers;
    this.audit = audit;
  }

  record Republished(int connections, int actions, int tombstones) {}

  @PostMapping
  Republished republish(JwtAuthenticationToken caller) {
    // First, and by itself: what follows is many transactions, any of which may fail.
    var _ =
        outbox.commit(() -> {
          audit.record(
              callers.caller(caller), Change.REPUBLISHED, "-", Collections.emptySortedSet(), null);
          return caller;
        });
    // Read before the database: what is on the topic and not in the database then was deleted.
    TopicContent onConnections = TopicContent.read(kafka, Topic.CONNECTIONS);
    TopicContent onActions = TopicContent.read(kafka, Topic.ACTIONS);
    int connections = 0;
    for (List<String> ids : batches(ids(LIVE_CONNECTIONS))) {
      connections += outbox.commit(() -> connections(ids, onConnections)).result();
    }
    int actions = 0;
    for (List<String> ids : batches(ids(ACTIONS))) {
      actions += outbox.commit(() -> actions(ids, onActions)).result();
    }
    int tombstones =
        outbox.commit(() -> connectionTombstones(onConnections)).result()
            + outbox.commit(() -> actionTombstones(onActions)).result();
    return new Republished(connections, actions, tombstones);
  }

  private List<String> ids(String sql) {
    return jdbc.sql(sql).query((row, number) -> row.getString(1)).list();
  }

  private static List<List<String>> batches(List<String> ids) {
    List<List<String>> batches = new ArrayList<>();
    for (int start = 0; start < ids.size(); start += BATCH) {
      batches.add(ids.subList(start, Math.min(start + BATCH, ids.size())));
    }
    return batches;
  }

  private record Row(String id, String json) {}

  private List<Row> lock(String sql, List<String> ids) {
    return jdbc.sql(sql)
        .param("ids", ids)
        .query((row, number) -> new Row(row.getString(1), row.getString(2)))
        .list();
  }

  private int connections(List<String> ids, TopicContent topic) {
    List<Row> rows =
        lock(
            """
            SELECT id, state FROM connections.connection
            WHERE id IN (:ids) AND deleted_at IS NULL ORDER BY id FOR UPDATE
            """,
            ids);
    for (Row row : rows) {
      ConnectionState state = read(row, ConnectionState.class);
      long version = topic.versionAbove(row.id(), state.version());
      outbox.connectionChanged(row.id(), version == state.version() ? state : raised(row, version));
    }
    return rows.size();
  }

  private int actions(List<String> ids, TopicContent topic) {
    List<Row> rows =
        lock(
            """
            SELECT id, definition FROM connections.action
            WHERE id IN (:ids) ORDER BY id FOR UPDATE
            """,
            ids);
    for (Row row : rows) {
      ActionDefinition definition = read(row, ActionDefinition.class);
      long version = topic.versionAbove(row.id(), definition.version());
      outbox.actionChanged(
          row.id(), version == definition.version() ? definition : raisedAction(row, version));
    }
    return rows.size();
  }

  /** The credentials version goes up as well: which tokens the topic's was for is not known. */
  private ConnectionState raised(Row row, long version) {
    return read(
        new Row(
            row.id(),
            jdbc.sql(
                    """
                    UPDATE connections.connection
                    SET version = :version,
                        state = state || jsonb_build_object(
                            'version', :version, 'credentialsVersion', :version)
                    WHERE id = :id RETURNING state
                    """)
                .param("version", version)
                .param("id", row.id())
                .query(String.class)
                .single()),
        ConnectionState.class);
  }

  private ActionDefinition raisedAction(Row row, long version) {
    return read(
        new Row(
            row.id(),
            jdbc.sql(
                    """
                    UPDATE connections.action
                    SET version = :version,
                        definition = definition || jsonb_build_object('version', :version)
                    WHERE id = :id RETURNING definition
                    """)
                .param("version", version)
                .param("id", row.id())
                .query(String.class)
                .single()),
        ActionDefinition.class);
  }

  private int connectionTombstones(TopicContent topic) {
    List<Gone> gone = topic.missingFrom(Set.copyOf(ids(LIVE_CONNECTIONS)));
    gone.forEach(key -> outbox.connectionDeleted(key.key(), key.version()));
    return gone.size();
  }

  private int actionTombstones(TopicContent topic) {
    List<Gone> gone = topic.missingFrom(Set.copyOf(ids(ACTIONS)));
    gone.forEach(key -> outbox.actionDeleted(key.key(), key.version()));
    return gone.size();
  }

  private static <T> T read(Row row, Class<T> type) {
    return EventJson.readToStore(row.json().getBytes(StandardCharsets.UTF_8), type);
  }
}
