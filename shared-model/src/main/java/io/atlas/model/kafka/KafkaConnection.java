package io.atlas.model.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * How to reach the broker, and the settings that every client of ours shares.
 *
 * @param topicPrefix {@code atlas.} unless several installations share a broker
 * @param properties further client properties, for instance for TLS and SASL
 */
public record KafkaConnection(
    String bootstrapServers, String topicPrefix, Map<String, String> properties) {

  public static final String DEFAULT_PREFIX = "atlas.";

  private static final AtomicLong CLIENTS = new AtomicLong();

  public KafkaConnection {
    if (bootstrapServers == null || bootstrapServers.isBlank()) {
      throw new IllegalArgumentException("bootstrap servers are missing");
    }
    if (topicPrefix == null) {
      throw new IllegalArgumentException("the topic prefix is missing; it may be empty");
    }
    properties = Map.copyOf(properties);
  }

  /** Names the broker and the settings, not their values: a password may be among them. */
  @Override
  public String toString() {
    return "KafkaConnection[%s, %s, %s]"
        .formatted(bootstrapServers, topicPrefix, properties.keySet());
  }

  public static KafkaConnection of(String bootstrapServers) {
    return new KafkaConnection(bootstrapServers, DEFAULT_PREFIX, Map.of());
  }

  public String name(Topic topic) {
    return topic.name(topicPrefix);
  }

  public Admin admin(String clientId) {
    return Admin.create(client(clientId));
  }

  /**
   * A producer that loses and reorders nothing: idempotent, acknowledged by all in-sync replicas.
   *
   * @param overrides win over the shared settings
   */
  public KafkaProducer<String, byte[]> producer(String clientId, Map<String, Object> overrides) {
    return producer(clientId, overrides, new StringSerializer());
  }

  /** The same, for records with any bytes as their keys; see {@link ByteKeys}. */
  public KafkaProducer<String, byte[]> byteKeyProducer(
      String clientId, Map<String, Object> overrides) {
    return producer(clientId, overrides, new ByteKeys());
  }

  private KafkaProducer<String, byte[]> producer(
      String clientId, Map<String, Object> overrides, Serializer<String> keys) {
    Map<String, Object> settings = client(clientId);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topic.ACTION_DEAD.maxMessageBytes());
    settings.putAll(overrides);
    return new KafkaProducer<>(settings, keys, new ByteArraySerializer());
  }

  /**
   * A consumer that commits only what it is told to.
   *
   * @param overrides win over the shared settings; a {@code group.id} makes it a member of a group
   *     of the KIP-848 protocol
   */
  public KafkaConsumer<String, byte[]> consumer(String clientId, Map<String, Object> overrides) {
    return consumer(clientId, overrides, new StringDeserializer());
  }

  /** The same, of records with any bytes as their keys; see {@link ByteKeys}. */
  public KafkaConsumer<String, byte[]> byteKeyConsumer(
      String clientId, Map<String, Object> overrides) {
    return consumer(clientId, overrides, new ByteKeys());
  }

  private KafkaConsumer<String, byte[]> consumer(
      String clientId, Map<String, Object> overrides, Deserializer<String> keys) {
    return new KafkaConsumer<>(
        consumerSettings(clientId, overrides), keys, new ByteArrayDeserializer());
  }

  /** What {@link #consumer} makes a consumer of. */
  public Map<String, Object> consumerSettings(String clientId, Map<String, Object> overrides) {
    Map<String, Object> settings = client(clientId);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    // The outbox and the owners of tokens write in transactions: who reads ahead of one may act on
    // a
    // record before what it refers to can be seen.
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    if (overrides.containsKey(ConsumerConfig.GROUP_ID_CONFIG)) {
      settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
    }
    settings.putAll(overrides);
    return settings;
  }

  /** Creates what is missing of our topics and brings settings up to date. */
  public void ensureTopics() {
    ensureTopics(Topic.PARTITIONS);
  }

  /**
   * The same.
   *
   * @param partitions that {@code action-fired} has at least; it grows where it has fewer
   */
  public void ensureTopics(int partitions) {
    TopicSetup.ensure(this, List.of(Topic.values()), partitions);
  }

  /**
   * Gives the delay topics as many partitions as {@code action-fired} has got by now, without which
   * its new ones could delay nothing.
   *
   * @throws IllegalStateException where the broker does not let us; the message says what to do
   */
  public void growDelayTopics() {
    TopicSetup.growDelayTopics(this);
  }

  private Map<String, Object> client(String clientId) {
    Map<String, Object> settings = new HashMap<>(properties);
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    // Several clients of one kind in a process: Kafka warns where two have one id.
    settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId + "-" + CLIENTS.incrementAndGet());
    // A broker that restarts is met again quickly.
    settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
    return settings;
  }
}
