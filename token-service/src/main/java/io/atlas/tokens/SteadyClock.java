package io.atlas.tokens;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The wall clock without its jumps: runs with the monotonic clock, so that a token is renewed
 * neither early nor late because somebody set the time. A wall clock that has gone its own way for
 * ten minutes on end is followed again. Thread-safe.
 */
final class SteadyClock extends Clock {

  /** What drifting and slewing may bring between two looks. */
  private static final Duration TOLERATED = Duration.ofSeconds(2);

  private static final Duration BELIEVED_AFTER = Duration.ofMinutes(10);

  private final Clock wall;
  private final LongSupplier nanos;

  private Instant anchor;
  private long anchorNanos;
  private @Nullable Instant apartSince;

  /**
   * @param nanos a monotonic clock, as {@link System#nanoTime}
   */
  SteadyClock(Clock wall, LongSupplier nanos) {
    this.wall = wall;
    this.nanos = nanos;
    this.anchor = wall.instant();
    this.anchorNanos = nanos.getAsLong();
  }

  @Override
  public synchronized Instant instant() {
    long nowNanos = nanos.getAsLong();
    Instant steady = anchor.plusNanos(nowNanos - anchorNanos);
    Instant shown = wall.instant();
    boolean together = Duration.between(steady, shown).abs().compareTo(TOLERATED) <= 0;
    if (together) {
      apartSince = null;
      return steady;
    }
    if (apartSince == null) {
      apartSince = steady;
    }
    if (steady.isBefore(apartSince.plus(BELIEVED_AFTER))) {
      return steady;
    }
    apartSince = null;
    anchor = shown;
    anchorNanos = nowNanos;
    return shown;
  }

  @Override
  public ZoneId getZone() {
    return wall.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("instants only");
  }
}
