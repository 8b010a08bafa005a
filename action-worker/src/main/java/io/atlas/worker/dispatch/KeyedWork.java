package io.atlas.worker.dispatch;

import io.atlas.worker.fired.FiredEvent;
import io.atlas.worker.work.OffsetHandle;
import io.atlas.worker.work.Work;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@link KeyOrder} over events: keys are an action and its ordering key, numbers are offsets on
 * {@code action-fired}. Work of a partition whose retries are still being read waits, and so does a
 * retry before which new events are still to be read again: events behind a slow one may be on the
 * retry topic while that one is not. What comes from the retry topic and is more than its account
 * may keep in memory is left there, to be read again once there is room. Not thread-safe: guarded
 * by its user.
 */
final class KeyedWork {

  /** A line that is longer waits on the retry topic, where it holds no offset. */
  private static final int LONG_LINE = 200;

  private final KeyOrder<Key, Work> order = new KeyOrder<>();
  private final Deferred deferred = new Deferred();
  private final Map<Place, List<OffsetHandle>> repeats = new HashMap<>();
  private final Set<Integer> closed = new HashSet<>();

  /** Keys that could go on but for their partition. */
  private final Set<Key> stopped = new LinkedHashSet<>();

  /** Where new events are read again: all below this number have been. */
  private final Map<Integer, Long> readBelow = new HashMap<>();

  private int waiting;

  /** The same key always lies in the same partition, of every topic. */
  record Key(int partition, String actionId, String orderingKey) {

    static Key of(Work work) {
      return of(work.event());
    }

    static Key of(FiredEvent event) {
      return new Key(
          event.record().partition(), event.actionId(), String.valueOf(event.orderingKey()));
    }
  }

  /** One event of a key. */
  private record Place(Key key, long number) {

    static Place of(Work work) {
      return new Place(Key.of(work), work.event().sequence());
    }
  }

  /**
   * Takes the work in, to be started by {@link #next} when its turn comes.
   *
   * @return where it waits
   */
  Offered offer(Work work) {
    Key key = Key.of(work);
    if (mustQueueBehind(work, key)) {
      order.awaits(key, work.event().sequence());
      return Offered.BEHIND;
    }
    if (work.event().isOnRetryTopic()
        && !order.has(key, work.event().sequence())
        && !mayWait(work, key)) {
      order.leave(key, work.event().sequence());
      work.handle().dropped();
      return Offered.LEFT;
    }
    if (!order.offer(key, work.event().sequence(), work)) {
      // A redelivery of what is here: done when that is.
      repeats.computeIfAbsent(Place.of(work), place -> new ArrayList<>()).add(work.handle());
    } else if (!work.event().isOnRetryTopic()) {
      waiting++;
    }
    return Offered.TAKEN;
  }

  /** What becomes of work that was offered. */
  enum Offered {
    /** It is here. */
    TAKEN,
    /** It is to wait on the retry topic, and is awaited from there. */
    BEHIND,
    /** It stays on the retry topic, and is read again. */
    LEFT
  }

  /**
   * Whether a retry may wait here, if need be in the place of one of its key that comes after it:
   * so whatever is here is before all that was left of its key, and comes to its end.
   */
  private boolean mayWait(Work work, Key key) {
    long number = work.event().sequence();
    if (order.isLeftBelow(key, number)) {
      return false;
    }
    while (!work.memory().keepWaiting()) {
      Work last = order.leaveLast(key, number, later -> later.event().isOnRetryTopic());
      if (last == null) {
        return false;
      }
      last.handle().dropped();
    }
    return true;
  }

  /** Numbers of partitions of which retries were left. */
  Set<Integer> left() {
    Set<Integer> numbers = new HashSet<>();
    order.left().forEach(key -> numbers.add(key.partition()));
    return numbers;
  }

  /** The partition's retries are about to be read again. */
  void beginReadingAgain(int partition) {
    order.beginReadingAgain(key -> key.partition() == partition);
  }

  /** They have been read: what may start now. */
  List<Work> endReadingAgain(int partition) {
    return startAll(order.endReadingAgain(key -> key.partition() == partition));
  }

  /**
   * Whether the event, on its first way, is to wait on the retry topic: behind a retry, which may
   * take hours, or behind many others, or for memory. Here it would hold its partition's offset.
   */
  private boolean mustQueueBehind(Work work, Key key) {
    return !work.event().isOnRetryTopic()
        && (!work.fits()
            || order.awaitsRetry(key)
            || order.waiting(key) >= LONG_LINE
            || isBehindOneThatIsAhead(work, key));
  }

  private boolean isBehindOneThatIsAhead(Work work, Key key) {
    Work head = order.head(key);
    return head != null && isAhead(head) && head.event().sequence() < work.event().sequence();
  }

  /** Whether it is a retry, and events before it may still have to be read again. */
  private boolean isAhead(Work work) {
    FiredEvent event = work.event();
    Long below = readBelow.get(work.partition());
    return below != null && event.isOnRetryTopic() && event.sequence() >= below;
  }

  /** The work whose turn it is in the event's key, which has it from now on; or null. */
  @Nullable Work next(FiredEvent ofKey) {
    return next(Key.of(ofKey));
  }

  private @Nullable Work next(Key key) {
    Work head = order.head(key);
    if (closed.contains(key.partition()) || (head != null && isAhead(head))) {
      stopped.add(key);
      return null;
    }
    Work next = order.next(key);
    if (next != null) {
      noLongerWaiting(next);
    }
    return next;
  }

  /** A retry that has its turn is before its time, and keeps the turn until then. */
  void defer(Work work) {
    deferred.add(work);
  }

  /**
   * Its time has come.
   *
   * @return false where it was started or dropped meanwhile
   */
  boolean resume(Work work) {
    return deferred.remove(work);
  }

  /** Those of the execution that wait for their time, which they need not any more. */
  List<Work> resumeAll(String executionId) {
    return deferred.removeAll(executionId);
  }

  /** The work goes to the retry topic, having had its turn, and is awaited from there. */
  void delayed(Work work) {
    order.delayed(Key.of(work), work.event().sequence(), work);
  }

  /**
   * Takes work that waits out, to be awaited from the retry topic.
   *
   * @return false where it does not wait
   */
  boolean withdraw(Work work) {
    if (deferred.remove(work)) {
      delayed(work);
      return true;
    }
    boolean waited = order.withdraw(Key.of(work), work.event().sequence(), work);
    if (waited) {
      noLongerWaiting(work);
    }
    return waited;
  }

  /** The event ended without its turn, so nothing waits for it any more. */
  void ended(FiredEvent event) {
    order.ended(Key.of(event), event.sequence());
  }

  /**
   * The work's outcome is acknowledged, and redeliveries of it are done with it.
   *
   * @param comesBack from the retry topic
   */
  void settled(Work work, boolean comesBack) {
    List<OffsetHandle> same = repeats.remove(Place.of(work));
    if (same != null) {
      same.forEach(OffsetHandle::settled);
    }
    if (!comesBack) {
      order.finished(Key.of(work), work);
      // Where it was to come back at first, which could not be written.
      ended(work.event());
    }
  }

  /**
   * The partition is this worker's from now on, and none of its keys goes on before {@link #open}:
   * what is known of it is from another time.
   *
   * @param readFrom where new events are read from: those below are done
   */
  void close(int partition, long readFrom) {
    drop(partition);
    closed.add(partition);
    readBelow.put(partition, readFrom);
  }

  /** The partition's retries are read: what may start now. */
  List<Work> open(int partition) {
    closed.remove(partition);
    return startStopped(partition);
  }

  /** New events below the number have been read, again where need be: what may start now. */
  List<Work> readBelow(int partition, long number) {
    readBelow.replace(partition, number);
    return startStopped(partition);
  }

  private List<Work> startStopped(int partition) {
    List<Key> keys = stopped.stream().filter(key -> key.partition() == partition).toList();
    keys.forEach(stopped::remove);
    return startAll(keys);
  }

  private List<Work> startAll(List<Key> keys) {
    List<Work> starting = new ArrayList<>();
    for (Key key : keys) {
      Work next = next(key);
      if (next != null) {
        starting.add(next);
      }
    }
    return starting;
  }

  /** Forgets the partition's keys, with all that waits for its turn; nothing of it is settled. */
  void drop(int partition) {
    for (Work work : order.drop(key -> key.partition() == partition)) {
      noLongerWaiting(work);
      work.handle().dropped();
    }
    stopped.removeIf(key -> key.partition() == partition);
    readBelow.remove(partition);
    repeats
        .entrySet()
        .removeIf(entry -> {
          boolean lost = entry.getKey().key().partition() == partition;
          if (lost) {
            entry.getValue().forEach(OffsetHandle::dropped);
          }
          return lost;
        });
  }

  /** Forgets what waits for its time and may not start any more; nothing of it is settled. */
  void dropLost() {
    deferred.dropLost();
  }

  private void noLongerWaiting(Work work) {
    if (!work.event().isOnRetryTopic()) {
      waiting--;
    }
  }

  /** Events on their first way; what came over the retry topic holds nothing up. */
  int waiting() {
    return waiting;
  }

  int keys() {
    return order.keys();
  }
}
