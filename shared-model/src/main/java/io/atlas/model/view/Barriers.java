package io.atlas.model.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for the view to have read what is on the topic now. At most one look at the end
 * offsets is under way at a time; who comes meanwhile shares the next. Thread-safe; futures are
 * completed outside the lock.
 */
final class Barriers {

  private final Supplier<CompletionStage<Map<TopicPartition, Long>>> endOffsets;
  private final Predicate<Map<TopicPartition, Long>> reached;

  private final Object lock = new Object();
  private List<CompletableFuture<Void>> waiting = new ArrayList<>();
  private @Nullable List<CompletableFuture<Void>> looking;
  private long looks;
  private List<Awaited> awaited = new ArrayList<>();
  private boolean closed;

  private record Awaited(Map<TopicPartition, Long> target, List<CompletableFuture<Void>> waiters) {}

  Barriers(
      Supplier<CompletionStage<Map<TopicPartition, Long>>> endOffsets,
      Predicate<Map<TopicPartition, Long>> reached) {
    this.endOffsets = endOffsets;
    this.reached = reached;
  }

  CompletableFuture<Void> request() {
    CompletableFuture<Void> mine = new CompletableFuture<>();
    synchronized (lock) {
      if (closed) {
        return CompletableFuture.failedFuture(closedView());
      }
      waiting.add(mine);
    }
    look();
    return mine;
  }

  /**
   * Asks for the end offsets, where somebody waits and no answer is under way. The reader calls it
   * between polls, which is how a look that failed is repeated.
   */
  void look() {
    long look;
    synchronized (lock) {
      if (looking != null || waiting.isEmpty()) {
        return;
      }
      looking = waiting;
      waiting = new ArrayList<>();
      looks++;
      look = looks;
    }
    var _ = endOffsets.get().whenComplete((target, failure) -> answered(look, target));
  }

  private void answered(long look, @Nullable Map<TopicPartition, Long> target) {
    synchronized (lock) {
      List<CompletableFuture<Void>> round = looking;
      if (round == null || look != looks) {
        return; // started over or closed meanwhile
      }
      looking = null;
      if (target == null) {
        waiting.addAll(0, round);
        return;
      }
      awaited.add(new Awaited(target, round));
    }
    release();
    look();
  }

  /** Completes those whose target has been read. */
  void release() {
    List<Awaited> done = new ArrayList<>();
    synchronized (lock) {
      if (awaited.isEmpty()) {
        return;
      }
      List<Awaited> rest = new ArrayList<>();
      awaited.forEach(one -> (reached.test(one.target()) ? done : rest).add(one));
      awaited = rest;
    }
    done.forEach(one -> one.waiters().forEach(waiter -> waiter.complete(null)));
  }

  /** The topic's offsets are no longer what they were: everybody's target is asked for again. */
  void startOver() {
    synchronized (lock) {
      if (looking != null) {
        waiting.addAll(looking);
        looking = null;
      }
      awaited.forEach(one -> waiting.addAll(one.waiters()));
      awaited = new ArrayList<>();
    }
  }

  /** Fails everybody who waits or comes later. */
  void close() {
    List<CompletableFuture<Void>> left;
    synchronized (lock) {
      closed = true;
      startOver();
      left = waiting;
      waiting = new ArrayList<>();
    }
    left.forEach(waiter -> waiter.completeExceptionally(closedView()));
  }

  private static IllegalStateException closedView() {
    return new IllegalStateException("the view is closed");
  }
}
