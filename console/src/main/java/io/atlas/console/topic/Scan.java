package io.atlas.console.topic;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What one bounded reading came to.
 *
 * @param found what was looked for, in the order read
 * @param looked how many records were read
 * @param bytes of their keys and values, decoded
 * @param stop why it ended
 * @param next where to go on, by partition; empty at the end
 */
record Scan<T>(
    List<T> found, int looked, long bytes, long millis, Stop stop, Map<Integer, Long> next) {

  enum Stop {
    END("there is nothing further"),
    RECORDS("that is as many records as are read at once"),
    BYTES("that is as much as is read at once"),
    TIME("that is as long as one reading may take");

    private final String why;

    Stop(String why) {
      this.why = why;
    }

    String why() {
      return why;
    }
  }

  Scan {
    found = List.copyOf(found);
    next = Map.copyOf(next);
  }

  /** For a page, such as {@code 1,000 records (1.2 MB) in 120 ms: there is nothing further}. */
  String inWords() {
    return String.format(
        Locale.ROOT,
        "Looked at %,d %s (%s) in %d ms: %s.",
        looked,
        looked == 1 ? "record" : "records",
        Sizes.of(bytes),
        millis,
        stop.why());
  }
}
