package io.atlas.connections.request;

import io.atlas.connections.problem.InvalidFieldsException;
import io.atlas.model.seal.Secret;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON object read field by field. What cannot be used is noted with its path and reading goes
 * on, so that one answer names every bad field; {@link #done} then tells them all, fields that
 * nobody asked for included. A field that is absent and one that is null read the same unless
 * {@link #has} is asked. What a reading asks for is also what describes the body, see {@link
 * Shape}. Not thread-safe; never shows its content.
 */
public final class Fields {

  private final BodyObject body;
  private final Shape shape;

  private Fields(BodyObject body, Shape shape) {
    this.body = body;
    this.shape = shape;
  }

  public static Fields of(ObjectNode body) {
    return new Fields(BodyObject.of(body), Shape.UNRECORDED);
  }

  /** Of nothing: what is asked for is recorded, and absent. */
  static Fields dry(Shape shape) {
    return new Fields(BodyObject.of(JsonNodeFactory.instance.objectNode()), shape);
  }

  /** The same body, with the defaults' values where it has no such field. */
  public Fields withDefaults(ObjectNode values) {
    return new Fields(body.withDefaults(values), Shape.UNRECORDED);
  }

  /** Whether the body itself has the field, be it null. */
  public boolean has(String name) {
    return body.has(name);
  }

  /** Whether the body itself has the field, and it is null. */
  public boolean hasNull(String name) {
    return body.hasNull(name);
  }

  public int size() {
    return body.size();
  }

  /** Text as it is, line breaks included; null where absent. */
  public @Nullable String text(String name, int longest) {
    shape.text(name, longest);
    JsonNode value = body.value(name);
    return value == null ? null : textOf(value, name, longest);
  }

  /** One line of text without space around; null where absent or blank. */
  public @Nullable String line(String name, int longest) {
    shape.text(name, longest);
    JsonNode value = body.value(name);
    return value == null ? null : lineOf(value, name, longest);
  }

  /** A line that must be there; empty where it is noted as missing. */
  public String requiredLine(String name, int longest) {
    shape.text(name, longest);
    shape.required(name);
    JsonNode value = body.value(name);
    String line = value == null ? null : lineOf(value, name, longest);
    if (line == null) {
      if (value == null || (value.isString() && value.stringValue().isBlank())) {
        reject(name, "is missing");
      }
      return "";
    }
    return line;
  }

  /** A line that must be there, and is a URL as far as its form says. */
  public String requiredUrl(String name, int longest) {
    String line = requiredLine(name, longest);
    shape.formatted(name, "uri", longest);
    return line;
  }

  /** A secret; null where absent or empty, as a form sends a field that was left alone. */
  public @Nullable Secret secret(String name, int longest) {
    String text = text(name, longest);
    shape.secret(name, longest);
    return text == null || text.isEmpty() ? null : new Secret(text);
  }

  /** Lines, without duplicates, in order. */
  public List<String> lines(String name, int longest) {
    shape.texts(name, longest, BodyObject.LONGEST_LIST);
    List<String> lines = new ArrayList<>();
    int index = 0;
    for (JsonNode item : body.array(name)) {
      String line = lineOf(item, name + "[" + index++ + "]", longest);
      if (line != null && !lines.contains(line)) {
        lines.add(line);
      }
    }
    return lines;
  }

  /** The names of its own fields; those with characters that nobody sees are noted, left out. */
  public List<String> names() {
    return body.names();
  }

  /** Whether the field is an object of its own. */
  public boolean isObject(String name) {
    return body.isObject(name);
  }

  public @Nullable Long integer(String name, long least, long most) {
    shape.integer(name, least, most);
    JsonNode value = body.value(name);
    if (value == null) {
      return null;
    }
    if (ValueRules.isWhole(value, least, most)) {
      return value.longValue();
    }
    reject(name, "must be a whole number from " + least + " to " + most);
    return null;
  }

  public @Nullable Double number(String name, double least, double most) {
    shape.number(name, least, most);
    JsonNode value = body.value(name);
    if (value == null) {
      return null;
    }
    if (ValueRules.isNumber(value, least, most)) {
      return value.doubleValue();
    }
    reject(name, "must be a number from " + least + " to " + most);
    return null;
  }

  public boolean flag(String name, boolean absent) {
    shape.flag(name, absent);
    JsonNode value = body.value(name);
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
    shape.choice(name, values.keySet());
    JsonNode value = body.value(name);
    if (value == null) {
      return null;
    }
    E chosen = value.isString() ? values.get(value.stringValue()) : null;
    if (chosen == null) {
      reject(name, "must be one of " + String.join(", ", values.keySet()));
    }
    return chosen;
  }

  /** One of the named values that must be there; null where it is noted. */
  public <E> @Nullable E requiredChoice(String name, Map<String, E> values) {
    E chosen = choice(name, values);
    required(name, chosen);
    return chosen;
  }

  /** What stands for a field that is absent. */
  public <T> T absent(String name, T value) {
    shape.absent(name, value);
    return value;
  }

  private void required(String name, @Nullable Object value) {
    shape.required(name);
    if (value == null && accepted(name)) {
      reject(name, "is missing");
    }
  }

  public @Nullable LocalDate date(String name) {
    String text = line(name, 20);
    shape.date(name);
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

  /** A number that must be there; null where it is noted. */
  public @Nullable Double requiredNumber(String name, double least, double most) {
    Double number = number(name, least, most);
    required(name, number);
    return number;
  }

  /** Any JSON; JSON null where absent. */
  public JsonNode any(String name) {
    shape.any(name);
    JsonNode value = body.value(name);
    return value == null ? NullNode.getInstance() : value;
  }

  /** An object of any names; null where absent. */
  public @Nullable Fields entries(String name) {
    Fields entries = object(name);
    shape.entries(name);
    return entries;
  }

  /** An object that must be there; null where it is noted. */
  public @Nullable Fields requiredObject(String name) {
    Fields object = object(name);
    required(name, object);
    return object;
  }

  public @Nullable Fields object(String name) {
    if (shape.records()) {
      return dry(shape.object(name));
    }
    JsonNode value = body.value(name);
    if (value == null) {
      return null;
    }
    if (!(value instanceof ObjectNode object)) {
      reject(name, "must be an object");
      return null;
    }
    return new Fields(body.child(object, name), shape);
  }

  public List<Fields> objects(String name) {
    if (shape.records()) {
      return List.of(dry(shape.objects(name, BodyObject.LONGEST_LIST)));
    }
    List<Fields> objects = new ArrayList<>();
    int index = 0;
    for (JsonNode item : body.array(name)) {
      String field = name + "[" + index++ + "]";
      if (item instanceof ObjectNode object) {
        objects.add(new Fields(body.child(object, field), shape));
      } else {
        reject(field, "must be an object");
      }
    }
    return objects;
  }

  /** Takes these fields as known without a look at them. */
  public void ignore(Collection<String> names) {
    body.ignore(names);
  }

  /** Notes that the field cannot be used. */
  public void reject(String name, String message) {
    body.reject(name, message);
  }

  /** Whether nothing was noted about the field so far. */
  public boolean accepted(String name) {
    return body.accepted(name);
  }

  /**
   * @throws InvalidFieldsException where anything was noted, or a field is not known
   */
  public void done() {
    body.done();
  }

  private @Nullable String textOf(JsonNode value, String name, int longest) {
    if (!value.isString()) {
      reject(name, "must be text");
      return null;
    }
    String text = value.stringValue();
    String problem = ValueRules.ofText(text, longest);
    if (problem != null) {
      reject(name, problem);
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
    String problem = ValueRules.ofLine(line);
    if (problem != null) {
      reject(name, problem);
      return null;
    }
    return line;
  }
}
