package io.atlas.worker.dispatch;

import io.atlas.worker.fired.FiredEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * {@link KeyOrder} over events: keys are an action and its ordering key, numbers are offsets on
 * {@code action-fired}. Work of a partition whose retries are still being read is held back, and so
 * is a retry before which new events are still to be read again: events behind a slow one may be on
 * the retry topic while that one is not. Not thread-safe: guarded by the dispatcher.
 */
final class KeyedWork {

  /** A line that is longer waits on the retry topic, where it holds no offset. */
  private static final int LONG_LINE = 200;

  private final KeyOrder<Key, Work> order = new KeyOrder<>();
  private final Map<Place, List<Claim>> repeats = new HashMap<>();
  private final Set<Integer> closed = new HashSet<>();
  private final Set<Key> heldBack = new LinkedHashSet<>();

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
   * Whether the event, on its first way, is to wait on the retry topic: behind a retry, which may
   * take hours, or behind many others, or for memory. Here it would hold its partition's offset. If
   * so, it is awaited from there.
   */
  boolean mustQueueBehind(Work work) {
    Key key = Key.of(work);
    boolean behind =
        !work.event().isOnRetryTopic()
            && (!work.fits()
                || order.isHeldUp(key)
                || order.waiting(key) >= LONG_LINE
                || isBehindOneThatIsAhead(work, key));
    if (behind) {
      order.awaits(key, work.event().sequence());
    }
    return behind;
  }

  private boolean isBehindOneThatIsAhead(Work work, Key key) {
    Work head = order.head(key);
    return head != null && isAhead(head) && head.event().sequence() < work.event().sequence();
  }

  /** Whether it is a retry, and events before it may still have to be read again. */
  private boolean isAhead(Work work) {
    FiredEvent event = work.event();
    Long below = readBelow.get(event.record().partition());
    return below != null && event.isOnRetryTopic() && event.sequence() >= below;
  }

  void offer(Work work) {
    if (!order.offer(Key.of(work), work.event().sequence(), work)) {
      // A redelivery of what is here: done when that is.
      repeats.computeIfAbsent(Place.of(work), place -> new ArrayList<>()).add(work.claim());
    } else if (!work.event().isOnRetryTopic()) {
      waiting++;
    }
  }

  @Nullable Work next(FiredEvent ofKey) {
    return next(Key.of(ofKey));
  }

  private @Nullable Work next(Key key) {
    Work head = order.head(key);
    if (closed.contains(key.partition()) || (head != null && isAhead(head))) {
      heldBack.add(key);
      return null;
    }
    Work next = order.next(key);
    if (next != null) {
      noLongerWaiting(next);
    }
    return next;
  }

  void delayed(Work work) {
    order.delayed(Key.of(work), work.event().sequence(), work);
  }

  /**
   * Takes work that waits out, to be awaited from the retry topic.
   *
   * @param hasTurn whether it waits for its time, having its turn already
   * @return false where it does not wait
   */
  boolean withdraw(Work work, boolean hasTurn) {
    if (hasTurn) {
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

  void finished(Work work) {
    order.finished(Key.of(work), work);
  }

  /** Redeliveries of a work whose outcome is acknowledged are done with it. */
  void settleRepeats(Work work) {
    List<Claim> same = repeats.remove(Place.of(work));
    if (same != null) {
      same.forEach(Claim::settled);
    }
  }

  /**
   * The partition is this worker's from now on: what is known of it is from another time.
   *
   * @param readFrom where new events are read from: those below are done
   */
  void close(int partition, long readFrom) {
    drop(number -> number == partition);
    closed.add(partition);
    readBelow.put(partition, readFrom);
  }

  /** What may start now of all that was held back. */
  List<Work> open(int partition) {
    closed.remove(partition);
    return startHeldBack(partition);
  }

  /** New events below the number have been read, again where need be: what may start now. */
  List<Work> readBelow(int partition, long number) {
    readBelow.replace(partition, number);
    return startHeldBack(partition);
  }

  private List<Work> startHeldBack(int partition) {
    List<Work> starting = new ArrayList<>();
    List<Key> keys = heldBack.stream().filter(key -> key.partition() == partition).toList();
    for (Key key : keys) {
      heldBack.remove(key);
      Work next = next(key);
      if (next != null) {
        starting.add(next);
      }
    }
    return starting;
  }

  void drop(IntPredicate partitions) {
    for (Work work : order.drop(key -> partitions.test(key.partition()))) {
      noLongerWaiting(work);
      work.claim().dropped();
    }
    heldBack.removeIf(key -> partitions.test(key.partition()));
    readBelow.keySet().removeIf(partitions::test);
    repeats
        .entrySet()
        .removeIf(entry -> {
          boolean lost = partitions.test(entry.getKey().key().partition());
          if (lost) {
            entry.getValue().forEach(Claim::dropped);
          }
          return lost;
        });
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
