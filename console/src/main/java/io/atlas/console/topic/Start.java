package io.atlas.console.topic;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Where a reading begins, and in which direction. */
sealed interface Start {

  /** Whether it goes from later records to earlier ones. */
  boolean newestFirst();

  /** At the end for the newest first, else at the beginning. */
  record Edge(boolean newestFirst) implements Start {}

  /** At a record, that one included. */
  record Offset(boolean newestFirst, long offset) implements Start {}

  /** At a time: before it for the newest first, else from it on. */
  record Time(boolean newestFirst, Instant time) implements Start {}

  /**
   * Where another reading stopped.
   *
   * @param offsets by partition: below it for the newest first, else from it on; partitions that it
   *     does not name are read to their end
   */
  record Stopped(boolean newestFirst, Map<Integer, Long> offsets) implements Start {

    /** An address has no room for more. */
    private static final int MOST_PARTITIONS = 200;

    public Stopped {
      offsets = Map.copyOf(offsets);
    }

    /**
     * As {@link #cursor} wrote it.
     *
     * @throws IllegalArgumentException where it is none
     */
    static Stopped of(boolean newestFirst, String cursor) {
      String[] parts = cursor.split("_", MOST_PARTITIONS + 1);
      Map<Integer, Long> offsets = new TreeMap<>();
      for (String part : parts) {
        int dash = part.indexOf('-');
        if (dash < 1 || parts.length > MOST_PARTITIONS) {
          throw new IllegalArgumentException("no cursor");
        }
        int partition = Integer.parseInt(part.substring(0, dash));
        long offset = Long.parseLong(part.substring(dash + 1));
        if (partition < 0 || offset < 0) {
          throw new IllegalArgumentException("no cursor");
        }
        offsets.put(partition, offset);
      }
      return new Stopped(newestFirst, offsets);
    }

    /** For an address, such as {@code 0-815_1-4711}. */
    static String cursor(Map<Integer, Long> offsets) {
      return new TreeMap<>(offsets)
          .entrySet().stream()
              .map(each -> each.getKey() + "-" + each.getValue())
              .collect(Collectors.joining("_"));
    }
  }
}
