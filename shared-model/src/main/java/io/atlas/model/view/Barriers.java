package io.atlas.model.view;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for the view to have read what is on the topic now. At most one snapshot of end
 * offsets is awaited at a time; who comes meanwhile shares the next.
 */
final class Barriers {

  private final Object lock = new Object();
  private @Nullable CompletableFuture<Void> waiting;
  private @Nullable CompletableFuture<Void> current;
  private @Nullable Map<TopicPartition, Long> target;

  CompletableFuture<Void> request() {
    synchronized (lock) {
      if (waiting == null) {
        waiting = new CompletableFuture<>();
      }
      return waiting.copy();
    }
  }

  /** On the reader's thread, between polls. */
  void advance(
      Supplier<Map<TopicPartition, Long>> endOffsets,
      Predicate<Map<TopicPartition, Long>> reached) {
    if (current == null) {
      synchronized (lock) {
        if (waiting == null) {
          return;
        }
        current = waiting;
        waiting = null;
      }
      target = null;
    }
    if (target == null) {
      // May fail while the broker is away: then the next round asks again.
      target = endOffsets.get();
    }
    if (reached.test(target)) {
      CompletableFuture<Void> done = current;
      current = null;
      done.complete(null);
    }
  }

  void fail(RuntimeException reason) {
    synchronized (lock) {
      if (waiting != null) {
        waiting.completeExceptionally(reason);
      }
    }
    if (current != null) {
      current.completeExceptionally(reason);
    }
  }
}
