package io.atlas.kit.clock;

import io.atlas.model.http.ClockSkew;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metric {@code atlas.clock.skew}: how many seconds another's clock is ahead of ours, by kind
 * and name; and a line of the log when it first differs notably. The number of names is bounded.
 * Thread-safe.
 */
public final class ClockSkews {

  private static final Logger log = LoggerFactory.getLogger(ClockSkews.class);
  private static final int MOST = 100;

  private final MeterRegistry meters;
  private final String self;
  private final Map<String, AtomicLong> seconds = new ConcurrentHashMap<>();

  /**
   * @param self how this instance is called in notices
   */
  public ClockSkews(MeterRegistry meters, String self) {
    this.meters = meters;
    this.self = self;
  }

  /**
   * @param kind of the other: {@code provider}, {@code target} or {@code instance}
   * @param skew how far its clock is ahead of ours
   */
  public void seen(String kind, String name, Duration skew) {
    String key = kind + ' ' + name;
    AtomicLong known = seconds.get(key);
    if (known == null) {
      if (seconds.size() >= MOST) {
        return;
      }
      known = seconds.computeIfAbsent(key, _ -> gauge(kind, name));
    }
    long now = skew.toSeconds();
    boolean before = ClockSkew.isNotable(Duration.ofSeconds(known.getAndSet(now)));
    if (!before && ClockSkew.isNotable(skew)) {
      log.warn(
          "the clock of {} {} is {} s {} that of {}: set whichever is wrong",
          kind,
          name,
          Math.abs(now),
          now < 0 ? "behind" : "ahead of",
          self);
    }
  }

  private AtomicLong gauge(String kind, String name) {
    AtomicLong value = new AtomicLong();
    Gauge.builder("atlas.clock.skew", value, AtomicLong::get)
        .description("How far another's clock is ahead of ours")
        .baseUnit("seconds")
        .tags("kind", kind, "name", name)
        .register(meters);
    return value;
  }
}
