package io.atlas.worker.call;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/**
 * Connections that wait for their target's next call; the one used last is taken first. Hosts may
 * be templates, so both connections and targets are bounded: a target without any is forgotten, and
 * where too many wait, one is closed for each that comes, of one target after the other.
 * HttpClient's own pools either keep a route for ever, take one lock for all routes, or lose count.
 * Thread-safe.
 */
final class KeptConnections {

  private final int most;
  private final long longestLifeNanos;
  private final LongSupplier nanoTime;
  private final Map<Route, Waiting> targets = new ConcurrentHashMap<>();
  private final AtomicInteger size = new AtomicInteger();
  private Iterator<Map.Entry<Route, Waiting>> hand = // guarded by this
      Collections.emptyIterator();
  private volatile boolean closed;

  /**
   * @param most that wait at a time
   * @param longestLifeNanos from when a connection was made; its target is not resolved again
   */
  KeptConnections(int most, long longestLifeNanos, LongSupplier nanoTime) {
    this.most = most;
    this.longestLifeNanos = longestLifeNanos;
    this.nanoTime = nanoTime;
  }

  /** Those of one target. Once it is forgotten nothing can be added, so that nothing is lost. */
  private static final class Waiting {
    private final ArrayDeque<TargetConnection> connections = new ArrayDeque<>(2);
    private boolean forgotten;

    synchronized boolean add(TargetConnection connection) {
      if (!forgotten) {
        connections.addLast(connection);
      }
      return !forgotten;
    }

    synchronized @Nullable TargetConnection takeNewest() {
      return connections.pollLast();
    }

    synchronized @Nullable TargetConnection takeOldest() {
      return connections.pollFirst();
    }

    synchronized List<TargetConnection> takeOlderThan(long nanos, long now) {
      List<TargetConnection> old = new ArrayList<>();
      connections.removeIf(each -> now - each.madeAt() > nanos && old.add(each));
      return old;
    }

    synchronized boolean forgetIfEmpty() {
      forgotten = connections.isEmpty();
      return forgotten;
    }
  }

  /** One that is young enough, or null. */
  @Nullable TargetConnection take(Route target) {
    Waiting waiting = targets.get(target);
    while (waiting != null) {
      TargetConnection newest = waiting.takeNewest();
      if (newest == null) {
        return null;
      }
      size.decrementAndGet();
      if (isYoung(newest)) {
        return newest;
      }
      newest.close(CloseMode.GRACEFUL);
    }
    return null;
  }

  /** Keeps it for the target's next call, unless it is too old. */
  void keep(Route target, TargetConnection connection) {
    if (closed || !isYoung(connection)) {
      connection.close(CloseMode.GRACEFUL);
      return;
    }
    size.incrementAndGet();
    Waiting known = targets.get(target);
    if (known == null || !known.add(connection)) {
      addTo(target, connection);
    }
    if (size.get() > most) {
      closeOne();
    }
    if (closed) {
      closeAll();
    }
  }

  private void addTo(Route target, TargetConnection connection) {
    if (targets.size() >= 2 * most) {
      // At most half of them have connections, so this many more come before it is done again.
      forgetEmpty();
    }
    var _ =
        targets.compute(
            target,
            (_, known) -> {
              if (known != null && known.add(connection)) {
                return known;
              }
              Waiting fresh = new Waiting();
              var _ = fresh.add(connection);
              return fresh;
            });
  }

  private boolean isYoung(TargetConnection connection) {
    return nanoTime.getAsLong() - connection.madeAt() <= longestLifeNanos;
  }

  private void closeOne() {
    TargetConnection oldest = oldestOfNextTarget();
    if (oldest != null) {
      size.decrementAndGet();
      oldest.close(CloseMode.GRACEFUL);
    }
  }

  private synchronized @Nullable TargetConnection oldestOfNextTarget() {
    for (int rounds = 0; rounds < 2; rounds++) {
      while (hand.hasNext()) {
        Map.Entry<Route, Waiting> next = hand.next();
        TargetConnection oldest = next.getValue().takeOldest();
        forgetIfEmpty(next);
        if (oldest != null) {
          return oldest;
        }
      }
      hand = targets.entrySet().iterator();
    }
    return null;
  }

  private void forgetIfEmpty(Map.Entry<Route, Waiting> target) {
    if (target.getValue().forgetIfEmpty()) {
      targets.remove(target.getKey(), target.getValue());
    }
  }

  private void forgetEmpty() {
    targets.entrySet().forEach(this::forgetIfEmpty);
  }

  /** Closes those that are too old, and forgets targets that have none. May wait for targets. */
  void closeOld() {
    closeOlderThan(longestLifeNanos);
    forgetEmpty();
  }

  /** Nothing is kept from now on. */
  void closeAll() {
    closed = true;
    closeOlderThan(-1);
    forgetEmpty();
  }

  private void closeOlderThan(long nanos) {
    long now = nanoTime.getAsLong();
    for (Waiting waiting : targets.values()) {
      for (TargetConnection old : waiting.takeOlderThan(nanos, now)) {
        size.decrementAndGet();
        old.close(CloseMode.GRACEFUL);
      }
    }
  }

  /** Connections that wait. */
  int size() {
    return size.get();
  }

  /** Targets that are remembered. */
  int targets() {
    return targets.size();
  }
}
