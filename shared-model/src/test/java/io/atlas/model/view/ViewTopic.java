package io.atlas.model.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** One of our topics on a real broker, and a writer for it. */
final class ViewTopic implements AutoCloseable {

  final KafkaConnection kafka;
  private final Topic topic;
  private final int partitions;
  private final Admin admin;
  private final KafkaProducer<String, byte[]> producer;

  ViewTopic(KafkaConnection kafka, Topic topic, int partitions) {
    this.kafka = kafka;
    this.topic = topic;
    this.partitions = partitions;
    this.admin = kafka.admin("test");
    this.producer = kafka.producer("test", Map.of(ProducerConfig.LINGER_MS_CONFIG, 0));
  }

  static ViewTopic created(KafkaConnection kafka, Topic topic, int partitions) throws Exception {
    ViewTopic made = new ViewTopic(kafka, topic, partitions);
    made.create();
    return made;
  }

  void create() throws Exception {
    admin
        .createTopics(
            List.of(
                new NewTopic(kafka.name(topic), Optional.of(partitions), Optional.empty())
                    .configs(topic.settings())))
        .all()
        .get(20, TimeUnit.SECONDS);
  }

  void delete() throws Exception {
    admin.deleteTopics(List.of(kafka.name(topic))).all().get(20, TimeUnit.SECONDS);
  }

  void deleteRecordsBefore(long offset) throws Exception {
    admin
        .deleteRecords(
            Map.of(new TopicPartition(kafka.name(topic), 0), RecordsToDelete.beforeOffset(offset)))
        .all()
        .get(20, TimeUnit.SECONDS);
  }

  void put(String key, Object value) throws Exception {
    send(key, EventJson.write(value), null);
  }

  void putRaw(String key, String value) throws Exception {
    send(key, value.getBytes(UTF_8), null);
  }

  void tombstone(String key, @Nullable Long version) throws Exception {
    send(key, null, version);
  }

  private void send(String key, byte @Nullable [] value, @Nullable Long version) throws Exception {
    ProducerRecord<String, byte[]> record = new ProducerRecord<>(kafka.name(topic), key, value);
    if (version != null) {
      EventHeaders.set(record.headers(), EventHeaders.VERSION, version.toString());
    }
    producer.send(record).get(20, TimeUnit.SECONDS);
  }

  /** Writes records that no committed reader ever sees. */
  void abortedTransaction(String key, int records) {
    try (KafkaProducer<String, byte[]> aborting =
        kafka.producer("test-aborting", Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "aborts"))) {
      aborting.initTransactions();
      aborting.beginTransaction();
      for (int i = 0; i < records; i++) {
        var _ =
            aborting.send(
                new ProducerRecord<>(kafka.name(topic), key, EventJson.write(action(99, "ghost"))));
      }
      aborting.flush();
      aborting.abortTransaction();
    }
  }

  static ActionDefinition action(long version, String name) {
    return new ActionDefinition(
        version,
        "account",
        name,
        true,
        "POST",
        "https://api.example.com/orders",
        List.of(),
        null,
        ActionDefinition.Authentication.NONE,
        1_000,
        ActionDefinition.Retry.DEFAULT,
        null,
        null,
        List.of());
  }

  @Override
  public void close() {
    producer.close(java.time.Duration.ofSeconds(1));
    admin.close(java.time.Duration.ZERO);
  }
}
