package io.atlas.kit.background;

import io.atlas.model.event.EventJson;
import io.atlas.model.event.EventJson.UnreadableEventException;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.SkippedRecords;
import io.atlas.model.kafka.Topic;
import io.atlas.model.kafka.TopicSetup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.GenericMessageListener;
import org.springframework.kafka.listener.MessageListener;

/**
 * Reads topics for as long as the service runs. A record that cannot be read is skipped and
 * counted. One that cannot be handled, for whatever reason, comes again after a second; its offset
 * is committed once it is done. A container of spring-kafka polls, seeks and commits; where it
 * ends, a new one is made. Thread-safe.
 */
public final class TopicReader implements Background, SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(TopicReader.class);

  /**
   * Started after what is at phase 0, such as what sends the events of changes, and stopped before.
   */
  private static final int PHASE = 1;

  private final SkippedRecords skipped;
  private final HandlerFailures handling;
  private final ManagedThread keeper;

  /** Handles one record. */
  @FunctionalInterface
  public interface Each {

    /**
     * @throws UnusableRecordException to have it skipped
     * @throws Exception to have it come again
     */
    void handle(ConsumerRecord<String, byte[]> record) throws Exception;
  }

  /** Handles what came in one poll, all of it or, by throwing, nothing. */
  @FunctionalInterface
  public interface Batch {

    /**
     * @param skipped told of records that cannot be used
     */
    void handle(List<ConsumerRecord<String, byte[]>> records, Skipped skipped) throws Exception;
  }

  /** Counts a record of a batch that nothing can be made of. */
  @FunctionalInterface
  public interface Skipped {

    void skip(ConsumerRecord<String, byte[]> record, UnusableRecordException unusable);
  }

  /** Where a service goes on that keeps the offsets of what it handled by itself. */
  @FunctionalInterface
  public interface Positions {

    /**
     * The next offset of each partition that it knows; the others go on where the group did. Asked
     * whenever partitions come to this instance.
     *
     * @param ends of these partitions; one before what was handled says that the topic was made
     *     anew
     */
    Map<TopicPartition, Long> next(Map<TopicPartition, Long> ends);
  }

  private interface Source {

    ReaderContainer open(GenericMessageListener<?> listener);
  }

  private TopicReader(
      String name, Source source, Handler handler, List<Class<? extends Exception>> outages) {
    this.skipped = new SkippedRecords(log, System::nanoTime);
    this.handling = new HandlerFailures(name, outages);
    GenericMessageListener<?> listener = handler.listener(handling, skipped);
    List<Class<? extends Exception>> waits = new ArrayList<>(outages);
    waits.add(KafkaException.class);
    this.keeper = new ManagedThread(name, PHASE, () -> source.open(listener), waits);
  }

  /**
   * One instance of the service gets each record.
   *
   * @param group name of the consumer group, without the prefix of topics
   * @param outages what the handler throws while what it needs is away; readiness stays
   */
  @SafeVarargs
  public static TopicReader ofGroup(
      KafkaConnection kafka,
      String name,
      String group,
      Topic topic,
      Each each,
      Class<? extends Exception>... outages) {
    return new TopicReader(
        name,
        listener -> member(kafka, name, group, List.of(topic), Map.of(), null, listener),
        Handler.of(each),
        List.of(outages));
  }

  /** As {@link #ofGroup}, up to so many records together. */
  @SafeVarargs
  public static TopicReader inBatches(
      KafkaConnection kafka,
      String name,
      String group,
      List<Topic> topics,
      int largestBatch,
      Batch batch,
      Class<? extends Exception>... outages) {
    return new TopicReader(
        name,
        listener ->
            member(
                kafka,
                name,
                group,
                topics,
                Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, largestBatch),
                null,
                listener),
        Handler.of(batch),
        List.of(outages));
  }

  /**
   * As {@link #inBatches}, from where the service itself knows that it has come to. The handler
   * keeps the offset after each batch with what it made of it; the group's are for those who look
   * at lag.
   *
   * @param settings of the consumer, besides the shared ones
   */
  @SafeVarargs
  public static TopicReader inBatchesFrom(
      Positions positions,
      KafkaConnection kafka,
      String name,
      String group,
      List<Topic> topics,
      Map<String, Object> settings,
      Batch batch,
      Class<? extends Exception>... outages) {
    Placement placement = new Placement(positions);
    return new TopicReader(
        name,
        listener -> member(kafka, name, group, topics, settings, placement, listener),
        Handler.of((records, skipped) -> {
          placement.require();
          batch.handle(records, skipped);
        }),
        List.of(outages));
  }

  /** Every instance gets each record written from its start on; nothing is committed. */
  public static TopicReader ofNewRecords(
      KafkaConnection kafka, String name, Topic topic, Each each) {
    return new TopicReader(
        name,
        listener -> ReaderContainer.fromEnd(kafka, name, topic, listener),
        Handler.of(each),
        List.of());
  }

  /**
   * Every instance gets each record that the topic holds and will hold; nothing is committed. After
   * a failure of the container they come again from the topic's start.
   */
  public static TopicReader ofAllRecords(
      KafkaConnection kafka, String name, Topic topic, Each each) {
    return new TopicReader(
        name,
        listener -> ReaderContainer.fromStart(kafka, name, topic, listener),
        Handler.of(each),
        List.of());
  }

  private static ReaderContainer member(
      KafkaConnection kafka,
      String name,
      String group,
      List<Topic> topics,
      Map<String, Object> settings,
      @Nullable Placement placement,
      GenericMessageListener<?> listener) {
    String groupId = kafka.topicPrefix() + group;
    TopicSetup.ensureGroup(kafka, groupId);
    ContainerProperties properties =
        new ContainerProperties(topics.stream().map(kafka::name).toArray(String[]::new));
    properties.setGroupId(groupId);
    properties.setAckMode(ContainerProperties.AckMode.BATCH);
    return ReaderContainer.start(kafka, name, groupId, settings, placement, properties, listener);
  }

  /**
   * The record's value. Only what this throws says that the record is at fault: what is read later,
   * from a database for instance, may be unreadable for other reasons.
   *
   * @throws UnusableRecordException where it is no JSON of that type
   */
  public static <T> T read(ConsumerRecord<String, byte[]> record, Class<T> type) {
    try {
      return EventJson.read(record.value(), type);
    } catch (UnreadableEventException unreadable) {
      throw new UnusableRecordException(String.valueOf(unreadable.getMessage()));
    }
  }

  private interface Handler {

    GenericMessageListener<?> listener(HandlerFailures failures, SkippedRecords skipped);

    static Handler of(Each each) {
      return (failures, skipped) ->
          (MessageListener<String, byte[]>)
              record ->
                  failures.watch(() -> {
                    try {
                      each.handle(record);
                    } catch (UnusableRecordException unusable) {
                      skipped.skipped(record, unusable.reason());
                    }
                  });
    }

    static Handler of(Batch batch) {
      return (failures, skipped) ->
          (BatchMessageListener<String, byte[]>)
              records ->
                  failures.watch(() ->
                      batch.handle(
                          records,
                          (record, unusable) -> skipped.skipped(record, unusable.reason())));
    }
  }

  @Override
  public void start() {
    keeper.start();
  }

  @Override
  public void stop() {
    keeper.stop();
  }

  @Override
  public boolean isRunning() {
    return keeper.isRunning();
  }

  @Override
  public int getPhase() {
    return PHASE;
  }

  @Override
  public String name() {
    return keeper.name();
  }

  @Override
  public boolean isWorking() {
    return keeper.isWorking() && handling.isWorking();
  }

  /** Whether records written from now on are read; false until the first container has started. */
  public boolean isFollowing() {
    return keeper.hasOpened();
  }

  /** Waits until {@link #isFollowing}; false where that took longer. */
  public boolean awaitFollowing(Duration longest) throws InterruptedException {
    return keeper.awaitOpened(longest);
  }

  @Override
  public long failures() {
    return keeper.failures() + handling.count();
  }

  /** How many records could not be read. */
  public long skipped() {
    return skipped.count();
  }
}
