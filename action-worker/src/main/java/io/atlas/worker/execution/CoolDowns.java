package io.atlas.worker.execution;

import io.atlas.model.seal.Origin;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Targets that answered 401 to a fresh token: until they cool down, the pair of connection and
 * target asks for no renewal, 5 s at first, doubling to 5 min. Other targets go on. Thread-safe.
 */
final class CoolDowns {

  private static final Duration FIRST = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final Map<Pair, Cooling> pairs = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;

  CoolDowns(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  private record Pair(String connectionId, Origin origin) {}

  private record Cooling(long until, Duration length) {}

  boolean isCooling(String connectionId, Origin origin) {
    Cooling cooling = pairs.get(new Pair(connectionId, origin));
    return cooling != null && nanoTime.getAsLong() - cooling.until() < 0;
  }

  /** A fresh token was answered with 401. */
  void start(String connectionId, Origin origin) {
    long now = nanoTime.getAsLong();
    pairs.compute(
        new Pair(connectionId, origin),
        (pair, before) -> {
          if (before != null && now - before.until() < 0) {
            return before;
          }
          Duration doubled = before == null ? FIRST : before.length().multipliedBy(2);
          Duration length = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
          return new Cooling(now + length.toNanos(), length);
        });
  }

  /** The target accepted a token. */
  void accepted(String connectionId, Origin origin) {
    if (!pairs.isEmpty()) {
      pairs.remove(new Pair(connectionId, origin));
    }
  }
}
