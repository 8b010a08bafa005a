package io.atlas.connections.outbox;

import io.atlas.connections.outbox.Leadership.Duty;
import io.atlas.kit.background.ManagedThread;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventSources;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/**
 * One database session that listens and, while it holds the advisory lock, sends what is in the
 * outbox in order. The lock goes with the session; a relay that lost it without noticing is fenced
 * by the next one's producer. A row is deleted only after the broker has it: a crash between the
 * two sends it again, with the same version. Not thread-safe.
 */
final class RelaySession implements ManagedThread.Work {

  private static final Logger log = LoggerFactory.getLogger(RelaySession.class);

  private static final int BATCH = 500;

  /** What a newer version sends elsewhere is left to relays of that version. */
  private static final String TOPICS =
      Stream.of(Topic.values())
          .map(topic -> "'" + topic.name() + "'")
          .collect(Collectors.joining(", "));

  /** How long a lost wake-up, a stop, or a leader's end can go unnoticed. */
  private static final Duration LOOK = Duration.ofMillis(500);

  private final Leadership leadership;
  private final Connection connection;
  private final KafkaConnection kafka;
  private final Acknowledgements acknowledgements;
  private final CommitVisibility visibility;
  private @Nullable KafkaProducer<String, byte[]> producer;

  private RelaySession(
      Leadership leadership, KafkaConnection kafka, Acknowledgements acknowledgements) {
    this.leadership = leadership;
    this.connection = leadership.session();
    this.kafka = kafka;
    this.acknowledgements = acknowledgements;
    this.visibility = new CommitVisibility(kafka);
  }

  static RelaySession open(
      JdbcConnectionDetails database, KafkaConnection kafka, Acknowledgements acknowledgements)
      throws SQLException {
    RelaySession session =
        new RelaySession(
            Leadership.candidate(database, Duty.RELAY_OUTBOX), kafka, acknowledgements);
    try {
      session.run("LISTEN atlas_outbox; LISTEN atlas_outbox_sent");
    } catch (SQLException lost) {
      session.close();
      throw lost;
    }
    return session;
  }

  /** Sends a batch, or waits until there is something to send. */
  @Override
  public Duration step() throws SQLException {
    if (producer == null && leadership.acquire()) {
      producer = lead();
    }
    boolean more = producer != null && sendBatch(producer);
    acknowledgements.settle(connection);
    if (!more) {
      var _ =
          connection.unwrap(PGConnection.class).getNotifications(Math.toIntExact(LOOK.toMillis()));
    }
    return Duration.ZERO;
  }

  private KafkaProducer<String, byte[]> lead() {
    KafkaProducer<String, byte[]> next =
        kafka.producer(
            "outbox",
            Map.of(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG, kafka.topicPrefix() + "outbox",
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 15_000,
                ProducerConfig.MAX_BLOCK_MS_CONFIG, 15_000L,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000));
    try {
      next.initTransactions();
    } catch (RuntimeException failed) {
      next.close(Duration.ZERO);
      throw failed;
    }
    log.info("relaying the outbox");
    return next;
  }

  private record Row(
      long id,
      Topic topic,
      String key,
      String type,
      @Nullable String version,
      @Nullable String value,
      Instant at) {}

  /** Returns whether there was anything to send. */
  private boolean sendBatch(KafkaProducer<String, byte[]> to) throws SQLException {
    List<Row> batch = oldest();
    if (batch.isEmpty()) {
      return false;
    }
    to.beginTransaction();
    List<Future<RecordMetadata>> sent = batch.stream().map(row -> to.send(event(row))).toList();
    to.commitTransaction();
    visibility.await(sent);
    delete(batch);
    return true;
  }

  private List<Row> oldest() throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                """
                SELECT id, topic, key, type, version, value, created_at
                FROM connections.outbox WHERE topic IN (%s) ORDER BY id LIMIT %d
                """
                    .formatted(TOPICS, BATCH))) {
      while (found.next()) {
        rows.add(
            new Row(
                found.getLong(1),
                Topic.valueOf(found.getString(2)),
                found.getString(3),
                found.getString(4),
                found.getString(5),
                found.getString(6),
                found.getTimestamp(7).toInstant()));
      }
    }
    return rows;
  }

  private ProducerRecord<String, byte[]> event(Row row) {
    byte[] value = row.value() == null ? null : row.value().getBytes(StandardCharsets.UTF_8);
    ProducerRecord<String, byte[]> event =
        new ProducerRecord<>(kafka.name(row.topic()), row.key(), value);
    EventHeaders.cloudEvent(
        event.headers(),
        Long.toString(row.id()),
        row.type(),
        EventSources.CONNECTION_SERVICE,
        row.at());
    if (row.version() != null) {
      EventHeaders.set(event.headers(), EventHeaders.VERSION, row.version());
    }
    return event;
  }

  private void delete(List<Row> sent) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM connections.outbox WHERE id = ANY (?)")) {
      delete.setArray(1, connection.createArrayOf("bigint", sent.stream().map(Row::id).toArray()));
      var _ = delete.executeUpdate();
    }
    run("NOTIFY atlas_outbox_sent");
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      var _ = statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    try {
      if (producer != null) {
        producer.close(Duration.ZERO);
      }
    } finally {
      visibility.close();
      leadership.close();
    }
  }
}
