package io.atlas.model.template;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Walks a template's tags before Mustache compiles it: refuses what a template may not do, and in
 * JSON tells tags within strings from tags that stand for a whole value.
 */
final class TagScanner {

  private static final String REFUSED = "{&><$=";

  private final String field;
  private final String source;
  private final boolean json;
  private final StringBuilder out = new StringBuilder();
  private final Deque<Boolean> inStringAtSection = new ArrayDeque<>();
  private boolean inString;
  private boolean afterBackslash;
  private boolean hasTags;

  private TagScanner(String field, String source, boolean json) {
    this.field = field;
    this.source = source;
    this.json = json;
  }

  /**
   * @param text for Mustache's compiler
   * @param hasTags whether there is anything to render
   */
  record Scanned(String text, boolean hasTags) {}

  static Scanned scan(String field, String source, boolean json) {
    TagScanner scanner = new TagScanner(field, source, json);
    scanner.run();
    return new Scanned(scanner.out.toString(), scanner.hasTags);
  }

  private void run() {
    int at = 0;
    for (int tag = source.indexOf("{{"); tag >= 0; tag = source.indexOf("{{", at)) {
      literal(at, tag);
      int end = source.indexOf("}}", tag + 2);
      if (end < 0) {
        throw new TemplateException(field, "has a tag {{ that is not closed with }}");
      }
      tag(source.substring(tag + 2, end).strip());
      at = end + 2;
    }
    literal(at, source.length());
  }

  private void literal(int from, int to) {
    out.append(source, from, to);
    for (int i = from; json && i < to; i++) {
      char c = source.charAt(i);
      if (afterBackslash) {
        afterBackslash = false;
      } else if (inString && c == '\\') {
        afterBackslash = true;
      } else if (c == '"') {
        inString = !inString;
      }
    }
  }

  private void tag(String content) {
    hasTags = true;
    if (content.isEmpty()) {
      throw new TemplateException(field, "has an empty tag {{}}");
    }
    if (afterBackslash) {
      throw new TemplateException(field, "has a backslash before {{" + content + "}}");
    }
    char sigil = content.charAt(0);
    if (REFUSED.indexOf(sigil) >= 0) {
      throw new TemplateException(
          field,
          "may not use {{"
              + sigil
              + ": partials, unescaped values and other delimiters are not supported");
    }
    switch (sigil) {
      case '#', '^' -> inStringAtSection.push(inString);
      case '/' -> leaveSection(content);
      default -> {}
    }
    boolean variable = "#^/!".indexOf(sigil) < 0;
    out.append("{{").append(json && variable && !inString ? "&" : "").append(content).append("}}");
  }

  private void leaveSection(String content) {
    boolean known = !inStringAtSection.isEmpty();
    if (known && inStringAtSection.pop() != inString) {
      throw new TemplateException(
          field,
          "opens or closes a string within the section {{"
              + content
              + "}}; put the quotes both inside or both outside");
    }
  }
}
