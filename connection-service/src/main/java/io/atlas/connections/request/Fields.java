package io.atlas.connections.request;

import io.atlas.connections.problem.InvalidFieldsException;
import io.atlas.kit.problem.FieldError;
import io.atlas.kit.request.TextFilter;
import io.atlas.model.event.ActionDefinition.RateLimit;
import io.atlas.model.seal.Secret;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON object read field by field. What cannot be used is noted with its path and reading goes
 * on, so that one answer names every bad field; {@link #done} then tells them all, fields that
 * nobody asked for included. A field that is absent and one that is null read the same unless
 * {@link #has} is asked. Not thread-safe; never shows its content.
 */
public final class Fields {

  private static final int LONGEST_LIST = 200;

  /** So many unknown fields are named; a body of 2 MiB can have some 200,000. */
  private static final int MOST_UNKNOWN = 50;

  private final ObjectNode node;
  private final ObjectNode defaults;
  private final String path;
  private final Set<FieldError> errors;
  private final Set<String> known = new HashSet<>();
  private final List<Fields> children = new ArrayList<>();

  private Fields(ObjectNode node, ObjectNode defaults, String path, Set<FieldError> errors) {
    this.node = node;
    this.defaults = defaults;
    this.path = path;
    this.errors = errors;
  }

  public static Fields of(ObjectNode body) {
    return of(body, JsonNodeFactory.instance.objectNode());
  }

  private static Fields of(ObjectNode body, ObjectNode defaults) {
    return new Fields(body, defaults, "", new LinkedHashSet<>());
  }

  /** The same body, with the defaults' values where it has no such field. */
  public Fields withDefaults(ObjectNode values) {
    return of(node, values);
  }

  /** Whether the body itself has the field, be it null. */
  public boolean has(String name) {
    return node.has(name);
  }

  /** Whether the body itself has the field, and it is null. */
  public boolean hasNull(String name) {
    JsonNode value = node.get(name);
    return value != null && value.isNull();
  }

  public boolean isEmpty() {
    return node.isEmpty();
  }

  public int size() {
    return node.size();
  }

  /** Text as it is, line breaks included; null where absent. */
  public @Nullable String text(String name, int longest) {
    JsonNode value = value(name);
    return value == null ? null : textOf(value, name, longest);
  }

  /** One line of text without space around; null where absent or blank. */
  public @Nullable String line(String name, int longest) {
    JsonNode value = value(name);
    return value == null ? null : lineOf(value, name, longest);
  }

  /** A line that must be there; empty where it is noted as missing. */
  public String requiredLine(String name, int longest) {
    JsonNode value = value(name);
    String line = value == null ? null : lineOf(value, name, longest);
    if (line == null) {
      if (value == null || (value.isString() && value.stringValue().isBlank())) {
        reject(name, "is missing");
      }
      return "";
    }
    return line;
  }

  /** A secret; null where absent or empty, as a form sends a field that was left alone. */
  public @Nullable Secret secret(String name, int longest) {
    String text = text(name, longest);
    return text == null || text.isEmpty() ? null : new Secret(text);
  }

  /** Lines, without duplicates, in order. */
  public List<String> lines(String name, int longest) {
    List<String> lines = new ArrayList<>();
    int index = 0;
    for (JsonNode item : array(name)) {
      String line = lineOf(item, name + "[" + index++ + "]", longest);
      if (line != null && !lines.contains(line)) {
        lines.add(line);
      }
    }
    return lines;
  }

  /** The names of its own fields; those with characters that nobody sees are noted, left out. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    for (String name : node.propertyNames()) {
      if (!name.isBlank() && !Characters.hasControl(name) && TextFilter.isUsable(name)) {
        names.add(name);
      } else {
        known.add(name);
        String own = path.isEmpty() ? path : path.substring(0, path.length() - 1);
        errors.add(new FieldError(own, "must have names of visible characters"));
      }
    }
    return names;
  }

  /** Whether the field is an object of its own. */
  public boolean isObject(String name) {
    return node.get(name) instanceof ObjectNode;
  }

  public @Nullable Long integer(String name, long least, long most) {
    JsonNode value = value(name);
    if (value == null) {
      return null;
    }
    if (value.isIntegralNumber()
        && value.canConvertToLong()
        && value.longValue() >= least
        && value.longValue() <= most) {
      return value.longValue();
    }
    reject(name, "must be a whole number from " + least + " to " + most);
    return null;
  }

  public @Nullable Double number(String name, double least, double most) {
    JsonNode value = value(name);
    if (value == null) {
      return null;
    }
    // Compared as they are written: some numbers of JSON are none of Java's.
    if (value.isNumber()
        && value.decimalValue().compareTo(BigDecimal.valueOf(least)) >= 0
        && value.decimalValue().compareTo(BigDecimal.valueOf(most)) <= 0) {
      return value.doubleValue();
    }
    reject(name, "must be a number from " + least + " to " + most);
    return null;
  }

  public boolean flag(String name, boolean absent) {
    JsonNode value = value(name);
    if (value == null) {
      return absent;
    }
    if (!value.isBoolean()) {
      reject(name, "must be true or false");
      return absent;
    }
    return value.booleanValue();
  }

  /** One of the named values; null where absent. */
  public <E> @Nullable E choice(String name, Map<String, E> values) {
    JsonNode value = value(name);
    if (value == null) {
      return null;
    }
    E chosen = value.isString() ? values.get(value.stringValue()) : null;
    if (chosen == null) {
      reject(name, "must be one of " + String.join(", ", values.keySet()));
    }
    return chosen;
  }

  public @Nullable LocalDate date(String name) {
    String text = line(name, 20);
    if (text == null) {
      return null;
    }
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException noDate) {
      reject(name, "must be a date such as 2027-01-31");
      return null;
    }
  }

  /** {@code {perSecond}}; null where absent. */
  public @Nullable RateLimit rateLimit(String name) {
    Fields fields = object(name);
    if (fields == null) {
      return null;
    }
    Double perSecond = fields.number("perSecond", 0.0001, 1_000_000);
    if (perSecond == null && fields.accepted("perSecond")) {
      fields.reject("perSecond", "is missing");
    }
    return perSecond == null ? null : new RateLimit(perSecond);
  }

  /** Any JSON; JSON null where absent. */
  public JsonNode any(String name) {
    JsonNode value = value(name);
    return value == null ? NullNode.getInstance() : value;
  }

  public @Nullable Fields object(String name) {
    JsonNode value = value(name);
    if (value == null) {
      return null;
    }
    if (!(value instanceof ObjectNode object)) {
      reject(name, "must be an object");
      return null;
    }
    return child(object, name);
  }

  public List<Fields> objects(String name) {
    List<Fields> objects = new ArrayList<>();
    int index = 0;
    for (JsonNode item : array(name)) {
      String field = name + "[" + index++ + "]";
      if (item instanceof ObjectNode object) {
        objects.add(child(object, field));
      } else {
        reject(field, "must be an object");
      }
    }
    return objects;
  }

  /** Takes these fields as known without a look at them. */
  public void ignore(Collection<String> names) {
    known.addAll(names);
  }

  /** Notes that the field cannot be used. */
  public void reject(String name, String message) {
    errors.add(new FieldError(path + name, message));
  }

  /** Whether nothing was noted about the field so far. */
  public boolean accepted(String name) {
    String field = path + name;
    return errors.stream()
        .noneMatch(error ->
            error.field().equals(field)
                || error.field().startsWith(field + "[")
                || error.field().startsWith(field + "."));
  }

  /**
   * @throws InvalidFieldsException where anything was noted, or a field is not known
   */
  public void done() {
    var _ = noteUnknown(MOST_UNKNOWN);
    if (!errors.isEmpty()) {
      throw new InvalidFieldsException(List.copyOf(errors));
    }
  }

  /** Notes so many at most; returns how many more may be noted. */
  private int noteUnknown(int most) {
    int left = most;
    for (String name : node.propertyNames()) {
      if (left > 0 && !known.contains(name)) {
        reject(Characters.visible(name), "is not a known field");
        left--;
      }
    }
    for (Fields child : children) {
      left = child.noteUnknown(left);
    }
    return left;
  }

  private Fields child(ObjectNode object, String name) {
    Fields child =
        new Fields(object, JsonNodeFactory.instance.objectNode(), path + name + ".", errors);
    children.add(child);
    return child;
  }

  private Iterable<JsonNode> array(String name) {
    JsonNode value = value(name);
    if (value == null) {
      return List.of();
    }
    if (!value.isArray() || value.size() > LONGEST_LIST) {
      reject(name, "must be a list of at most " + LONGEST_LIST);
      return List.of();
    }
    return value;
  }

  private @Nullable JsonNode value(String name) {
    known.add(name);
    JsonNode value = node.has(name) ? node.get(name) : defaults.get(name);
    return value == null || value.isNull() ? null : value;
  }

  private @Nullable String textOf(JsonNode value, String name, int longest) {
    if (!value.isString()) {
      reject(name, "must be text");
      return null;
    }
    String text = value.stringValue();
    if (text.length() > longest) {
      reject(name, "must be at most " + longest + " characters long");
      return null;
    }
    if (text.indexOf('\0') >= 0) {
      reject(name, "must not hold the character U+0000");
      return null;
    }
    if (!TextFilter.isUsable(text)) {
      reject(name, "must not hold half of a surrogate pair, which is no character");
      return null;
    }
    return text;
  }

  private @Nullable String lineOf(JsonNode value, String name, int longest) {
    String text = textOf(value, name, longest);
    if (text == null || text.isBlank()) {
      return null;
    }
    String line = text.strip();
    if (Characters.hasControl(line)) {
      reject(name, "must be one line without control characters");
      return null;
    }
    if (Characters.isInvisible(line)) {
      reject(
          name,
          "must not hold invisible characters, such as those that turn the direction of text");
      return null;
    }
    return line;
  }
}
