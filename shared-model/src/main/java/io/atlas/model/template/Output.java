package io.atlas.model.template;

import java.io.Writer;
import org.jspecify.annotations.Nullable;

/** Takes what a template writes, up to a limit. Not thread-safe. */
final class Output extends Writer {

  private final StringBuilder text;
  private final int limit;
  private final String unit;
  private final boolean url;
  private final @Nullable Position position;

  /**
   * @param limit in characters, of which each takes at least one byte
   * @param unit of the limit, in words
   * @param url whether the text is a URL, of which the path ends at the first {@code ?}
   * @param position follows what is written; null where it does not matter
   */
  Output(int limit, String unit, int expected, boolean url, @Nullable Position position) {
    this.text = new StringBuilder(Math.min(limit, expected));
    this.limit = limit;
    this.unit = unit;
    this.url = url;
    this.position = position;
    RenderingBudget.current().path(url);
    RenderingBudget.current().position(position);
  }

  @Override
  public Writer append(CharSequence part) {
    if (part.length() > limit - text.length()) {
      throw new RenderingBudget.Exceeded("would be longer than " + limit + " " + unit);
    }
    text.append(part);
    if (position != null) {
      position.follow(part);
    }
    if (url && RenderingBudget.current().isInPath() && hasQuestionMark(part)) {
      RenderingBudget.current().path(false);
    }
    return this;
  }

  private static boolean hasQuestionMark(CharSequence part) {
    for (int i = 0; i < part.length(); i++) {
      if (part.charAt(i) == '?') {
        return true;
      }
    }
    return false;
  }

  @Override
  public Writer append(CharSequence part, int start, int end) {
    return append(part.subSequence(start, end));
  }

  @Override
  public void write(String part) {
    append(part);
  }

  @Override
  public void write(char[] buffer, int offset, int length) {
    append(new String(buffer, offset, length));
  }

  @Override
  public void flush() {
    // It is all there.
  }

  @Override
  public void close() {
    // It holds nothing.
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
