package io.atlas.console.figures;

import java.util.Map;
import java.util.TreeMap;

/** Counts by category as text, {@code NAME count;} over and over: two texts in a row are a sum. */
final class Categories {

  private Categories() {}

  static String text(Map<String, Long> counts) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(counts)
        .forEach((name, count) -> text.append(name).append(' ').append(count).append(';'));
    return text.toString();
  }

  /** Adds what the text counts. */
  static void add(Map<String, Long> counts, String text) {
    int start = 0;
    while (start < text.length()) {
      int space = text.indexOf(' ', start);
      int end = text.indexOf(';', space);
      counts.merge(
          text.substring(start, space), Long.parseLong(text, space + 1, end, 10), Long::sum);
      start = end + 1;
    }
  }
}
