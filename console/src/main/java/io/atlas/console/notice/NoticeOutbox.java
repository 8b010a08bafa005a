package io.atlas.console.notice;

import io.atlas.kit.sql.Times;
import io.atlas.model.event.ActionFired;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.EventSources;
import io.atlas.model.event.EventTypes;
import io.atlas.model.event.ExecutionIds;
import io.atlas.model.event.Notice;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is to be sent, stored in the transaction that decided it. A row goes once the broker has it:
 * a crash between the two sends it again, with the same ids. Used by one thread.
 */
@Component
class NoticeOutbox implements DisposableBean {

  private static final int TIMEOUT_MS = 5_000;
  private static final int BATCH = 200;

  /** What a newer version sends elsewhere is left to consoles of that version. */
  private static final String[] TOPICS =
      Stream.of(Topic.values()).map(Topic::name).toArray(String[]::new);

  private final JdbcClient jdbc;
  private final KafkaConnection kafka;
  private final KafkaProducer<String, byte[]> producer;
  private final Clock clock;

  NoticeOutbox(JdbcClient jdbc, KafkaConnection kafka, Clock clock) {
    this.jdbc = jdbc;
    this.kafka = kafka;
    this.producer =
        kafka.producer(
            "console-notices",
            Map.of(
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, TIMEOUT_MS,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS / 2,
                ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT_MS));
    this.clock = clock;
  }

  void told(Notice notice) {
    append(
        Topic.NOTICES,
        notice.key(),
        EventTypes.NOTICE_CHANGED,
        UUID.randomUUID().toString(),
        EventJson.write(notice));
  }

  /**
   * Fires the action with the notice as its input, and with {@code raised} for templates, which can
   * tell true from false alone. What is fired of one subject is in order.
   */
  void fired(Notice notice, String actionId) {
    ObjectNode input = EventJson.MAPPER.valueToTree(notice);
    input.put("raised", notice.state() == Notice.State.RAISED);
    String id = ExecutionIds.ofAlert(notice, actionId);
    ActionFired event =
        new ActionFired(actionId, input, id, "notice/" + notice.subject(), clock.instant());
    append(
        Topic.ACTION_FIRED,
        "notice/" + notice.subject(),
        EventTypes.ACTION_FIRED,
        id,
        EventJson.write(event));
  }

  private void append(Topic topic, String key, String type, String eventId, byte[] value) {
    var _ =
        jdbc.sql(
                """
                INSERT INTO notice_outbox (topic, key, type, event_id, at, value)
                VALUES (:topic, :key, :type, :event, :now, :value)
                """)
            .param("topic", topic.name())
            .param("key", key)
            .param("type", type)
            .param("event", eventId)
            .param("now", Times.utc(clock.instant()))
            .param("value", value)
            .update();
  }

  @SuppressWarnings("ArrayRecordComponent") // made once, and never compared
  private record Waiting(
      long id, Topic topic, String key, String type, String eventId, Instant at, byte[] value) {}

  /**
   * Sends the first of what waits and removes it, within the caller's transaction.
   *
   * @return whether there may be more
   * @throws KafkaException where the broker did not say that it has all of it
   */
  boolean send() throws InterruptedException {
    List<Waiting> waiting = waiting();
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (Waiting each : waiting) {
      sent.add(producer.send(record(each)));
    }
    try {
      for (Future<RecordMetadata> each : sent) {
        var _ = each.get(2L * TIMEOUT_MS, TimeUnit.MILLISECONDS);
      }
    } catch (ExecutionException | TimeoutException failed) {
      throw new KafkaException("notices wait for the broker", failed);
    }
    var _ =
        jdbc.sql("DELETE FROM notice_outbox WHERE id = ANY (:ids)")
            .param("ids", waiting.stream().map(Waiting::id).toArray(Long[]::new))
            .update();
    return waiting.size() == BATCH;
  }

  private ProducerRecord<String, byte[]> record(Waiting waiting) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(kafka.name(waiting.topic()), waiting.key(), waiting.value());
    EventHeaders.cloudEvent(
        record.headers(), waiting.eventId(), waiting.type(), EventSources.CONSOLE, waiting.at());
    return record;
  }

  private List<Waiting> waiting() {
    return jdbc.sql(
            """
            SELECT id, topic, key, type, event_id, at, value FROM notice_outbox
            WHERE topic = ANY (:topics) ORDER BY id LIMIT :batch
            """)
        .param("batch", BATCH)
        .param("topics", TOPICS)
        .query((row, number) ->
            new Waiting(
                row.getLong("id"),
                Topic.valueOf(row.getString("topic")),
                row.getString("key"),
                row.getString("type"),
                row.getString("event_id"),
                Times.instant(row, "at"),
                row.getBytes("value")))
        .list();
  }

  @Override
  public void destroy() {
    producer.close();
  }
}
