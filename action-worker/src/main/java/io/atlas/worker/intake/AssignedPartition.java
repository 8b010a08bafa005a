package io.atlas.worker.intake;

import io.atlas.model.event.EventHeaders;
import io.atlas.model.kafka.Topic;
import io.atlas.worker.retry.DelayTiers;
import io.atlas.worker.work.OffsetHandle;
import io.atlas.worker.work.Suspicion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A partition while this worker owns it. The intake's thread owns it; settling is thread-safe. */
final class AssignedPartition {

  final TopicPartition partition;
  final Topic topic;
  private final OffsetLedger ledger;
  private final UnderWay underWay;
  private final Queue<Naming> namings;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();

  /** Guarded by the lock: what was started and has no outcome yet, by offset. */
  private final Map<Long, RecordHandle> open = new HashMap<>();

  private volatile boolean mayStart = true;
  private volatile boolean owned = true;
  private Instant heldUntil = Instant.MIN;
  private long readBefore;
  private @Nullable OffsetAndMetadata lastCommit;

  /** A wish: the broker is to know that, before what is told thereupon may happen. */
  record Naming(
      AssignedPartition partition,
      long offset,
      Suspicion suspicion,
      boolean onTrial,
      Runnable told) {

    /** Part of the partition's next commit. */
    void mark() {
      partition.underWay.mark(offset, suspicion, onTrial);
    }
  }

  /**
   * @param namings where wishes go, for the intake's thread
   */
  AssignedPartition(
      TopicPartition partition,
      Topic topic,
      OffsetLedger ledger,
      UnderWay underWay,
      Queue<Naming> namings) {
    this.partition = partition;
    this.topic = topic;
    this.ledger = ledger;
    this.underWay = underWay;
    this.namings = namings;
  }

  /** Numbers of partitions of new events: their keys live and leave with them. */
  static Set<Integer> firedNumbers(Collection<AssignedPartition> partitions) {
    return partitions.stream()
        .filter(owned -> owned.topic == Topic.ACTION_FIRED)
        .map(owned -> owned.partition.partition())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * @return false where the offset is done already
   */
  boolean read(long offset) {
    return ledger.read(offset);
  }

  /** Whether the record is here and has no outcome yet. */
  boolean isOpen(long offset) {
    lock.lock();
    try {
      return open.containsKey(offset);
    } finally {
      lock.unlock();
    }
  }

  /** The first offset that is not done. */
  long frontier() {
    return ledger.progress().offset();
  }

  /** Whether the broker knows that events up to this one may be under way. */
  boolean isTold(long offset) {
    return underWay.isTold(offset);
  }

  /** The next commit is to say that events up to this one may be under way. */
  void tellUpTo(long offset) {
    underWay.tellUpTo(offset);
  }

  /** What marks the record's offset done; idempotent. */
  OffsetHandle handle(ConsumerRecord<String, byte[]> record) {
    long offset = record.offset();
    RecordHandle handle = new RecordHandle(offset, suspicion(record));
    lock.lock();
    try {
      open.put(offset, handle);
    } finally {
      lock.unlock();
    }
    return handle;
  }

  /** What the last owner's commit says, or the copy itself does, which may be a record anew. */
  private Suspicion suspicion(ConsumerRecord<String, byte[]> record) {
    Suspicion told = underWay.suspicion(record.offset());
    if (topic == Topic.ACTION_FIRED) {
      return told; // a header there is its publisher's
    }
    Long deaths = EventHeaders.number(record.headers(), EventHeaders.DEATHS);
    Suspicion carried = deaths == null ? Suspicion.NONE : Suspicion.after(deaths);
    if (carried.compareTo(told) <= 0) {
      return told;
    }
    underWay.mark(record.offset(), carried, false);
    return carried;
  }

  /**
   * The end at the assignment. Retries below it are read before new events of the same number are,
   * and new events below it before the retries that come after them are executed.
   */
  void readBefore(long offset) {
    readBefore = offset;
  }

  long readBefore() {
    return readBefore;
  }

  /** The partition is about to go to somebody else: nothing of it is to start any more. */
  void startNothing() {
    mayStart = false;
  }

  /** The partition is somebody else's: outcomes of what goes on count no more. */
  void giveUp() {
    mayStart = false;
    owned = false;
  }

  /** Delay topics: when a record may leave. */
  Instant release(ConsumerRecord<String, byte[]> record) {
    Long due = EventHeaders.number(record.headers(), EventHeaders.DUE);
    return due == null
        ? Instant.MIN
        : DelayTiers.releaseAt(
            topic, Instant.ofEpochMilli(record.timestamp()), Instant.ofEpochMilli(due));
  }

  /** Delay topics: nothing is read before this time. */
  void holdUntil(Instant due) {
    heldUntil = due;
  }

  Instant heldUntil() {
    return heldUntil;
  }

  /** Whether so much is done beyond the frontier that reading on could not be told in a commit. */
  boolean isTooWide() {
    return ledger.width() >= CommitMetadata.MAX_OFFSETS;
  }

  /** What to commit, or null where nothing changed since {@link #committed}. */
  @Nullable OffsetAndMetadata toCommit() {
    OffsetLedger.Progress progress = ledger.progress();
    PartitionState standing = underWay.standing(progress, ledger.end(), !owned);
    OffsetAndMetadata commit =
        new OffsetAndMetadata(progress.offset(), CommitMetadata.encode(standing));
    return commit.equals(lastCommit) ? null : commit;
  }

  /** What to commit of all of them. */
  static Map<TopicPartition, OffsetAndMetadata> commits(Collection<AssignedPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> commits = new HashMap<>();
    for (AssignedPartition owned : partitions) {
      OffsetAndMetadata commit = owned.toCommit();
      if (commit != null) {
        commits.put(owned.partition, commit);
      }
    }
    return commits;
  }

  void committed(OffsetAndMetadata commit) {
    lastCommit = commit;
    underWay.told(commit.offset() + CommitMetadata.decode(commit.metadata()).startedBelow());
  }

  /** Waits until everything that was started is settled. */
  boolean awaitIdle(Duration timeout) throws InterruptedException {
    long left = timeout.toNanos();
    lock.lock();
    try {
      while (!open.isEmpty() && left > 0) {
        left = idle.awaitNanos(left);
      }
      return open.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Hands over what keeps the frontier far behind: calls that hang, or keys that wait for a retry.
   *
   * @param distance offsets that may lie between such an event and the last one read
   */
  void handOverLaggards(long distance) {
    // What waits for its key on the retry topic goes back there: worth it only where much beyond it
    // is done, which a commit could not tell, and where the first one is here.
    boolean retries = topic == Topic.ACTION_DELAYED_ORDERED;
    if (retries && !isOpen(frontier())) {
      return;
    }
    if ((retries ? ledger.doneBeyond() : ledger.width()) <= distance) {
      return;
    }
    long before = ledger.end() - distance;
    List<Runnable> handOvers = new ArrayList<>();
    lock.lock();
    try {
      open.forEach((offset, handle) -> {
        Runnable handOver = handle.handOver;
        if (offset < before && handOver != null) {
          handle.handOver = null;
          handOvers.add(handOver);
        }
      });
    } finally {
      lock.unlock();
    }
    handOvers.forEach(Runnable::run);
  }

  private void closed(long offset) {
    lock.lock();
    try {
      open.remove(offset);
      if (open.isEmpty()) {
        idle.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private final class RecordHandle implements OffsetHandle {
    private final long offset;
    private final Suspicion suspicion;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile @Nullable Runnable handOver;
    private volatile @Nullable Runnable afterwards;

    RecordHandle(long offset, Suspicion suspicion) {
      this.offset = offset;
      this.suspicion = suspicion;
    }

    @Override
    public Suspicion suspicion() {
      return suspicion;
    }

    @Override
    public void name(Suspicion as, boolean onTrial, Runnable told) {
      namings.add(new Naming(AssignedPartition.this, offset, as, onTrial, told));
    }

    @Override
    public void whenSettled(Runnable then) {
      afterwards = then;
    }

    @Override
    public void whenLagging(Runnable how) {
      handOver = how;
    }

    @Override
    public boolean mayStart() {
      return mayStart;
    }

    @Override
    public boolean isOwned() {
      return owned;
    }

    @Override
    public void settled() {
      if (over.compareAndSet(false, true)) {
        ledger.done(offset);
        closed(offset);
        Runnable then = afterwards;
        if (then != null) {
          then.run();
        }
      }
    }

    @Override
    public void dropped() {
      if (over.compareAndSet(false, true)) {
        closed(offset);
      }
    }
  }
}
