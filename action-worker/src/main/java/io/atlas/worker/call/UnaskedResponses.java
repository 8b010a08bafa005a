package io.atlas.worker.call;

import io.atlas.model.seal.Origin;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Targets that said something nobody had asked for. The next time it may come a moment after the
 * next request went out, when nothing tells it from that request's answer: so their connections are
 * not kept for a while (I11). Thread-safe.
 */
final class UnaskedResponses {

  private static final long REMEMBERED_NANOS = TimeUnit.MINUTES.toNanos(10);

  private static final int MOST = 10_000;

  private final Map<Origin, Long> until = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;

  UnaskedResponses(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  void saidBy(Origin target) {
    long now = nanoTime.getAsLong();
    if (until.size() >= MOST) {
      until.values().removeIf(end -> end - now <= 0);
    }
    if (until.size() < MOST) {
      until.put(target, now + REMEMBERED_NANOS);
    }
  }

  boolean mayBeKept(Origin target) {
    if (until.isEmpty()) {
      return true;
    }
    Long end = until.get(target);
    return end == null || end - nanoTime.getAsLong() <= 0;
  }
}
