package io.atlas.console.figures;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A table of figures: the width of its rows' buckets, and for how long they are kept. */
enum Resolution {
  TEN_SECONDS("figures_10s", Duration.ofSeconds(10), Duration.ofHours(2)),
  MINUTE("figures_minute", Duration.ofMinutes(1), Duration.ofDays(2)),
  HOUR("figures_hour", Duration.ofHours(1), Duration.ofDays(400)),
  DAY("figures_day", Duration.ofDays(1), Duration.ofDays(400));

  private final String table;
  private final Duration width;
  private final Duration kept;

  Resolution(String table, Duration width, Duration kept) {
    this.table = table;
    this.width = width;
    this.kept = kept;
  }

  String table() {
    return table;
  }

  Duration width() {
    return width;
  }

  Duration kept() {
    return kept;
  }

  /** The start of the bucket that a moment lies in. */
  Instant bucket(Instant at) {
    return floor(at, width);
  }

  /** The starts of all buckets from one on, up to the end, which is not included. */
  List<Instant> buckets(Instant from, Instant to) {
    return steps(bucket(from), to, width);
  }

  static List<Instant> steps(Instant from, Instant to, Duration width) {
    List<Instant> steps = new ArrayList<>();
    for (Instant at = from; at.isBefore(to); at = at.plus(width)) {
      steps.add(at);
    }
    return steps;
  }

  /** Counted from the epoch, so that days are those of UTC. */
  static Instant floor(Instant at, Duration width) {
    long seconds = width.toSeconds();
    return Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), seconds) * seconds);
  }
}
