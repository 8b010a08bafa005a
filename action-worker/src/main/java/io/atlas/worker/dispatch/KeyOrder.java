package io.atlas.worker.dispatch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Events with the same key run one at a time, in the order of their numbers (I10); different keys
 * know nothing of each other. A number that was put on the retry topic is awaited: nothing above it
 * runs before it has been read back and is done. Nor does anything above a number that was left
 * there for want of memory, until it has been read again. Not thread-safe: guarded by its user.
 *
 * @param <K> the key
 * @param <W> the work
 */
final class KeyOrder<K, W> {

  private final Map<K, Line<W>> lines = new HashMap<>();
  private final Map<K, Left> left = new HashMap<>();

  /** The lowest number of a key that was left; {@code again}: since reading again began. */
  private static final class Left {
    long lowest = Long.MAX_VALUE;
    long again = Long.MAX_VALUE;
  }

  private static final class Line<W> {
    final TreeMap<Long, W> waiting = new TreeMap<>();
    final TreeSet<Long> awaited = new TreeSet<>();
    Map.@Nullable Entry<Long, W> running;

    /** By identity: the same number may run again after its partition went and came back. */
    @SuppressWarnings("ReferenceEquality")
    boolean isRunning(W work) {
      return running != null && running.getValue() == work;
    }
  }

  /**
   * @return false where this number is here already, waiting or running: a redelivery
   */
  boolean offer(K key, long number, W work) {
    Line<W> line = lines.computeIfAbsent(key, k -> new Line<>());
    line.awaited.remove(number);
    if (line.waiting.containsKey(number)
        || (line.running != null && line.running.getKey() == number)) {
      return false;
    }
    line.waiting.put(number, work);
    return true;
  }

  /** Whether this number waits or runs. */
  boolean has(K key, long number) {
    Line<W> line = lines.get(key);
    return line != null
        && (line.waiting.containsKey(number)
            || (line.running != null && line.running.getKey() == number));
  }

  /** The number stays on the retry topic, from which it was read, and is to be read again. */
  void leave(K key, long number) {
    Line<W> line = lines.get(key);
    if (line != null) {
      line.awaited.remove(number);
      forgetIfEmpty(key, line);
    }
    Left of = left.computeIfAbsent(key, k -> new Left());
    of.lowest = Math.min(of.lowest, number);
    of.again = Math.min(of.again, number);
  }

  /** Whether something of the key was left that comes before the number. */
  boolean isLeftBelow(K key, long number) {
    Left of = left.get(key);
    return of != null && of.again < number;
  }

  /**
   * Takes out what waits last, to be left in the place of what comes before it.
   *
   * @return null where nothing above the number waits, or what does cannot be left
   */
  @Nullable W leaveLast(K key, long number, Predicate<W> canBeLeft) {
    Line<W> line = lines.get(key);
    Map.Entry<Long, W> last = line == null ? null : line.waiting.lastEntry();
    if (line == null
        || last == null
        || last.getKey() < number
        || !canBeLeft.test(last.getValue())) {
      return null;
    }
    line.waiting.remove(last.getKey());
    leave(key, last.getKey());
    return last.getValue();
  }

  Set<K> left() {
    return left.keySet();
  }

  /** What was left of these keys is about to be read again. */
  void beginReadingAgain(Predicate<K> keys) {
    left.forEach((key, of) -> {
      if (keys.test(key)) {
        of.again = Long.MAX_VALUE;
      }
    });
  }

  /**
   * All that was left of them was read again.
   *
   * @return those keys, some of which may go on
   */
  List<K> endReadingAgain(Predicate<K> keys) {
    List<K> read = left.keySet().stream().filter(keys).toList();
    for (K key : read) {
      left.computeIfPresent(
          key,
          (k, of) -> {
            of.lowest = of.again;
            return of.again == Long.MAX_VALUE ? null : of;
          });
    }
    return read;
  }

  /** What waits with the lowest number, or null. */
  @Nullable W head(K key) {
    Line<W> line = lines.get(key);
    return line == null || line.waiting.isEmpty() ? null : line.waiting.firstEntry().getValue();
  }

  /** The work whose turn it is, which then runs; null where nothing may start. */
  @Nullable W next(K key) {
    Line<W> line = lines.get(key);
    if (line == null || line.running != null || line.waiting.isEmpty()) {
      return null;
    }
    Map.Entry<Long, W> head = line.waiting.firstEntry();
    if (!line.awaited.isEmpty() && line.awaited.first() < head.getKey()) {
      return null;
    }
    Left of = left.get(key);
    if (of != null && of.lowest < head.getKey()) {
      return null;
    }
    line.waiting.remove(head.getKey());
    line.running = head;
    return head.getValue();
  }

  /** The work is done for good; no effect where it does not run here any more. */
  void finished(K key, W work) {
    Line<W> line = lines.get(key);
    if (line != null && line.isRunning(work)) {
      line.running = null;
      forgetIfEmpty(key, line);
    }
  }

  /**
   * The running work goes to the retry topic and comes back from there; no effect where it does not
   * run here any more, since then nobody will bring it back.
   */
  void delayed(K key, long number, W work) {
    Line<W> line = lines.get(key);
    if (line != null && line.isRunning(work)) {
      line.running = null;
      line.awaited.add(number);
    }
  }

  /** What is not here yet goes to the retry topic and comes from there. */
  void awaits(K key, long number) {
    lines.computeIfAbsent(key, k -> new Line<>()).awaited.add(number);
  }

  /**
   * The waiting work goes to the retry topic and comes back from there.
   *
   * @return false where it does not wait
   */
  boolean withdraw(K key, long number, W work) {
    Line<W> line = lines.get(key);
    if (line == null || !line.waiting.remove(number, work)) {
      return false;
    }
    line.awaited.add(number);
    return true;
  }

  /** The work ended on its way back from the retry topic. */
  void ended(K key, long number) {
    Line<W> line = lines.get(key);
    if (line != null) {
      line.awaited.remove(number);
      forgetIfEmpty(key, line);
    }
  }

  /** Whether a retry holds up the key's line, so that what comes has to wait. */
  boolean awaitsRetry(K key) {
    Line<W> line = lines.get(key);
    return (line != null && !line.awaited.isEmpty()) || left.containsKey(key);
  }

  /** How many wait for their turn. */
  int waiting(K key) {
    Line<W> line = lines.get(key);
    return line == null ? 0 : line.waiting.size();
  }

  /** Takes out what waits and matches; lines of such keys are forgotten as a whole. */
  List<W> drop(Predicate<K> keys) {
    List<W> dropped = new ArrayList<>();
    left.keySet().removeIf(keys);
    lines
        .entrySet()
        .removeIf(entry -> {
          boolean matches = keys.test(entry.getKey());
          if (matches) {
            dropped.addAll(entry.getValue().waiting.values());
          }
          return matches;
        });
    return dropped;
  }

  int keys() {
    return lines.size();
  }

  private void forgetIfEmpty(K key, Line<W> line) {
    if (line.waiting.isEmpty() && line.awaited.isEmpty() && line.running == null) {
      lines.remove(key);
    }
  }
}
