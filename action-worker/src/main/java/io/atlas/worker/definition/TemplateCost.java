package io.atlas.worker.definition;

import io.atlas.model.event.ActionDefinition;

/**
 * How much rendering may have to do at most, as far as the template's text tells.
 *
 * @param tags how often a part of the input may be written
 * @param sections whether there are any, so that the input decides how often
 */
public record TemplateCost(int tags, boolean sections) {

  /** A few milliseconds of one processor. */
  private static final long HEAVY_BYTES = 64 << 10;

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
    boolean sections = false;
    for (int at = text.indexOf(TAG); at >= 0; at = text.indexOf(TAG, at + TAG.length())) {
      int next = at + TAG.length();
      while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
        next++;
      }
      tags++;
      sections |= next < text.length() && "#^".indexOf(text.charAt(next)) >= 0;
    }
    return new TemplateCost(tags, sections);
  }

  private TemplateCost and(String text) {
    TemplateCost more = of(text);
    return new TemplateCost(tags + more.tags, sections || more.sections);
  }

  /** Whether rendering an event of so many bytes may take long. */
  public boolean isHeavy(int eventBytes) {
    return sections || Math.max(1L, tags) * eventBytes > HEAVY_BYTES;
  }
}
