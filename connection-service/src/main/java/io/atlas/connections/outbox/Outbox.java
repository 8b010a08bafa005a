package io.atlas.connections.outbox;

import io.atlas.connections.problem.EventSize;
import io.atlas.kit.sql.Times;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.EventTypes;
import io.atlas.model.event.SecretExpiring;
import io.atlas.model.event.TokenRequest;
import io.atlas.model.kafka.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Changes and their events in one database transaction. Events leave in the order of their ids; a
 * writer must hold the lock of the row that the key names, so that this is the order of commits.
 */
@Component
public final class Outbox {

  /** How long a change waits for the broker to have its events. */
  static final Duration ACKNOWLEDGEMENT = Duration.ofSeconds(10);

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Acknowledgements acknowledgements;
  private final Clock clock;

  Outbox(
      JdbcClient jdbc,
      TransactionTemplate transaction,
      Acknowledgements acknowledgements,
      Clock clock) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.acknowledgements = acknowledgements;
    this.clock = clock;
  }

  /**
   * A change that was committed.
   *
   * @param inForce whether the broker has its events; otherwise they follow as soon as it can be
   *     reached
   */
  public record Committed<T>(T result, boolean inForce) {}

  /**
   * Runs the change in a transaction, then waits up to {@link #ACKNOWLEDGEMENT} until the broker
   * has its events.
   */
  public <T> Committed<T> commit(Supplier<T> change) {
    Started<T> started = transaction.execute(status -> started(change.get()));
    String transactionId = started.transactionId();
    return new Committed<>(
        started.result(),
        transactionId == null || acknowledgements.await(transactionId, ACKNOWLEDGEMENT));
  }

  private record Started<T>(T result, @Nullable String transactionId) {}

  private <T> Started<T> started(T result) {
    String id =
        jdbc.sql(
                """
                SELECT transaction::text FROM connections.outbox
                WHERE transaction = pg_current_xact_id_if_assigned() LIMIT 1
                """)
            .query(String.class)
            .optional()
            .orElse(null);
    return new Started<>(result, id);
  }

  /** For use inside {@link #commit}, as are the others. */
  public void connectionChanged(String id, ConnectionState state) {
    append(Topic.CONNECTIONS, id, EventTypes.CONNECTION_CHANGED, state.version(), state);
  }

  public void connectionDeleted(String id, long version) {
    append(Topic.CONNECTIONS, id, EventTypes.CONNECTION_CHANGED, version, null);
  }

  public void actionChanged(String id, ActionDefinition definition) {
    append(Topic.ACTIONS, id, EventTypes.ACTION_CHANGED, definition.version(), definition);
  }

  public void actionDeleted(String id, long version) {
    append(Topic.ACTIONS, id, EventTypes.ACTION_CHANGED, version, null);
  }

  public void tokenRequested(String connectionId, TokenRequest request) {
    append(Topic.TOKEN_REQUESTS, connectionId, EventTypes.TOKEN_REQUESTED, null, request);
  }

  public void secretExpiring(String connectionId, SecretExpiring reminder) {
    append(Topic.SECRET_REMINDERS, connectionId, EventTypes.SECRET_EXPIRING, null, reminder);
  }

  private void append(
      Topic topic, String key, String type, @Nullable Long version, @Nullable Object event) {
    var _ =
        jdbc.sql(
                """
                INSERT INTO connections.outbox (topic, key, type, version, value, created_at)
                VALUES (:topic, :key, :type, :version, :value, :now)
                """)
            .param("topic", topic.name())
            .param("key", key)
            .param("type", type)
            .param("version", version)
            .param(
                "value",
                event == null
                    ? null
                    : new String(EventSize.checkedJson(event), StandardCharsets.UTF_8))
            .param("now", Times.utc(clock.instant()))
            .update();
  }
}
