package io.atlas.console.operations;

import java.time.Duration;
import java.time.Instant;

/**
 * From when to when, by the server's clock.
 *
 * @param to not included
 * @param live whether it moves on with the time
 */
record Span(Instant from, Instant to, boolean live) {

  /** The least that figures are kept by. */
  static final Duration SHORTEST = Duration.ofSeconds(10);

  Span {
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException("it ends before it begins");
    }
  }

  Duration length() {
    return Duration.between(from, to);
  }

  /** The latest multiple of the step, since the epoch, that is not after the time. */
  static Instant floor(Instant time, Duration step) {
    long seconds = step.toSeconds();
    return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), seconds) * seconds);
  }
}
