package io.atlas.worker.intake;

import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import io.atlas.worker.dispatch.Dispatcher;
import io.atlas.worker.dispatch.EventRouter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that owns the consumer: reads, holds delay topics until they are due, commits. */
public final class Intake implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Intake.class);

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PAUSE_AFTER_ERROR = Duration.ofSeconds(1);

  /** What is done between two commits is repeated after a crash; a commit costs next to nothing. */
  private static final Duration COMMIT_EVERY = Duration.ofMillis(250);

  private static final Duration DRAIN_ON_REVOCATION = Duration.ofSeconds(3);
  private static final Duration DRAIN_ON_CLOSE = Duration.ofSeconds(4);
  private static final Duration LAST_COMMIT = Duration.ofSeconds(1);

  /** The drain, the last commit and leaving; what takes longer waits for a broker that is away. */
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(6);

  private static final Duration LONGEST_BREAKING_OFF = Duration.ofSeconds(1);

  /** A quarter of what a commit can tell: executing events further behind are handed over. */
  private static final long LONGEST_LAG = CommitMetadata.MAX_OFFSETS / 4;

  private final Consumer<String, byte[]> consumer;
  private final EventRouter router;
  private final Dispatcher dispatcher;
  private final Clock clock;
  private final Map<String, Topic> topics;
  private final Map<TopicPartition, AssignedPartition> assigned = new HashMap<>();
  private final String firedTopic;
  private final String retryTopic;
  private final Thread thread;

  /** Numbers of partitions whose new events wait until all their retries are read. */
  private final Set<Integer> readingRetries = new HashSet<>();

  /** Partitions whose new events from before the assignment are not all read yet. */
  private final Set<TopicPartition> readingAgain = new HashSet<>();

  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean closing;
  private volatile Instant leaveBy = Instant.MAX;
  private boolean rejoin;
  private Instant nextCommit = Instant.MIN;

  public Intake(
      Consumer<String, byte[]> consumer,
      KafkaConnection kafka,
      EventRouter router,
      Dispatcher dispatcher,
      Clock clock) {
    this.consumer = consumer;
    this.router = router;
    this.dispatcher = dispatcher;
    this.clock = clock;
    this.topics =
        Stream.concat(
                Stream.of(Topic.ACTION_FIRED, Topic.ACTION_DELAYED_ORDERED), Topic.DELAYED.stream())
            .collect(Collectors.toUnmodifiableMap(kafka::name, topic -> topic));
    this.firedTopic = kafka.name(Topic.ACTION_FIRED);
    this.retryTopic = kafka.name(Topic.ACTION_DELAYED_ORDERED);
    this.thread = Thread.ofPlatform().daemon().name("intake").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /** Whether the thread that reads is there. */
  public boolean isReading() {
    return thread.isAlive();
  }

  /** Stops reading, lets what is in flight end, commits, leaves the group: all within a bound. */
  @Override
  public void close() {
    leaveBy = clock.instant().plus(DRAIN_ON_CLOSE);
    closing = true;
    closed.countDown();
    if (thread.getState() == Thread.State.NEW) {
      consumer.close(CloseOptions.timeout(LAST_COMMIT));
      return;
    }
    try {
      if (!thread.join(LONGEST_CLOSE)) {
        log.warn("the broker keeps the intake waiting: leaving all the same");
        thread.interrupt();
        var _ = thread.join(LONGEST_BREAKING_OFF);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    consumer.subscribe(topics.keySet(), new Rebalance());
    while (!closing) {
      try {
        if (rejoin) {
          rejoin();
        }
        openKeysWhereRetriesAreRead();
        // Also where there is no room the group must hear from us.
        boolean room = dispatcher.awaitRoom(POLL);
        pauseAndResume(!room);
        ConsumerRecords<String, byte[]> records = consumer.poll(room ? POLL : Duration.ZERO);
        for (TopicPartition partition : records.partitions()) {
          accept(partition, records.records(partition));
        }
        tellWhatIsReadAgain();
        commitWhenTime();
      } catch (InterruptedException interrupted) {
        closing = true;
      } catch (RuntimeException failed) {
        log.warn("polling failed, going on: {}", failed.toString());
        pause();
        rejoin |= !assigned.keySet().containsAll(consumer.assignment());
      }
    }
    leave();
  }

  /**
   * Leaves the group and joins it again: the consumer never reads a partition whose assignment
   * failed half way, however long it goes on polling.
   */
  private void rejoin() {
    log.warn("joining the group anew: an assignment had failed");
    consumer.unsubscribe();
    consumer.subscribe(topics.keySet(), new Rebalance());
    rejoin = false;
  }

  private void pause() {
    try {
      var _ = closed.await(PAUSE_AFTER_ERROR.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      closing = true;
    }
  }

  private void accept(TopicPartition partition, List<ConsumerRecord<String, byte[]>> records) {
    AssignedPartition owned = assigned.get(partition);
    if (owned == null) {
      return;
    }
    boolean tier = Topic.DELAYED.contains(owned.topic);
    for (ConsumerRecord<String, byte[]> record : records) {
      if (tier) {
        Instant release = owned.release(record);
        if (release.isAfter(clock.instant())) {
          // It and all after it are read again when the head is due.
          consumer.seek(partition, record.offset());
          owned.holdUntil(release);
          return;
        }
      }
      if (owned.read(record.offset())) {
        route(record, owned);
      }
    }
  }

  private void route(ConsumerRecord<String, byte[]> record, AssignedPartition owned) {
    try {
      router.route(record, owned.claim(record.offset()));
    } catch (RuntimeException bug) {
      // Its offset stays open, so it comes again after a restart; the others go on.
      log.error("cannot handle {}-{}", owned.partition, record.offset(), bug);
    }
  }

  private void pauseAndResume(boolean full) {
    Instant now = clock.instant();
    // The consumer knows what is paused: a change that failed must not be taken for made.
    Set<TopicPartition> paused = consumer.paused();
    List<TopicPartition> pause = new ArrayList<>();
    List<TopicPartition> resume = new ArrayList<>();
    for (AssignedPartition owned : assigned.values()) {
      boolean hold = mustWait(owned, full, now);
      if (hold != paused.contains(owned.partition)) {
        (hold ? pause : resume).add(owned.partition);
      }
    }
    if (!pause.isEmpty()) {
      consumer.pause(pause);
    }
    if (!resume.isEmpty()) {
      consumer.resume(resume);
    }
  }

  private boolean mustWait(AssignedPartition owned, boolean full, Instant now) {
    return switch (owned.topic) {
      // Never paused: what is read from it is what others wait for.
      case ACTION_DELAYED_ORDERED -> false;
      case ACTION_FIRED ->
          full || owned.isTooWide() || readingRetries.contains(owned.partition.partition());
      default -> full || owned.isTooWide() || owned.heldUntil().isAfter(now);
    };
  }

  private void openKeysWhereRetriesAreRead() {
    readingRetries.removeIf(number -> {
      TopicPartition retries = new TopicPartition(retryTopic, number);
      AssignedPartition owned = assigned.get(retries);
      boolean read = owned == null || consumer.position(retries) >= owned.readBefore();
      if (read) {
        dispatcher.openKeys(number);
      }
      return read;
    });
  }

  private void tellWhatIsReadAgain() {
    readingAgain.removeIf(fired -> {
      AssignedPartition owned = assigned.get(fired);
      long position = owned == null ? 0 : consumer.position(fired);
      boolean all = owned == null || position >= owned.readBefore();
      dispatcher.eventsReadBelow(fired.partition(), all ? Long.MAX_VALUE : position);
      return all;
    });
  }

  private void commitWhenTime() {
    Instant now = clock.instant();
    if (now.isBefore(nextCommit)) {
      return;
    }
    nextCommit = now.plus(COMMIT_EVERY);
    assigned.values().forEach(owned -> owned.handOverLaggards(LONGEST_LAG));
    Map<TopicPartition, OffsetAndMetadata> commits = AssignedPartition.commits(assigned.values());
    if (commits.isEmpty()) {
      return;
    }
    consumer.commitAsync(
        commits,
        (offsets, failure) -> {
          if (failure != null) {
            log.warn("commit failed, the next one tells the same: {}", failure.toString());
            return;
          }
          remember(offsets);
        });
  }

  private void remember(Map<TopicPartition, OffsetAndMetadata> offsets) {
    offsets.forEach((partition, commit) -> {
      AssignedPartition owned = assigned.get(partition);
      if (owned != null) {
        owned.committed(commit);
      }
    });
  }

  private void leave() {
    release(List.copyOf(assigned.values()), DRAIN_ON_CLOSE);
    assigned.clear();
    consumer.close(CloseOptions.timeout(LAST_COMMIT));
  }

  /** Lets what is in flight end, ends keyed calls that do not, and commits what is done. */
  private void release(List<AssignedPartition> partitions, Duration bound) {
    Instant now = clock.instant();
    Instant until = now.plus(bound).isBefore(leaveBy) ? now.plus(bound) : leaveBy;
    Set<Integer> numbers = AssignedPartition.firedNumbers(partitions);
    partitions.forEach(AssignedPartition::startNothing);
    dispatcher.drop(numbers::contains);
    try {
      for (AssignedPartition owned : partitions) {
        var _ = owned.awaitIdle(Duration.between(clock.instant(), until));
      }
      partitions.forEach(AssignedPartition::giveUp);
      dispatcher.giveUp(numbers::contains);
      Map<TopicPartition, OffsetAndMetadata> commits = AssignedPartition.commits(partitions);
      if (!commits.isEmpty()) {
        consumer.commitSync(commits, LAST_COMMIT);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (KafkaException failed) {
      log.warn(
          "last commit failed, what is done since the one before comes again: {}",
          failed.toString());
    }
  }

  private void shareRateLimits() {
    int fired = AssignedPartition.firedNumbers(assigned.values()).size();
    dispatcher.share(Math.max(1, fired) / (double) Topic.PARTITIONS);
  }

  private final class Rebalance implements ConsumerRebalanceListener {

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      Set<TopicPartition> added = Set.copyOf(partitions);
      Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(added);
      Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(added);
      Map<TopicPartition, Long> ends = consumer.endOffsets(added);
      for (TopicPartition partition : partitions) {
        OffsetAndMetadata last = committed.get(partition);
        Long beginning = beginnings.get(partition);
        long from = last != null ? last.offset() : beginning == null ? 0 : beginning;
        BitSet done = last == null ? new BitSet() : CommitMetadata.decode(last.metadata());
        AssignedPartition owned =
            new AssignedPartition(
                partition,
                topics.getOrDefault(partition.topic(), Topic.ACTION_FIRED),
                new OffsetLedger(from, done));
        Long end = ends.get(partition);
        owned.readBefore(end == null ? 0 : end);
        assigned.put(partition, owned);
        if (owned.topic == Topic.ACTION_FIRED) {
          dispatcher.closeKeys(partition.partition(), from);
          readingRetries.add(partition.partition());
          readingAgain.add(partition);
        }
      }
      shareRateLimits();
      // Until it is known which heads are due and all retries are read, nothing flows.
      pauseAndResume(true);
      log.info("assigned {} partitions, {} in all", partitions.size(), assigned.size());
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      release(owned(partitions), DRAIN_ON_REVOCATION);
      forget(partitions);
      log.info("revoked {} partitions, {} left", partitions.size(), assigned.size());
    }

    /** Somebody else owns them already; calls that go on are repeats with the same key. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      List<AssignedPartition> lost = owned(partitions);
      Set<Integer> numbers = AssignedPartition.firedNumbers(lost);
      lost.forEach(AssignedPartition::giveUp);
      dispatcher.drop(numbers::contains);
      dispatcher.giveUp(numbers::contains);
      forget(partitions);
      log.warn("lost {} partitions, {} left", partitions.size(), assigned.size());
    }

    private List<AssignedPartition> owned(Collection<TopicPartition> partitions) {
      List<AssignedPartition> owned = new ArrayList<>();
      for (TopicPartition partition : partitions) {
        AssignedPartition one = assigned.get(partition);
        if (one != null) {
          owned.add(one);
        }
      }
      return owned;
    }

    private void forget(Collection<TopicPartition> partitions) {
      partitions.forEach(assigned::remove);
      readingRetries.removeIf(
          number -> !assigned.containsKey(new TopicPartition(firedTopic, number)));
      shareRateLimits();
    }
  }
}
