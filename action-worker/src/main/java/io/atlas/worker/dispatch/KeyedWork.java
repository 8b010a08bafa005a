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
 * {@code action-fired}. Work of a partition whose retries are still being read is held back. Not
 * thread-safe: guarded by the dispatcher.
 */
final class KeyedWork {

  /** A line that is longer waits on the retry topic, where it holds no offset. */
  private static final int LONG_LINE = 200;

  private final KeyOrder<Key, Work> order = new KeyOrder<>();
  private final Map<Place, List<Claim>> repeats = new HashMap<>();
  private final Set<Integer> closed = new HashSet<>();
  private final Set<Key> heldBack = new LinkedHashSet<>();
  private int waiting;
  private long waitingBytes;

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
   * take hours, or behind many others. Here it would hold its partition's offset. If so, it is
   * awaited from there.
   */
  boolean mustQueueBehind(Work work) {
    Key key = Key.of(work);
    boolean behind =
        !work.event().isOnRetryTopic() && (order.isHeldUp(key) || order.waiting(key) >= LONG_LINE);
    if (behind) {
      order.delayed(key, work.event().sequence());
    }
    return behind;
  }

  void offer(Work work) {
    if (!order.offer(Key.of(work), work.event().sequence(), work)) {
      // A redelivery of what is here: done when that is.
      repeats.computeIfAbsent(Place.of(work), place -> new ArrayList<>()).add(work.claim());
    } else if (!work.event().isOnRetryTopic()) {
      waiting++;
      waitingBytes += work.event().size();
    }
  }

  @Nullable Work next(FiredEvent ofKey) {
    return next(Key.of(ofKey));
  }

  private @Nullable Work next(Key key) {
    if (closed.contains(key.partition())) {
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
    order.delayed(Key.of(work), work.event().sequence());
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
    order.finished(Key.of(work), work.event().sequence());
  }

  /** Redeliveries of a work whose outcome is acknowledged are done with it. */
  void settleRepeats(Work work) {
    List<Claim> same = repeats.remove(Place.of(work));
    if (same != null) {
      same.forEach(Claim::settled);
    }
  }

  /** The partition is this worker's from now on: what is known of it is from another time. */
  void close(int partition) {
    drop(number -> number == partition);
    closed.add(partition);
  }

  /** What may start now of all that was held back. */
  List<Work> open(int partition) {
    closed.remove(partition);
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
      waitingBytes -= work.event().size();
    }
  }

  /** Events on their first way; what came over the retry topic holds nothing up. */
  int waiting() {
    return waiting;
  }

  long waitingBytes() {
    return waitingBytes;
  }

  int keys() {
    return order.keys();
  }
}
