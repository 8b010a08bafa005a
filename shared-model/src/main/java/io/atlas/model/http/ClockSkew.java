package io.atlas.model.http;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far another's clock is from ours, by its {@code Date} (RFC 9110 section 6.6.1), which lies
 * within the exchange where both agree; so slowness is never taken for skew. Pure.
 */
public final class ClockSkew {

  /** From here on people are told. */
  public static final Duration NOTABLE = Duration.ofSeconds(5);

  /** A {@code Date} has whole seconds. */
  private static final Duration GRAIN = Duration.ofSeconds(1);

  /** Beyond, it is no clock that is off, but a date that somebody made up. */
  private static final Duration ABSURD = Duration.ofDays(3653);

  private ClockSkew() {}

  /**
   * @param date the header's value, or null
   * @return positive where the other is ahead, zero where both agree, null where nothing is known
   */
  public static @Nullable Duration of(@Nullable String date, Instant sentAt, Instant receivedAt) {
    Instant said = date == null ? null : HttpDate.parse(date.strip(), receivedAt);
    if (said == null) {
      return null;
    }
    Duration skew = Duration.ZERO;
    if (said.isAfter(receivedAt)) {
      skew = Duration.between(receivedAt, said);
    } else if (said.plus(GRAIN).isBefore(sentAt)) {
      skew = Duration.between(sentAt, said.plus(GRAIN));
    }
    return skew.abs().compareTo(ABSURD) > 0 ? null : skew;
  }

  public static boolean isNotable(Duration skew) {
    return skew.abs().compareTo(NOTABLE) > 0;
  }

  /** Such as "95 s behind ours". */
  public static String inWords(Duration skew) {
    long seconds = skew.abs().toSeconds();
    String amount =
        seconds < 300
            ? seconds + " s"
            : seconds < 7_200
                ? rounded(seconds, 60) + " min"
                : seconds < 172_800
                    ? rounded(seconds, 3_600) + " h"
                    : rounded(seconds, 86_400) + " days";
    return amount + (skew.isNegative() ? " behind ours" : " ahead of ours");
  }

  private static long rounded(long seconds, long unit) {
    return (seconds + unit / 2) / unit;
  }
}
