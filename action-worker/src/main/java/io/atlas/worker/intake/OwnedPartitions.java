package io.atlas.worker.intake;

import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import io.atlas.worker.dispatch.Dispatcher;
import io.atlas.worker.intake.AssignedPartition.Naming;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this worker owns now, and what of it may be read. New events are read by a consumer of their
 * own, which belongs to no group: a member's poll is served by a second thread, and its fetches
 * tell of every delay topic. The intake's thread owns all of this.
 */
final class OwnedPartitions {

  private static final Logger log = LoggerFactory.getLogger(OwnedPartitions.class);

  private final Consumer<String, byte[]> member;
  private final Consumer<String, byte[]> newEvents;
  private final ReadAhead ahead;
  private final KafkaConnection kafka;
  private final Dispatcher dispatcher;
  private final Clock clock;
  private final Map<String, Topic> topics;
  private final String firedTopic;
  private final String retryTopic;
  private final int worker;
  private final Map<TopicPartition, AssignedPartition> owned = new HashMap<>();
  private final Queue<Naming> namings = new ConcurrentLinkedQueue<>();

  /** So many the delay topics have at least. */
  private int delayPartitions = Topic.PARTITIONS;

  /** So many action-fired had at the last assignment. */
  private int firedPartitions = Topic.PARTITIONS;

  /** Numbers of partitions whose new events wait until all their retries are read. */
  private final Set<Integer> readingRetries = new HashSet<>();

  /** Partitions whose new events from before the assignment are not all read yet. */
  private final Set<TopicPartition> readingAgain = new HashSet<>();

  /**
   * @param member of the group; reads what was delayed
   * @param newEvents of no group; reads {@code action-fired} where the member owns it
   * @param ahead what was read of them before its time
   * @param worker names this process, not 0
   */
  OwnedPartitions(
      Consumer<String, byte[]> member,
      Consumer<String, byte[]> newEvents,
      ReadAhead ahead,
      KafkaConnection kafka,
      Dispatcher dispatcher,
      int worker,
      Clock clock) {
    this.member = member;
    this.newEvents = newEvents;
    this.ahead = ahead;
    this.kafka = kafka;
    this.dispatcher = dispatcher;
    this.worker = worker;
    this.clock = clock;
    this.topics =
        Stream.concat(
                Stream.of(Topic.ACTION_FIRED, Topic.ACTION_DELAYED_ORDERED), Topic.DELAYED.stream())
            .collect(Collectors.toUnmodifiableMap(kafka::name, topic -> topic));
    this.firedTopic = kafka.name(Topic.ACTION_FIRED);
    this.retryTopic = kafka.name(Topic.ACTION_DELAYED_ORDERED);
  }

  Set<String> topics() {
    return topics.keySet();
  }

  @Nullable AssignedPartition get(TopicPartition partition) {
    return owned.get(partition);
  }

  List<AssignedPartition> get(Collection<TopicPartition> partitions) {
    List<AssignedPartition> found = new ArrayList<>();
    for (TopicPartition partition : partitions) {
      AssignedPartition one = owned.get(partition);
      if (one != null) {
        found.add(one);
      }
    }
    return found;
  }

  Collection<AssignedPartition> all() {
    return owned.values();
  }

  void clear() {
    owned.clear();
  }

  /** What is to be told before it may happen; its marks are part of the next commits. */
  List<Naming> takeNamings() {
    List<Naming> taken = new ArrayList<>();
    for (Naming naming = namings.poll(); naming != null; naming = namings.poll()) {
      AssignedPartition partition = naming.partition();
      if (owned.get(partition.partition) == partition) {
        naming.mark();
        taken.add(naming);
      }
    }
    return taken;
  }

  /** They could not be told: again with the next. */
  void giveBack(List<Naming> untold) {
    namings.addAll(untold);
  }

  /**
   * They begin where commits say; what may be read of them is decided with the next turn.
   *
   * @return how many of their events may have ended the worker before
   */
  int add(Collection<TopicPartition> partitions) {
    firedPartitions = Math.max(1, newEvents.partitionsFor(firedTopic).size());
    growWith(partitions);
    Set<TopicPartition> added = Set.copyOf(partitions);
    Map<TopicPartition, OffsetAndMetadata> committed = member.committed(added);
    Map<TopicPartition, Long> beginnings = member.beginningOffsets(added);
    Map<TopicPartition, Long> ends = member.endOffsets(added);
    Map<TopicPartition, Long> fired = new HashMap<>();
    int suspects = 0;
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata last = committed.get(partition);
      long from = last != null ? last.offset() : beginnings.getOrDefault(partition, 0L);
      long end = ends.getOrDefault(partition, 0L);
      PartitionState standing =
          CommitMetadata.decode(last == null ? "" : last.metadata())
              .inheritedBy(worker, (int) Math.clamp(end - from, 0, Integer.MAX_VALUE));
      suspects += standing.marks().size();
      AssignedPartition one =
          new AssignedPartition(
              partition,
              topics.getOrDefault(partition.topic(), Topic.ACTION_FIRED),
              new OffsetLedger(from, standing.done()),
              new UnderWay(worker, standing.suspects(from)),
              namings);
      one.readBefore(end);
      owned.put(partition, one);
      if (one.topic == Topic.ACTION_FIRED) {
        dispatcher.partition(partition.partition()).close(from);
        readingRetries.add(partition.partition());
        readingAgain.add(partition);
        fired.put(partition, from);
      }
    }
    readNewEventsOfOwned();
    fired.forEach(newEvents::seek);
    shareRateLimits();
    // Until it is known which heads are due and all retries are read, nothing flows.
    var _ = letNewEventsFlow(false);
    letDelayedFlow(false);
    return suspects;
  }

  /** Somebody gave action-fired more partitions: what comes there may have to be delayed. */
  private void growWith(Collection<TopicPartition> partitions) {
    boolean grown =
        partitions.stream()
            .anyMatch(partition ->
                partition.topic().equals(firedTopic) && partition.partition() >= delayPartitions);
    if (!grown) {
      return;
    }
    try {
      kafka.growDelayTopics();
      delayPartitions = firedPartitions;
    } catch (IllegalStateException refused) {
      log.error("what is to be delayed of {} waits: {}", partitions, refused.getMessage());
    }
  }

  void remove(Collection<TopicPartition> partitions) {
    partitions.forEach(owned::remove);
    readingRetries.removeIf(number -> !owned.containsKey(new TopicPartition(firedTopic, number)));
    readNewEventsOfOwned();
    shareRateLimits();
  }

  /** Positions of those that stay are kept. */
  private void readNewEventsOfOwned() {
    newEvents.assign(
        owned.keySet().stream()
            .filter(partition -> partition.topic().equals(firedTopic))
            .collect(Collectors.toUnmodifiableSet()));
  }

  private void shareRateLimits() {
    int fired = AssignedPartition.firedNumbers(owned.values()).size();
    dispatcher.share(Math.max(1, fired) / (double) Math.max(fired, firedPartitions));
  }

  /**
   * @param room for more of them
   * @return whether any may be read
   */
  boolean letNewEventsFlow(boolean room) {
    return pauseAndResume(
        newEvents,
        each -> !room || each.isTooWide() || readingRetries.contains(each.partition.partition()));
  }

  /**
   * @param room for more of what is due
   */
  void letDelayedFlow(boolean room) {
    Instant now = clock.instant();
    var _ =
        pauseAndResume(
            member,
            each ->
                switch (each.topic) {
                  case ACTION_FIRED -> true;
                  // Never paused: what is read from it is what others wait for.
                  case ACTION_DELAYED_ORDERED -> false;
                  default -> ahead.has(each) || !mayFlow(each, room, now);
                });
  }

  /** Whether the next record of a delay topic, read already or not, may come now. */
  boolean mayFlow(AssignedPartition delayed, boolean room, Instant now) {
    return room && !delayed.isTooWide() && !delayed.heldUntil().isAfter(now);
  }

  private boolean pauseAndResume(
      Consumer<String, byte[]> consumer, Predicate<AssignedPartition> mustWait) {
    // The consumer knows what is paused: a change that failed must not be taken for made.
    Set<TopicPartition> paused = consumer.paused();
    List<TopicPartition> pause = new ArrayList<>();
    List<TopicPartition> resume = new ArrayList<>();
    boolean flows = false;
    for (AssignedPartition each : get(consumer.assignment())) {
      boolean hold = mustWait.test(each);
      flows |= !hold;
      if (hold != paused.contains(each.partition)) {
        (hold ? pause : resume).add(each.partition);
      }
    }
    if (!pause.isEmpty()) {
      consumer.pause(pause);
    }
    if (!resume.isEmpty()) {
      consumer.resume(resume);
    }
    return flows;
  }

  /** New events flow and keys run in partitions whose retries are all read. */
  void openKeysWhereRetriesAreRead() {
    readingRetries.removeIf(number -> {
      TopicPartition retries = new TopicPartition(retryTopic, number);
      AssignedPartition one = owned.get(retries);
      boolean read = one == null || member.position(retries) >= one.readBefore();
      if (read) {
        dispatcher.partition(number).open();
      }
      return read;
    });
  }

  /** Whether the number's retries from before the assignment are not all read yet. */
  boolean isReadingRetries(int number) {
    return readingRetries.contains(number);
  }

  void tellWhatIsReadAgain() {
    readingAgain.removeIf(fired -> {
      AssignedPartition one = owned.get(fired);
      long position = one == null ? 0 : newEvents.position(fired);
      boolean all = one == null || position >= one.readBefore();
      dispatcher.partition(fired.partition()).readBelow(all ? Long.MAX_VALUE : position);
      return all;
    });
  }
}
