package io.atlas.tokens.intake;

import io.atlas.kit.background.ManagedThread;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import io.atlas.model.kafka.TopicSetup;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic as a member of a group. Leaving moves partitions to other instances, so exceptions
 * don't make it leave; only an {@link Error} does, after which the client's state can't be trusted.
 * A record that could not be handled is passed over: who waits in vain asks again.
 */
public final class GroupMember implements ManagedThread.Work {

  private static final Logger log = LoggerFactory.getLogger(GroupMember.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration LAST_COMMIT = Duration.ofSeconds(2);
  private static final Duration LEAVING = Duration.ofSeconds(3);

  private final String group;
  private final Reader reader;
  private final LiveRecords live;
  private final Clock clock;
  private final Duration commitEvery;
  private final Duration poll;
  private final KafkaConsumer<String, byte[]> consumer;
  private Iterator<ConsumerRecord<String, byte[]>> pending = Collections.emptyIterator();
  private boolean uncommitted;
  private Instant committedAt;
  private volatile boolean joined;

  /** What becomes of the records. Called on the member's thread. */
  public interface Reader {

    void handle(ConsumerRecord<String, byte[]> record);

    default void assigned(Collection<Integer> partitions) {}

    /** They are another's now, or will be when this returns. */
    default void released(Collection<Integer> partitions) throws InterruptedException {}
  }

  /**
   * What is read, and how.
   *
   * @param group without the prefix of topics
   * @param settings of the consumer, besides the shared ones
   * @param commitEvery how long positions wait to be committed with later ones
   */
  public record Subscription(
      String group, Topic topic, Map<String, Object> settings, Duration commitEvery) {}

  /**
   * Joins with the first step.
   *
   * @param live told of the partitions that come
   */
  public GroupMember(
      KafkaConnection kafka,
      Subscription subscription,
      Reader reader,
      LiveRecords live,
      Clock clock) {
    this(kafka, subscription, reader, live, clock, POLL);
  }

  GroupMember(
      KafkaConnection kafka,
      Subscription subscription,
      Reader reader,
      LiveRecords live,
      Clock clock,
      Duration poll) {
    this.group = subscription.group();
    this.commitEvery = subscription.commitEvery();
    this.reader = reader;
    this.live = live;
    this.clock = clock;
    this.poll = poll;
    this.committedAt = clock.instant();
    String groupId = kafka.topicPrefix() + group;
    TopicSetup.ensureGroup(kafka, groupId);
    Map<String, Object> settings = new HashMap<>(subscription.settings());
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, groupId);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    this.consumer = kafka.consumer(group, settings);
    consumer.subscribe(List.of(kafka.name(subscription.topic())), new Assignments());
  }

  /** Whether the group has been polled; from then on records come. */
  public boolean hasJoined() {
    return joined;
  }

  @Override
  public Duration step() {
    try {
      if (!pending.hasNext()) {
        pending = consumer.poll(poll).iterator();
        joined = true;
      }
      while (pending.hasNext()) {
        uncommitted = true;
        reader.handle(pending.next());
      }
      commitInTime();
    } catch (WakeupException stopping) {
      log.debug("{}: stopping", group);
    }
    return Duration.ZERO;
  }

  private void commitInTime() {
    Instant now = clock.instant();
    if (uncommitted && !now.isBefore(committedAt.plus(commitEvery))) {
      committedAt = now;
      uncommitted = false;
      consumer.commitAsync((_, failure) -> uncommitted |= failure != null);
    }
  }

  @Override
  public boolean survives(Throwable failure) {
    return !(failure instanceof Error);
  }

  @Override
  public void wakeUp() {
    consumer.wakeup();
  }

  /** Readers finish what is on its way. */
  @Override
  public Duration longestStop() {
    return Duration.ofSeconds(15);
  }

  @Override
  public void close() throws InterruptedException {
    try {
      leave(consumer.assignment());
    } finally {
      consumer.close(CloseOptions.timeout(LEAVING));
    }
  }

  private void leave(Collection<TopicPartition> partitions) throws InterruptedException {
    commit();
    reader.released(numbers(partitions));
  }

  /** So that the next owner does not take what was taken here, tests above all. */
  private void commit() {
    try {
      commitSync();
    } catch (InterruptException interrupted) {
      throw interrupted;
    } catch (KafkaException late) {
      log.info("{}: positions not committed: {}", group, late.toString());
    }
  }

  /** A wake-up that found nothing to wake is still there. */
  private void commitSync() {
    try {
      consumer.commitSync(LAST_COMMIT);
    } catch (WakeupException stopping) {
      consumer.commitSync(LAST_COMMIT);
    }
  }

  private static List<Integer> numbers(Collection<TopicPartition> partitions) {
    return partitions.stream().map(TopicPartition::partition).toList();
  }

  private final class Assignments implements ConsumerRebalanceListener {

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      live.assigned(consumer, partitions);
      reader.assigned(numbers(partitions));
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      try {
        leave(partitions);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    /** Another has them already, so there is nothing to commit. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      try {
        reader.released(numbers(partitions));
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
