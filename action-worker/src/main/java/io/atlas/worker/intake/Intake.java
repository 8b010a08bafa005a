package io.atlas.worker.intake;

import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import io.atlas.worker.dispatch.Dispatcher;
import io.atlas.worker.dispatch.EventRouter;
import io.atlas.worker.intake.AssignedPartition.Naming;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

/** The thread that reads: new events, what was delayed once it is due; and commits what is done. */
public final class Intake implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Intake.class);

  /** How long to wait for new events. What was delayed comes so much late at most. */
  private static final Duration POLL = Duration.ofMillis(50);

  /** While events that may have ended a worker wait for the broker to know of them. */
  private static final Duration POLL_FOR_SUSPECTS = Duration.ofMillis(2);

  /** A broker that takes longer to know of what is to be started is asked again. */
  private static final Duration TELL_WITHIN = Duration.ofSeconds(5);

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

  private final Consumer<String, byte[]> member;
  private final Consumer<String, byte[]> newEvents;
  private final OwnedPartitions owned;
  private final EventRouter router;
  private final Dispatcher dispatcher;
  private final Clock clock;
  private final Thread thread;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean closing;
  private volatile Instant leaveBy = Instant.MAX;
  private boolean rejoin;
  private Instant nextCommit = Instant.MIN;
  private Instant nextDelayed = Instant.MIN;

  /**
   * @param member of the workers' group; reads what was delayed, and commits
   * @param newEvents of no group; reads new events of the partitions that the member owns
   * @param worker names this process in commits, not 0
   */
  public Intake(
      Consumer<String, byte[]> member,
      Consumer<String, byte[]> newEvents,
      KafkaConnection kafka,
      EventRouter router,
      Dispatcher dispatcher,
      int worker,
      Clock clock) {
    this.member = member;
    this.newEvents = newEvents;
    this.owned = new OwnedPartitions(member, newEvents, kafka, dispatcher, worker, clock);
    this.router = router;
    this.dispatcher = dispatcher;
    this.clock = clock;
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
      closeConsumers();
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
    member.subscribe(owned.topics(), new Rebalance());
    while (!closing) {
      try {
        if (rejoin) {
          rejoin();
        }
        owned.openKeysWhereRetriesAreRead();
        // Also where there is no room the group must hear from us.
        Duration poll = dispatcher.hasSuspects() ? POLL_FOR_SUSPECTS : POLL;
        boolean room = dispatcher.awaitRoom(poll);
        boolean flows = owned.letNewEventsFlow(room);
        // First, since rebalances come here, whatever becomes of what is read.
        readDelayed(room, flows, poll);
        if (flows && !newEvents.assignment().isEmpty()) {
          accept(newEvents, newEvents.poll(poll));
        }
        nameSuspects();
        owned.tellWhatIsReadAgain();
        commitWhenTime();
      } catch (InterruptedException interrupted) {
        closing = true;
      } catch (RuntimeException | Error failed) {
        // A worker without this thread would look alive and do nothing.
        log.warn("polling failed, going on: {}", failed.toString());
        pause();
        rejoin |= owned.get(member.assignment()).size() < member.assignment().size();
      }
    }
    leave();
  }

  /** Now and then while new events come, for they must not wait; rebalances come here, too. */
  private void readDelayed(boolean room, boolean newEventsFlow, Duration poll) {
    Instant now = clock.instant();
    if (newEventsFlow && now.isBefore(nextDelayed)) {
      return;
    }
    owned.letDelayedFlow(room);
    ConsumerRecords<String, byte[]> records =
        member.poll(newEventsFlow || !room ? Duration.ZERO : poll);
    accept(member, records);
    // Where there was something, there may be more.
    nextDelayed = records.isEmpty() ? now.plus(POLL) : now;
  }

  /**
   * Leaves the group and joins it again: the consumer never reads a partition whose assignment
   * failed half way, however long it goes on polling.
   */
  private void rejoin() {
    log.warn("joining the group anew: an assignment had failed");
    member.unsubscribe();
    member.subscribe(owned.topics(), new Rebalance());
    rejoin = false;
  }

  private void pause() {
    try {
      var _ = closed.await(PAUSE_AFTER_ERROR.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      closing = true;
    }
  }

  private void accept(Consumer<String, byte[]> consumer, ConsumerRecords<String, byte[]> records) {
    Map<AssignedPartition, List<ConsumerRecord<String, byte[]>>> due = new HashMap<>();
    for (TopicPartition partition : records.partitions()) {
      AssignedPartition source = owned.get(partition);
      if (source != null) {
        due.put(source, due(source, records.records(partition)));
      }
    }
    try {
      tellHowFar(due);
    } catch (RuntimeException untold) {
      // None of them was looked at, so they are read again.
      for (AssignedPartition source : due.keySet()) {
        consumer.seek(source.partition, records.records(source.partition).getFirst().offset());
        source.holdUntil(Instant.MIN);
      }
      throw untold;
    }
    due.forEach((source, one) -> {
      for (ConsumerRecord<String, byte[]> record : one) {
        if (source.read(record.offset())) {
          route(record, source);
        }
      }
    });
  }

  /** On a delay topic, those before the first that is not; it and all after it are read again. */
  private List<ConsumerRecord<String, byte[]>> due(
      AssignedPartition source, List<ConsumerRecord<String, byte[]>> records) {
    if (Topic.DELAYED.contains(source.topic)) {
      Instant now = clock.instant();
      for (int i = 0; i < records.size(); i++) {
        Instant release = source.release(records.get(i));
        if (release.isAfter(now)) {
          member.seek(source.partition, records.get(i).offset());
          source.holdUntil(release);
          return records.subList(0, i);
        }
      }
    }
    return records;
  }

  /**
   * Nothing is started that the broker does not know of: whoever comes after a worker that died
   * must find what ended it. Commits say so for what comes, too, so this seldom waits.
   */
  private void tellHowFar(Map<AssignedPartition, List<ConsumerRecord<String, byte[]>>> due) {
    List<AssignedPartition> untold = new ArrayList<>();
    due.forEach((source, records) -> {
      if (!records.isEmpty() && !source.isTold(records.getLast().offset())) {
        source.tellUpTo(records.getLast().offset());
        untold.add(source);
      }
    });
    tell(untold);
  }

  /** Lets what may have ended a worker go on once the broker knows which it is. */
  private void nameSuspects() {
    List<Naming> namings = owned.takeNamings();
    if (namings.isEmpty()) {
      return;
    }
    try {
      // Of all partitions: what is done by now is not to be done again should one of these be it.
      tell(owned.all());
    } catch (RuntimeException untold) {
      owned.giveBack(namings);
      throw untold;
    }
    namings.forEach(naming -> naming.told().run());
  }

  private void tell(Collection<AssignedPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> commits = AssignedPartition.commits(partitions);
    if (!commits.isEmpty()) {
      member.commitSync(commits, TELL_WITHIN);
      remember(commits);
    }
  }

  private void route(ConsumerRecord<String, byte[]> record, AssignedPartition source) {
    try {
      router.route(record, source.claim(record));
    } catch (RuntimeException | Error bug) {
      // Its offset stays open, so it comes again after a restart; the others go on.
      log.error("cannot handle {}-{}", source.partition, record.offset(), bug);
    }
  }

  private void commitWhenTime() {
    Instant now = clock.instant();
    if (now.isBefore(nextCommit)) {
      return;
    }
    nextCommit = now.plus(COMMIT_EVERY);
    owned.all().forEach(each -> each.handOverLaggards(LONGEST_LAG));
    Map<TopicPartition, OffsetAndMetadata> commits = AssignedPartition.commits(owned.all());
    if (commits.isEmpty()) {
      return;
    }
    member.commitAsync(
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
      AssignedPartition one = owned.get(partition);
      if (one != null) {
        one.committed(commit);
      }
    });
  }

  private void leave() {
    release(List.copyOf(owned.all()), DRAIN_ON_CLOSE);
    owned.clear();
    closeConsumers();
  }

  private void closeConsumers() {
    member.close(CloseOptions.timeout(LAST_COMMIT));
    newEvents.close(CloseOptions.timeout(Duration.ZERO));
  }

  /** Lets what is in flight end, ends keyed calls that do not, and commits what is done. */
  private void release(List<AssignedPartition> partitions, Duration bound) {
    Instant now = clock.instant();
    Instant until = now.plus(bound).isBefore(leaveBy) ? now.plus(bound) : leaveBy;
    Set<Integer> numbers = AssignedPartition.firedNumbers(partitions);
    partitions.forEach(AssignedPartition::startNothing);
    dispatcher.drop(numbers::contains);
    try {
      for (AssignedPartition each : partitions) {
        var _ = each.awaitIdle(Duration.between(clock.instant(), until));
      }
      partitions.forEach(AssignedPartition::giveUp);
      dispatcher.giveUp(numbers::contains);
      Map<TopicPartition, OffsetAndMetadata> commits = AssignedPartition.commits(partitions);
      if (!commits.isEmpty()) {
        member.commitSync(commits, LAST_COMMIT);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (KafkaException failed) {
      log.warn(
          "last commit failed, what is done since the one before comes again: {}",
          failed.toString());
    }
  }

  private final class Rebalance implements ConsumerRebalanceListener {

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      int suspects = owned.add(partitions);
      log.info(
          "assigned {} partitions, {} in all; {} events were under way when a worker died",
          partitions.size(),
          owned.all().size(),
          suspects);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      release(owned.get(partitions), DRAIN_ON_REVOCATION);
      owned.remove(partitions);
      log.info("revoked {} partitions, {} left", partitions.size(), owned.all().size());
    }

    /** Somebody else owns them already; calls that go on are repeats with the same key. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      List<AssignedPartition> lost = owned.get(partitions);
      Set<Integer> numbers = AssignedPartition.firedNumbers(lost);
      lost.forEach(AssignedPartition::giveUp);
      dispatcher.drop(numbers::contains);
      dispatcher.giveUp(numbers::contains);
      owned.remove(partitions);
      log.warn("lost {} partitions, {} left", partitions.size(), owned.all().size());
    }
  }
}
