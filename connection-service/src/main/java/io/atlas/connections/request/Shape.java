package io.atlas.connections.request;

import io.atlas.model.event.EventJson;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a body may hold, as JSON Schema: recorded while a reading of {@link Fields} runs dry, so
 * that the description and the reading can't differ. Nothing is recorded while a real body is read.
 */
final class Shape {

  /** Records nothing. */
  static final Shape UNRECORDED = new Shape(null, "", Map.of(), new HashSet<>());

  private final @Nullable ObjectNode schema;
  private final String path;
  private final Map<String, String> about;
  private final Set<String> told;

  private Shape(
      @Nullable ObjectNode schema, String path, Map<String, String> about, Set<String> told) {
    this.schema = schema;
    this.path = path;
    this.about = about;
    this.told = told;
  }

  /**
   * The schema of what a reading reads.
   *
   * @param about what fields mean, by their paths, where their names do not say it
   * @throws IllegalStateException where something is said about a field that is not read
   */
  static ObjectNode of(Consumer<Fields> reading, Map<String, String> about) {
    ObjectNode schema = object();
    Shape shape = new Shape(schema, "", about, new HashSet<>());
    reading.accept(Fields.dry(shape));
    Set<String> unread = new HashSet<>(about.keySet());
    unread.removeAll(shape.told);
    if (!unread.isEmpty()) {
      throw new IllegalStateException("described, but not read: " + unread);
    }
    return schema;
  }

  private static ObjectNode object() {
    ObjectNode object = EventJson.MAPPER.createObjectNode().put("type", "object");
    object.put("additionalProperties", false);
    object.putObject("properties");
    return object;
  }

  boolean records() {
    return schema != null;
  }

  void text(String name, int longest) {
    add(name, "string", field -> field.put("maxLength", longest));
  }

  void formatted(String name, String format, int longest) {
    add(name, "string", field -> field.put("format", format).put("maxLength", longest));
  }

  void secret(String name, int longest) {
    add(
        name,
        "string",
        field -> field.put("format", "password").put("writeOnly", true).put("maxLength", longest));
  }

  void texts(String name, int longest, int most) {
    add(
        name,
        "array",
        field ->
            field
                .put("maxItems", most)
                .putObject("items")
                .put("type", "string")
                .put("maxLength", longest));
  }

  void integer(String name, long least, long most) {
    add(name, "integer", field -> field.put("minimum", least).put("maximum", most));
  }

  void number(String name, double least, double most) {
    add(name, "number", field -> field.put("minimum", least).put("maximum", most));
  }

  void flag(String name, boolean absent) {
    add(name, "boolean", field -> field.put("default", absent));
  }

  void choice(String name, Collection<String> values) {
    add(
        name,
        "string",
        field -> {
          ArrayNode allowed = field.putArray("enum");
          values.forEach(allowed::add);
        });
  }

  void date(String name) {
    add(name, "string", field -> field.put("format", "date"));
  }

  void any(String name) {
    add(name, null, field -> {});
  }

  /** An object of any names. */
  void entries(String name) {
    add(name, "object", field -> tell(field.putObject("additionalProperties"), path + name + ".*"));
  }

  /** An object of its own; what is read of it is recorded there. */
  Shape object(String name) {
    return nested(name, false, 0);
  }

  /** A list of objects; what is read of one is recorded of each. */
  Shape objects(String name, int most) {
    return nested(name, true, most);
  }

  private Shape nested(String name, boolean list, int most) {
    if (schema == null) {
      return UNRECORDED;
    }
    ObjectNode object = object();
    ObjectNode field = object;
    if (list) {
      field = EventJson.MAPPER.createObjectNode().put("type", "array").put("maxItems", most);
      field.set("items", object);
    }
    tell(field, path + name);
    schema.withObject("/properties").set(name, field);
    return new Shape(object, path + name + ".", about, told);
  }

  void required(String name) {
    if (schema != null && !contains(schema.withArray("/required"), name)) {
      schema.withArray("/required").add(name);
    }
  }

  void absent(String name, Object value) {
    if (schema != null) {
      schema.withObject("/properties/" + name).set("default", EventJson.MAPPER.valueToTree(value));
    }
  }

  private static boolean contains(ArrayNode names, String name) {
    return names.valueStream().anyMatch(known -> known.asString().equals(name));
  }

  private void add(String name, @Nullable String type, Consumer<ObjectNode> bounds) {
    if (schema != null) {
      ObjectNode field = schema.withObject("/properties").putObject(name);
      if (type != null) {
        field.put("type", type);
      }
      bounds.accept(field);
      tell(field, path + name);
    }
  }

  private void tell(ObjectNode field, String place) {
    String said = about.get(place);
    if (said != null) {
      told.add(place);
      field.put("description", said);
    }
  }
}
