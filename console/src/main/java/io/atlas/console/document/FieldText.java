package io.atlas.console.document;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** How a value of a document stands in a form's field, as text that a person types. Immutable. */
public final class FieldText {

  /** What a number may need, so that none is as long as the form. */
  private static final int LONGEST_NUMBER = 40;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Makes a value of what was typed and is not blank. */
  @FunctionalInterface
  public interface Reading {

    /**
     * @param before the value that the document has
     * @return null for none
     * @throws UnreadableTextException where nothing can be made of it
     */
    @Nullable JsonNode of(String typed, @Nullable JsonNode before);
  }

  private final Function<JsonNode, String> showing;
  private final Reading reading;
  private final String absent;

  private FieldText(Function<JsonNode, String> showing, Reading reading, String absent) {
    this.showing = showing;
    this.reading = reading;
    this.absent = absent;
  }

  /**
   * @param absent shown where the document has no value
   */
  public static FieldText of(Function<JsonNode, String> showing, Reading reading, String absent) {
    return new FieldText(showing, reading, absent);
  }

  /** One line, without space around; blank for none. */
  public static FieldText line() {
    return of(JsonNode::asString, (typed, _) -> text(typed.strip()), "");
  }

  /** Text as it is; line breaks stay those that it had. */
  public static FieldText text() {
    return of(
        JsonNode::asString,
        (typed, before) -> typed.isBlank() ? null : NODES.stringNode(LineBreaks.as(before, typed)),
        "");
  }

  /** Milliseconds, as {@code 30 s}. */
  public static FieldText duration(long absent) {
    return of(
        value -> value.canConvertToLong() ? DurationText.of(value.longValue()) : value.asString(),
        (typed, _) ->
            NODES.numberNode(
                DurationText.millis(typed)
                    .orElseThrow(() ->
                        new UnreadableTextException(
                            "must be a duration such as 30 s, 2 min or 24 h"))),
        DurationText.of(absent));
  }

  /** A number that must be there. */
  public static FieldText number(double absent) {
    return of(
        FieldText::plain,
        (typed, _) -> NODES.numberNode(decimal(typed)),
        plain(NODES.numberNode(BigDecimal.valueOf(absent))));
  }

  /** A number; blank for none. */
  public static FieldText optionalNumber() {
    return of(
        FieldText::plain,
        (typed, _) -> typed.isBlank() ? null : NODES.numberNode(decimal(typed)),
        "");
  }

  /** Texts without space in them, between spaces, commas or lines. */
  public static FieldText words() {
    return of(
        value -> String.join(" ", texts(value)),
        (typed, _) -> {
          ArrayNode words = NODES.arrayNode();
          Arrays.stream(typed.split("[\\s,]+"))
              .filter(word -> !word.isEmpty())
              .distinct()
              .forEach(words::add);
          return words;
        },
        "");
  }

  public static FieldText date() {
    return of(
        JsonNode::asString,
        (typed, _) -> {
          try {
            return typed.isBlank()
                ? null
                : NODES.stringNode(LocalDate.parse(typed.strip()).toString());
          } catch (DateTimeParseException noDate) {
            throw new UnreadableTextException("must be a date such as 2027-01-31");
          }
        },
        "");
  }

  /** A switch: {@code true}, or anything else. */
  public static FieldText flag(boolean absent) {
    return of(
        JsonNode::asString,
        (typed, _) -> NODES.booleanNode(Boolean.parseBoolean(typed)),
        String.valueOf(absent));
  }

  /** A switch that is on where the value is {@code false}; off is as good as no value. */
  public static FieldText flagForFalse() {
    return of(
        value -> value.asBoolean(true) ? "" : "true",
        (typed, _) -> NODES.booleanNode(!Boolean.parseBoolean(typed)),
        "");
  }

  public String shown(@Nullable JsonNode value) {
    return value == null ? absent : showing.apply(value);
  }

  /** Whether the value shows as this text; a browser sends every line break as CR and LF. */
  boolean shows(@Nullable JsonNode value, String typed) {
    return LineBreaks.plain(shown(value)).equals(LineBreaks.plain(typed));
  }

  @Nullable JsonNode read(String typed, @Nullable JsonNode before) {
    return reading.of(typed, before);
  }

  private static @Nullable JsonNode text(String line) {
    return line.isEmpty() ? null : NODES.stringNode(line);
  }

  private static List<String> texts(JsonNode value) {
    List<String> texts = new ArrayList<>();
    value.forEach(item -> texts.add(item.asString()));
    return texts;
  }

  private static String plain(JsonNode number) {
    return number.isNumber()
        ? number.decimalValue().stripTrailingZeros().toPlainString()
        : number.asString();
  }

  private static BigDecimal decimal(String typed) {
    String number = typed.strip();
    try {
      if (number.length() <= LONGEST_NUMBER && number.indexOf('e') < 0 && number.indexOf('E') < 0) {
        BigDecimal decimal = new BigDecimal(number).stripTrailingZeros();
        return decimal.scale() < 0 ? decimal.setScale(0) : decimal;
      }
    } catch (NumberFormatException noNumber) {
      // Told below, as a number without end is.
    }
    throw new UnreadableTextException("must be a number");
  }
}
