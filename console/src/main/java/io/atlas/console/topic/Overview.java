package io.atlas.console.topic;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Our topics as they stand.
 *
 * @param missing what the broker did not tell, in sentences
 */
record Overview(List<Line> lines, List<String> missing) {

  Overview {
    lines = List.copyOf(lines);
    missing = List.copyOf(missing);
  }

  /**
   * A topic; null for what is not known.
   *
   * @param name without the prefix
   * @param perSecond over the last minute, by the times that records carry
   * @param offsets between its beginnings and its ends: at least as many as there are records
   * @param bytes of one copy
   * @param kept how long records are, in words
   * @param groups that read it, with how far they are behind
   */
  record Line(
      String name,
      @Nullable Integer partitions,
      @Nullable Double perSecond,
      @Nullable Long offsets,
      @Nullable Long bytes,
      @Nullable String kept,
      List<Lag> groups) {

    Line {
      groups = List.copyOf(groups);
    }

    public String rate() {
      if (perSecond == null) {
        return "—";
      }
      return perSecond == 0
          ? "0"
          : String.format(Locale.ROOT, perSecond < 10 ? "%.2f" : "%,.0f", perSecond);
    }

    public String size() {
      return bytes == null ? "—" : Sizes.of(bytes);
    }

    public String count() {
      return offsets == null ? "—" : String.format(Locale.ROOT, "%,d", offsets);
    }
  }

  /** How many records a group has still to read. */
  record Lag(String group, long behind) {

    public String count() {
      return String.format(Locale.ROOT, "%,d", behind);
    }
  }
}
