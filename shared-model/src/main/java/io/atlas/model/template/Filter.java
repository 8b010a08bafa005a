package io.atlas.model.template;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * What else a value goes through, where a text has a markup of its own within the body's format:
 * {@code {{input.name | slack}}}. It is written for its place afterwards, as any value is.
 */
enum Filter {
  /**
   * A text of Slack's: these three characters and no others, so that no value begins a link or a
   * mention ({@code <!channel>}, {@code <https://a.example|b>}).
   *
   * @see <a href="https://docs.slack.dev/messaging/formatting-message-text#escaping">Slack</a>
   */
  SLACK("slack") {
    @Override
    String written(String text) {
      StringBuilder written = new StringBuilder(text.length() + 16);
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        switch (c) {
          case '&' -> written.append("&amp;");
          case '<' -> written.append("&lt;");
          case '>' -> written.append("&gt;");
          default -> written.append(c);
        }
      }
      return written.toString();
    }
  };

  private final String name;

  Filter(String name) {
    this.name = name;
  }

  abstract String written(String text);

  /** A tag's content in two. */
  record Filtered(String variable, Filter filter) {}

  /** Null where the tag names no filter; a variable's name may have a bar in it. */
  static @Nullable Filtered of(String content) {
    int bar = content.lastIndexOf('|');
    if (bar <= 0) {
      return null;
    }
    String named = content.substring(bar + 1).strip();
    for (Filter filter : values()) {
      if (filter.name.equals(named)) {
        return new Filtered(content.substring(0, bar).strip(), filter);
      }
    }
    return null;
  }

  /** As Mustache has it in a tag, which has no room for spaces. */
  String tag(String variable) {
    return variable + '|' + name;
  }

  /**
   * A number, true and false have nothing to escape; what has parts becomes the text of its JSON.
   */
  Object applied(Object value) {
    if (!(value instanceof JsonNode node) || node.isNumber()) {
      return value;
    }
    return StringNode.valueOf(written(node.isString() ? node.stringValue() : Written.json(node)));
  }
}
