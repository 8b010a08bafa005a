package io.atlas.console.document;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * What a form showed at first, as a sum a field: enough to tell later who changed what. Goes with
 * the form and comes back from it, so nothing is decided by it but what is proposed.
 */
public record Seen(String sums) {

  /**
   * Two versions of one field.
   *
   * @param takeTheirs whether theirs is proposed: the person did not touch the field
   */
  public record Difference(
      String name, String label, String mine, String theirs, boolean takeTheirs) {}

  public static Seen of(Map<String, String> texts) {
    StringBuilder sums = new StringBuilder();
    new TreeMap<>(texts)
        .forEach((name, text) -> sums.append(name).append('=').append(sum(text)).append(' '));
    return new Seen(sums.toString().strip());
  }

  /**
   * The fields that somebody else changed to something else than what was typed.
   *
   * @param labels of the fields that count, in their order
   */
  public List<Difference> between(
      Map<String, String> labels, Map<String, String> mine, Map<String, String> theirs) {
    List<Difference> differences = new ArrayList<>();
    labels.forEach((name, label) -> {
      String typed = LineBreaks.plain(mine.getOrDefault(name, ""));
      String saved = LineBreaks.plain(theirs.getOrDefault(name, ""));
      if (!typed.equals(saved) && !was(name, saved)) {
        differences.add(new Difference(name, label, typed, saved, was(name, typed)));
      }
    });
    return differences;
  }

  private boolean was(String name, String text) {
    return (" " + sums + " ").contains(" " + name + "=" + sum(text) + " ");
  }

  private static String sum(String text) {
    CRC32 sum = new CRC32();
    sum.update(LineBreaks.plain(text).getBytes(StandardCharsets.UTF_8));
    return Long.toHexString(sum.getValue());
  }
}
