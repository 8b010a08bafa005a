package io.atlas.worker.intake;

import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import io.atlas.worker.dispatch.Dispatcher;
import io.atlas.worker.routing.EventRouter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that reads: new events, what was delayed once it is due; and commits what is done. */
public final class Intake implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Intake.class);

  /** How long to wait for new events. What was delayed comes so much late at most. */
  private static final Duration POLL = Duration.ofMillis(50);

  /** While events that may have ended a worker wait for the broker, or retries are read again. */
  private static final Duration SHORT_POLL = Duration.ofMillis(2);

  private static final Duration PAUSE_AFTER_ERROR = Duration.ofSeconds(1);

  private static final Duration DRAIN_ON_REVOCATION = Duration.ofSeconds(3);
  private static final Duration DRAIN_ON_CLOSE = Duration.ofSeconds(4);
  private static final Duration LAST_COMMIT = Duration.ofSeconds(1);

  /** The drain, the last commit and leaving; what takes longer waits for a broker that is away. */
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(6);

  private static final Duration LONGEST_BREAKING_OFF = Duration.ofSeconds(1);

  private final Consumer<String, byte[]> member;
  private final Consumer<String, byte[]> newEvents;
  private final OwnedPartitions owned;
  private final Commits commits;
  private final LeavingPartitions leaving;
  private final ReadAhead ahead;
  private final LeftRetries left;
  private final EventRouter router;
  private final Dispatcher dispatcher;
  private final Clock clock;
  private final Thread thread;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean closing;
  private volatile Instant leaveBy = Instant.MAX;
  private boolean rejoin;
  private Instant nextDelayed = Instant.MIN;

  /**
   * The two that it reads with, on one thread.
   *
   * @param member of the workers' group; reads what was delayed, and commits
   * @param newEvents of no group; reads new events of the partitions that the member owns
   */
  public record Consumers(Consumer<String, byte[]> member, Consumer<String, byte[]> newEvents) {}

  /**
   * @param worker names this process in commits, not 0
   * @param readAheadBytes of delayed records that may be kept in memory until their time
   */
  public Intake(
      Consumers consumers,
      KafkaConnection kafka,
      EventRouter router,
      Dispatcher dispatcher,
      int worker,
      long readAheadBytes,
      Clock clock) {
    this.member = consumers.member();
    this.newEvents = consumers.newEvents();
    this.ahead = new ReadAhead(readAheadBytes);
    this.owned = new OwnedPartitions(member, newEvents, ahead, kafka, dispatcher, worker, clock);
    this.commits = new Commits(member, owned, clock);
    this.left =
        new LeftRetries(member, owned, dispatcher, kafka.name(Topic.ACTION_DELAYED_ORDERED), clock);
    this.leaving = new LeavingPartitions(member, dispatcher, clock, LAST_COMMIT);
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
        Duration poll = dispatcher.hasSuspects() || left.isReading() ? SHORT_POLL : POLL;
        boolean room = dispatcher.awaitRoom(poll);
        left.readAgain(room);
        boolean flows = owned.letNewEventsFlow(room);
        // First, since rebalances come here, whatever becomes of what is read.
        readDelayed(room, flows, poll);
        if (flows && !newEvents.assignment().isEmpty()) {
          accept(newEvents, newEvents.poll(poll));
        }
        commits.nameSuspects();
        owned.tellWhatIsReadAgain();
        commits.commitWhenTime();
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
    int released = releaseKept(room, now);
    owned.letDelayedFlow(room);
    boolean mustNotWait = newEventsFlow || !room || released > 0;
    ConsumerRecords<String, byte[]> records = member.poll(mustNotWait ? Duration.ZERO : poll);
    accept(member, records);
    // Where there was something, there may be more; but new events have as much of the thread.
    Instant end = clock.instant();
    boolean nothing = records.isEmpty() && released == 0;
    nextDelayed = nothing ? end.plus(poll) : end.plus(Duration.between(now, end));
  }

  /** What was read before its time and is due now. */
  private int releaseKept(boolean room, Instant now) {
    Map<AssignedPartition, List<ConsumerRecord<String, byte[]>>> due = new HashMap<>();
    int count = 0;
    for (AssignedPartition source : owned.all()) {
      if (ahead.has(source) && owned.mayFlow(source, room, now)) {
        List<ConsumerRecord<String, byte[]>> records = ahead.take(source, now);
        due.put(source, records);
        count += records.size();
      }
    }
    accept(member, due);
    return count;
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
    accept(consumer, due);
  }

  private void accept(
      Consumer<String, byte[]> consumer,
      Map<AssignedPartition, List<ConsumerRecord<String, byte[]>>> due) {
    try {
      commits.tellHowFar(due);
    } catch (RuntimeException untold) {
      // None of them was looked at, so they are read again, and what comes after them.
      due.forEach((source, records) -> {
        if (!records.isEmpty()) {
          ahead.forget(List.of(source));
          consumer.seek(source.partition, records.getFirst().offset());
          source.holdUntil(Instant.MIN);
        }
      });
      throw untold;
    }
    due.forEach((source, one) -> {
      for (ConsumerRecord<String, byte[]> record : one) {
        if (source.read(record.offset()) && !source.isOpen(record.offset())) {
          route(record, source);
        }
      }
    });
  }

  /** On a delay topic, those before the first that is not; what cannot be kept is read again. */
  private List<ConsumerRecord<String, byte[]>> due(
      AssignedPartition source, List<ConsumerRecord<String, byte[]>> records) {
    if (Topic.DELAYED.contains(source.topic)) {
      Instant now = clock.instant();
      for (int i = 0; i < records.size(); i++) {
        Instant release = source.release(records.get(i));
        if (release.isAfter(now)) {
          int read = i + ahead.keep(source, records.subList(i, records.size()));
          if (read < records.size()) {
            member.seek(source.partition, records.get(read).offset());
          }
          source.holdUntil(release);
          return records.subList(0, i);
        }
      }
    }
    return records;
  }

  private void route(ConsumerRecord<String, byte[]> record, AssignedPartition source) {
    try {
      router.route(record, source.handle(record));
    } catch (RuntimeException | Error bug) {
      // Its offset stays open, so it comes again after a restart; the others go on.
      log.error("cannot handle {}-{}", source.partition, record.offset(), bug);
    }
  }

  private void leave() {
    release(List.copyOf(owned.all()), DRAIN_ON_CLOSE);
    ahead.forget(owned.all());
    owned.clear();
    closeConsumers();
  }

  private void release(List<AssignedPartition> partitions, Duration bound) {
    Instant until = clock.instant().plus(bound);
    leaving.release(partitions, until.isBefore(leaveBy) ? until : leaveBy);
  }

  private void closeConsumers() {
    member.close(CloseOptions.timeout(LAST_COMMIT));
    newEvents.close(CloseOptions.timeout(Duration.ZERO));
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
      ahead.forget(owned.get(partitions));
      release(owned.get(partitions), DRAIN_ON_REVOCATION);
      owned.remove(partitions);
      log.info("revoked {} partitions, {} left", partitions.size(), owned.all().size());
    }

    /** Somebody else owns them already; calls that go on are repeats with the same key. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      List<AssignedPartition> lost = owned.get(partitions);
      ahead.forget(lost);
      leaving.lost(lost);
      owned.remove(partitions);
      log.warn("lost {} partitions, {} left", partitions.size(), owned.all().size());
    }
  }
}
