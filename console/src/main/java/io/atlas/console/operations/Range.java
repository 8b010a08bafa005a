package io.atlas.console.operations;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How far back the page looks. */
enum Range {
  QUARTER("15m", "15 min", Duration.ofMinutes(15), Duration.ofSeconds(10)),
  HOUR("1h", "1 h", Duration.ofHours(1), Duration.ofMinutes(1)),
  DAY("24h", "24 h", Duration.ofHours(24), Duration.ofMinutes(10)),
  WEEK("7d", "7 d", Duration.ofDays(7), Duration.ofHours(1)),
  QUARTER_YEAR("90d", "90 d", Duration.ofDays(90), Duration.ofDays(1));

  private final String parameter;
  private final String label;
  private final Duration length;
  private final Duration grain;

  Range(String parameter, String label, Duration length, Duration grain) {
    this.parameter = parameter;
    this.label = label;
    this.length = length;
    this.grain = grain;
  }

  /** The shortest is the one that is looked at while something happens. */
  static Range of(@Nullable String parameter) {
    for (Range range : values()) {
      if (range.parameter.equals(parameter)) {
        return range;
      }
    }
    return QUARTER;
  }

  /** As it stands in the URL. */
  public String parameter() {
    return parameter;
  }

  public String label() {
    return label;
  }

  /** Until the end of the step that is under way, so that what happens now is in it. */
  Span span(Instant now) {
    Instant to = Span.floor(now, grain).plus(grain);
    return new Span(to.minus(length), to, this == QUARTER);
  }
}
