package io.atlas.console.figures;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Counts by category as text, {@code NAME count;} over and over: two texts in a row are a sum. A
 * name that ends with {@code !} is the reason of what failed for good; before there was that, the
 * names of both were the same.
 */
final class Categories {

  private static final String FINAL = "!";

  private Categories() {}

  static String reason(String category) {
    return category + FINAL;
  }

  /** Of what is tried again. */
  static Map<String, Long> passing(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .filter(each -> !each.getKey().endsWith(FINAL))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** Of what failed for good, by their own names. */
  static Map<String, Long> reasons(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .filter(each -> each.getKey().endsWith(FINAL))
        .collect(
            Collectors.toMap(
                each -> each.getKey().substring(0, each.getKey().length() - FINAL.length()),
                Map.Entry::getValue));
  }

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
