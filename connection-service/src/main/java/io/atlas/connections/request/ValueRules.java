package io.atlas.connections.request;

import io.atlas.kit.request.TextFilter;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What values of a body must be. What is wrong with a text is null for nothing. Pure functions. */
final class ValueRules {

  private ValueRules() {}

  static boolean isWhole(JsonNode value, long least, long most) {
    return value.isIntegralNumber()
        && value.canConvertToLong()
        && value.longValue() >= least
        && value.longValue() <= most;
  }

  /** Compared as it is written: some numbers of JSON are none of Java's. */
  static boolean isNumber(JsonNode value, double least, double most) {
    return value.isNumber()
        && value.decimalValue().compareTo(BigDecimal.valueOf(least)) >= 0
        && value.decimalValue().compareTo(BigDecimal.valueOf(most)) <= 0;
  }

  static @Nullable String ofText(String text, int longest) {
    if (text.length() > longest) {
      return "must be at most " + longest + " characters long";
    }
    if (text.indexOf('\0') >= 0) {
      return "must not hold the character U+0000";
    }
    return TextFilter.isUsable(text)
        ? null
        : "must not hold half of a surrogate pair, which is no character";
  }

  /**
   * @param line without space around
   */
  static @Nullable String ofLine(String line) {
    if (Characters.hasControl(line)) {
      return "must be one line without control characters";
    }
    return Characters.isInvisible(line)
        ? "must not hold invisible characters, such as those that turn the direction of text"
        : null;
  }
}
