package io.atlas.worker.fired;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * When an event fired, which bounds its age. In milliseconds, as its journey carries it on: every
 * attempt tells the same time.
 *
 * @param note what its publisher should know; null for nothing
 */
record FiredAt(Instant time, @Nullable String note) {

  /** Clocks may differ; an event that claims to be from later than that would never grow old. */
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

  /** No event is older; seconds taken for milliseconds, and nothing at all, lie in 1970. */
  private static final Instant FIRST = Instant.parse("2020-01-01T00:00:00Z");

  /**
   * @param travelled what the event's journey says, once it has begun; null before
   * @param named by the event itself, or null
   * @param recordTime epoch milliseconds, -1 for none: the publisher's clock, or the broker's
   */
  static FiredAt of(
      @Nullable Instant travelled, @Nullable Instant named, long recordTime, Instant now) {
    if (travelled != null) {
      return new FiredAt(travelled, null);
    }
    Instant published = Instant.ofEpochMilli(recordTime);
    boolean sound = canBe(published, now);
    Instant latest = sound ? published : now;
    if (named != null && canBe(named, latest)) {
      return new FiredAt(named.truncatedTo(ChronoUnit.MILLIS), null);
    }
    if (sound) {
      return new FiredAt(
          published,
          named == null
              ? null
              : "The event's firedAt cannot be; the time of its record counts instead.");
    }
    return new FiredAt(
        now.truncatedTo(ChronoUnit.MILLIS),
        "The time of the event's record, "
            + published
            + ", cannot be; the time when it was read counts instead. Timestamps are milliseconds"
            + " since 1970.");
  }

  private static boolean canBe(Instant time, Instant latest) {
    return !time.isBefore(FIRST) && !time.isAfter(latest.plus(CLOCK_SKEW));
  }
}
