package io.atlas.kit.background;

import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.KafkaException.Level;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.event.ConsumerStoppedEvent;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.GenericMessageListener;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.support.TopicPartitionOffset;
import org.springframework.util.backoff.FixedBackOff;

/** One container of spring-kafka, from its start to its end, whatever ends it. */
final class ReaderContainer implements ManagedThread.Work {

  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(4);

  private final KafkaMessageListenerContainer<String, byte[]> container;
  private final @Nullable Placement placement;
  private volatile boolean ended;

  private ReaderContainer(
      KafkaMessageListenerContainer<String, byte[]> container, @Nullable Placement placement) {
    this.container = container;
    this.placement = placement;
    container.setApplicationEventPublisher(event -> {
      if (event instanceof ConsumerStoppedEvent) {
        ended = true;
      }
    });
  }

  static ReaderContainer start(
      KafkaConnection kafka,
      String name,
      String groupId,
      Map<String, Object> settings,
      @Nullable Placement placement,
      ContainerProperties properties,
      GenericMessageListener<?> listener) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put(ConsumerConfig.GROUP_ID_CONFIG, groupId);
    all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return started(kafka.consumerSettings(name, all), name, placement, properties, listener);
  }

  /** The end is looked up before this returns: what is written afterwards is read. */
  static ReaderContainer fromEnd(
      KafkaConnection kafka, String name, Topic topic, GenericMessageListener<?> listener) {
    return alone(kafka, name, topic, "latest", KafkaConsumer::endOffsets, listener);
  }

  static ReaderContainer fromStart(
      KafkaConnection kafka, String name, Topic topic, GenericMessageListener<?> listener) {
    return alone(kafka, name, topic, "earliest", KafkaConsumer::beginningOffsets, listener);
  }

  /** Looks up where partitions begin or end. */
  private interface Places {

    Map<TopicPartition, Long> of(
        KafkaConsumer<String, byte[]> consumer, List<TopicPartition> partitions);
  }

  /**
   * Without a group.
   *
   * @param reset where it goes on if its place is gone
   */
  private static ReaderContainer alone(
      KafkaConnection kafka,
      String name,
      Topic topic,
      String reset,
      Places places,
      GenericMessageListener<?> listener) {
    ContainerProperties properties = new ContainerProperties(offsets(kafka, name, topic, places));
    // Without a group there is nowhere to commit to.
    properties.setAckMode(ContainerProperties.AckMode.MANUAL);
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            reset,
            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
            500);
    return started(kafka.consumerSettings(name, settings), name, null, properties, listener);
  }

  private static TopicPartitionOffset[] offsets(
      KafkaConnection kafka, String name, Topic topic, Places places) {
    try (KafkaConsumer<String, byte[]> consumer = kafka.consumer(name + "-ends", Map.of())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(kafka.name(topic)).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      if (partitions.isEmpty()) {
        throw new KafkaException("there is no topic " + kafka.name(topic) + " yet");
      }
      consumer.assign(partitions); // otherwise the client warns
      return places.of(consumer, partitions).entrySet().stream()
          .map(place ->
              new TopicPartitionOffset(
                  place.getKey().topic(), place.getKey().partition(), place.getValue()))
          .toArray(TopicPartitionOffset[]::new);
    }
  }

  private static ReaderContainer started(
      Map<String, Object> settings,
      String name,
      @Nullable Placement placement,
      ContainerProperties properties,
      GenericMessageListener<?> listener) {
    properties.setMessageListener(listener);
    if (placement != null) {
      placement.beginAnew();
      properties.setConsumerRebalanceListener(placement);
    }
    properties.setPollTimeout(POLL.toMillis());
    properties.setAuthExceptionRetryInterval(RETRY);
    properties.setShutdownTimeout(LONGEST_STOP.toMillis());
    KafkaMessageListenerContainer<String, byte[]> container =
        new KafkaMessageListenerContainer<>(
            new DefaultKafkaConsumerFactory<>(
                settings, new StringDeserializer(), new ByteArrayDeserializer()),
            properties);
    container.setBeanName(name);
    container.setCommonErrorHandler(again());
    ReaderContainer reader = new ReaderContainer(container, placement);
    container.start();
    return reader;
  }

  /** Every failure, for ever: the default gives some kinds up at once, and all after ten tries. */
  private static DefaultErrorHandler again() {
    DefaultErrorHandler handler =
        new DefaultErrorHandler(
            new FixedBackOff(RETRY.toMillis(), FixedBackOff.UNLIMITED_ATTEMPTS));
    handler.setClassifications(Map.of(), true);
    handler.setLogLevel(Level.DEBUG); // told by HandlerFailures
    return handler;
  }

  @Override
  public Duration step() {
    if (ended) {
      throw new IllegalStateException("the container ended");
    }
    if (placement != null) {
      placement.require();
    }
    return LOOK;
  }

  @Override
  public void close() {
    container.stop();
  }
}
