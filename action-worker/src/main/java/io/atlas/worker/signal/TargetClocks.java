package io.atlas.worker.signal;

import io.atlas.kit.clock.ClockSkews;
import io.atlas.model.http.ClockSkew;
import io.atlas.worker.call.CallOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How far targets' clocks are ahead of ours, by the {@code Date} of what they respond; each is
 * looked at once in ten seconds. Thread-safe.
 */
final class TargetClocks {

  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final ClockSkews skews;
  private final Map<String, Instant> nextLooks = new ConcurrentHashMap<>();

  TargetClocks(ClockSkews skews) {
    this.skews = skews;
  }

  /**
   * @param target a label, of which there are few
   * @param now when the response had been read
   */
  void seen(String target, CallOutcome call, Instant now) {
    if (!(call instanceof CallOutcome.Responded response)) {
      return;
    }
    Instant next = nextLooks.get(target);
    if (next != null && now.isBefore(next)) {
      return;
    }
    nextLooks.put(target, now.plus(PAUSE));
    Instant sentAt = now.minusNanos(Math.max(0, response.timing().total()));
    Duration skew = ClockSkew.of(response.header("Date"), sentAt, now);
    if (skew != null) {
      skews.seen("target", target, skew);
    }
  }
}
