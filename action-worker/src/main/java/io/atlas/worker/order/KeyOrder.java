package io.atlas.worker.order;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Events with the same key run one at a time, in the order of their numbers (I10); different keys
 * know nothing of each other. A number that was put on the retry topic is awaited: nothing above it
 * runs before it has been read back and is done. Not thread-safe: guarded by its user.
 *
 * @param <K> the key
 * @param <W> the work
 */
final class KeyOrder<K, W> {

  private final Map<K, Line<W>> lines = new HashMap<>();

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
    return line != null && !line.awaited.isEmpty();
  }

  /** How many wait for their turn. */
  int waiting(K key) {
    Line<W> line = lines.get(key);
    return line == null ? 0 : line.waiting.size();
  }

  /** Takes out what waits and matches; lines of such keys are forgotten as a whole. */
  List<W> drop(Predicate<K> keys) {
    List<W> dropped = new ArrayList<>();
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
