package io.atlas.model.template;

import io.atlas.model.event.EventJson;
import io.atlas.model.event.Surrogates;
import java.math.BigDecimal;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** Values as texts, before they are escaped for a place; pure functions. */
final class Written {

  private Written() {}

  /**
   * Texts, the most frequent by far, without a generator: that took 4.5 % of a worker's profile.
   */
  static String json(Object value) {
    return switch (value) {
      case StringNode text -> quoted(text.stringValue());
      case JsonNode node -> Surrogates.escapedInJson(EventJson.MAPPER.writeValueAsString(node));
      default -> String.valueOf(value);
    };
  }

  /** As JSON has it, for languages that share its strings and not its halves of pairs. */
  static String string(Object value) {
    return value instanceof StringNode text
        ? quoted(Surrogates.replaced(text.stringValue()))
        : json(value);
  }

  /** RFC 8259 section 7. */
  static String quoted(String text) {
    StringBuilder json = new StringBuilder(text.length() + 2).append('"');
    JsonStringEncoder.getInstance().quoteAsString(text, json);
    return Surrogates.escapedInJson(json.append('"').toString());
  }

  /** The JSON of a value for the inside of a string: its own quotes off, structure escaped. */
  static String withinString(String json) {
    char first = json.charAt(0);
    String quoted =
        switch (first) {
          case '"' -> json;
          case '{', '[' -> quoted(json);
          default -> '"' + json + '"';
        };
    return quoted.substring(1, quoted.length() - 1);
  }

  /** A text, a number, true or false; everything else is refused. */
  static String scalar(Object value) {
    if (!(value instanceof JsonNode node)) {
      return String.valueOf(value);
    }
    if (node.isContainer() || node.isNull()) {
      throw new Place.Unfit("must be a text, a number or true or false here");
    }
    return node.isNumber()
        ? plainNumber(node.decimalValue())
        : Surrogates.replaced(node.asString());
  }

  /** Whether it is a text, which could be mistaken for something else where it is not quoted. */
  static boolean isText(Object value) {
    return value instanceof StringNode || !(value instanceof JsonNode || value instanceof Boolean);
  }

  /** Without an exponent, which is JSON's way of writing and not everybody's: 0.0000001. */
  private static String plainNumber(BigDecimal number) {
    long scale = number.scale(); // any int: 1e2147483647 is JSON
    long digits = Math.max(number.precision() - Math.min(scale, 0), scale);
    if (digits > Limits.NUMBER_DIGITS) {
      throw new Place.Unfit("is a number of more than " + Limits.NUMBER_DIGITS + " digits");
    }
    return number.toPlainString();
  }

  /** Whether each character is a letter, a digit or one of those. */
  static boolean consistsOf(String text, String others) {
    return text.codePoints().allMatch(c -> Character.isLetterOrDigit(c) || others.indexOf(c) >= 0);
  }

  /** Whether it holds what some reader takes for the end of a line. */
  static boolean hasLineBreak(String text) {
    return text.chars().anyMatch(Written::isLineBreak);
  }

  static boolean isLineBreak(int c) {
    return (c >= '\n' && c <= '\r') || c == 0x85 || c == 0x2028 || c == 0x2029;
  }

  /** Whether it holds a control character other than tab and line breaks. */
  static boolean hasControl(String text) {
    return text.chars().anyMatch(c -> c != '\t' && !isLineBreak(c) && Character.isISOControl(c));
  }
}
