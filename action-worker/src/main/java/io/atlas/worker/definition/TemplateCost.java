package io.atlas.worker.definition;

import io.atlas.model.event.ActionDefinition;

/**
 * How much rendering may have to do at most, as far as the template's text tells.
 *
 * @param tags how often a part of the input may be written
 * @param depth of sections within sections, each of which may go over all of the input
 */
public record TemplateCost(int tags, int depth) {

  /** About a millisecond of one processor, where all of it is escaped. */
  private static final double HEAVY_BYTES = 256 << 10;

  /**
   * Of an event with as many rounds as it can have and as much as it can hold besides to write in
   * each: n rounds take 2n bytes, and n times what is left is at most an eighth of the square.
   */
  private static final double BYTES_A_ROUND = 4;

  private static final String TAG = "{{";

  static TemplateCost of(ActionDefinition action) {
    TemplateCost cost = of(action.url()).and(action.body() == null ? "" : action.body());
    for (ActionDefinition.Header header : action.headers()) {
      cost = cost.and(header.value() == null ? "" : header.value());
    }
    return cost;
  }

  private static TemplateCost of(String text) {
    int tags = 0;
    int open = 0;
    int depth = 0;
    for (int at = text.indexOf(TAG); at >= 0; at = text.indexOf(TAG, at + TAG.length())) {
      int next = at + TAG.length();
      while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
        next++;
      }
      tags++;
      switch (next < text.length() ? text.charAt(next) : ' ') {
        case '#', '^' -> depth = Math.max(depth, ++open);
        case '/' -> open--;
        default -> {}
      }
    }
    return new TemplateCost(tags, depth);
  }

  private TemplateCost and(String text) {
    TemplateCost more = of(text);
    return new TemplateCost(tags + more.tags, Math.max(depth, more.depth));
  }

  /** Whether rendering an event of so many bytes may take long. */
  public boolean isHeavy(int eventBytes) {
    double rounds = Math.pow(Math.max(1, eventBytes / BYTES_A_ROUND), depth);
    return Math.max(1, tags) * eventBytes * rounds > HEAVY_BYTES;
  }
}
