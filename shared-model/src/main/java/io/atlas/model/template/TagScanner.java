package io.atlas.model.template;

import io.atlas.model.template.Variable.Use;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Walks a template's tags before Mustache compiles it: refuses what a template may not do, and in
 * JSON tells tags within strings from tags that stand for a whole value.
 */
final class TagScanner {

  private static final String REFUSED = "&><$=";

  private final String field;
  private final String source;
  private final boolean json;
  private final StringBuilder out = new StringBuilder();
  private final Deque<Boolean> inStringAtSection = new ArrayDeque<>();
  private boolean inString;
  private boolean afterBackslash;
  private final List<Variable> variables = new ArrayList<>();
  private int tags;

  private TagScanner(String field, String source, boolean json) {
    this.field = field;
    this.source = source;
    this.json = json;
  }

  /**
   * @param text for Mustache's compiler
   * @param hasTags whether there is anything to render
   * @param variables in order
   */
  record Scanned(String text, boolean hasTags, List<Variable> variables) {}

  static Scanned scan(String field, String source, boolean json) {
    TagScanner scanner = new TagScanner(field, source, json);
    scanner.run();
    return new Scanned(scanner.out.toString(), scanner.tags > 0, scanner.variables);
  }

  private void run() {
    int at = 0;
    for (int tag = source.indexOf("{{"); tag >= 0; tag = source.indexOf("{{", at)) {
      literal(at, tag);
      int end = source.indexOf("}}", tag + 2);
      if (end < 0) {
        throw new TemplateException(field, "has a tag {{ that is not closed with }}");
      }
      tag(content(tag + 2, end));
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

  /**
   * What stands between the braces. A brace in it could end the tag, or begin another, where
   * Mustache reads it: then its tags are not the ones that were looked at here.
   */
  private String content(int from, int to) {
    if (++tags > Limits.TAGS) {
      throw new TemplateException(field, "has more than " + Limits.TAGS + " tags");
    }
    if (to - from > Limits.TAG_CHARACTERS) {
      throw new TemplateException(
          field, "has a tag of more than " + Limits.TAG_CHARACTERS + " characters");
    }
    String content = source.substring(from, to).strip();
    if (content.indexOf('{') >= 0 || content.indexOf('}') >= 0) {
      throw new TemplateException(
          field,
          "has a brace within a tag {{…}}: unescaped values and tags within tags are not"
              + " supported");
    }
    return content;
  }

  private void tag(String content) {
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
    String name = "#^/".indexOf(sigil) < 0 ? content : content.substring(1).strip();
    Filter.Filtered filtered = sigil == '!' ? null : Filter.of(name);
    if (filtered != null && sigil != name.charAt(0)) {
      throw new TemplateException(field, "has a filter in the section {{" + content + "}}");
    }
    switch (sigil) {
      case '#' -> enterSection(name, Use.SECTION);
      case '^' -> enterSection(name, Use.INVERTED);
      case '/' -> leaveSection(content);
      case '!' -> {}
      default -> variable(filtered == null ? name : filtered.variable(), Use.VALUE);
    }
    boolean variable = "#^/!".indexOf(sigil) < 0;
    String tag = filtered == null ? content : filtered.filter().tag(filtered.variable());
    out.append("{{").append(json && variable && !inString ? "&" : "").append(tag).append("}}");
  }

  private void enterSection(String name, Use use) {
    variable(name, use);
    if (inStringAtSection.size() == Limits.DEPTH) {
      throw new TemplateException(field, "has sections nested more than " + Limits.DEPTH + " deep");
    }
    inStringAtSection.push(inString);
  }

  private void variable(String name, Use use) {
    if (name.isEmpty() || name.chars().anyMatch(c -> c < ' ' || c == 0x7F)) {
      throw new TemplateException(field, "has a tag {{…}} without a variable's name");
    }
    if (name.length() > 1 && name.chars().allMatch(c -> c == '.')) {
      throw new TemplateException(field, "has a variable {{" + name + "}} of nothing but dots");
    }
    if (name.chars().filter(c -> c == '.').count() >= Limits.PATH_NAMES) {
      throw new TemplateException(
          field, "has a variable with a path of more than " + Limits.PATH_NAMES + " names");
    }
    variables.add(new Variable(name, use, json && !inString));
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
