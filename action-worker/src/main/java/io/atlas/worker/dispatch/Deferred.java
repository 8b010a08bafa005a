package io.atlas.worker.dispatch;

import io.atlas.worker.work.Work;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Keyed retries that have their key's turn and wait for their time. Not thread-safe: guarded by its
 * user.
 */
final class Deferred {

  private final Set<Work> waiting = new HashSet<>();

  void add(Work work) {
    waiting.add(work);
  }

  /**
   * @return false where it does not wait here
   */
  boolean remove(Work work) {
    return waiting.remove(work);
  }

  /** Takes out what belongs to the execution. */
  List<Work> removeAll(String executionId) {
    List<Work> removed =
        waiting.stream().filter(work -> work.event().executionId().equals(executionId)).toList();
    removed.forEach(waiting::remove);
    return removed;
  }

  /** Forgets what may not start any more; nothing of it is settled. */
  void dropLost() {
    waiting.removeIf(work -> {
      boolean lost = !work.handle().mayStart();
      if (lost) {
        work.handle().dropped();
      }
      return lost;
    });
  }
}
