package io.atlas.console.figures;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which buckets of which tables hold a range. */
final class Parts {

  private Parts() {}

  /**
   * Hours and days hold what is folded; the rest of the range is in minutes.
   *
   * @param folded minutes before this are in hours and days
   */
  static Map<Resolution, List<Instant>> of(
      Resolution source, Instant from, Instant to, Instant folded) {
    Map<Resolution, List<Instant>> parts = new LinkedHashMap<>();
    parts.put(source, source.buckets(from, to));
    if (source.compareTo(Resolution.MINUTE) > 0) {
      Instant open = source.bucket(from).isAfter(folded) ? source.bucket(from) : folded;
      Instant end = source.bucket(to.plus(source.width()).minusNanos(1));
      if (open.isBefore(end)) {
        parts.put(Resolution.MINUTE, Resolution.MINUTE.buckets(open, end));
      }
    }
    return parts;
  }
}
