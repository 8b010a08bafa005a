package io.atlas.connections.request;

import io.atlas.connections.problem.InvalidFieldsException;
import io.atlas.kit.request.TextFilter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object of a body: what it holds, which of that was asked for, and what is wrong with it. Not
 * thread-safe; never shows its content.
 */
final class BodyObject {

  static final int LONGEST_LIST = 200;

  /** So many unknown fields are named; a body of 2 MiB can have some 200,000. */
  private static final int MOST_UNKNOWN = 50;

  private final ObjectNode node;
  private final ObjectNode defaults;
  private final String path;
  private final BodyErrors errors;
  private final Set<String> known = new HashSet<>();
  private final List<BodyObject> children = new ArrayList<>();

  private BodyObject(ObjectNode node, ObjectNode defaults, String path, BodyErrors errors) {
    this.node = node;
    this.defaults = defaults;
    this.path = path;
    this.errors = errors;
  }

  static BodyObject of(ObjectNode body) {
    return new BodyObject(body, JsonNodeFactory.instance.objectNode(), "", new BodyErrors());
  }

  BodyObject withDefaults(ObjectNode values) {
    return new BodyObject(node, values, "", new BodyErrors());
  }

  boolean has(String name) {
    return node.has(name);
  }

  boolean hasNull(String name) {
    JsonNode value = node.get(name);
    return value != null && value.isNull();
  }

  boolean isObject(String name) {
    return node.get(name) instanceof ObjectNode;
  }

  int size() {
    return node.size();
  }

  /** Its own; those with characters that nobody sees are noted and left out. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    for (String name : node.propertyNames()) {
      if (!name.isBlank() && !Characters.hasControl(name) && TextFilter.isUsable(name)) {
        names.add(name);
      } else {
        known.add(name);
        String own = path.isEmpty() ? path : path.substring(0, path.length() - 1);
        errors.add(own, "must have names of visible characters");
      }
    }
    return names;
  }

  /** The value or its default; null where absent or JSON null. */
  @Nullable JsonNode value(String name) {
    known.add(name);
    JsonNode value = node.has(name) ? node.get(name) : defaults.get(name);
    return value == null || value.isNull() ? null : value;
  }

  Iterable<JsonNode> array(String name) {
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

  /** An object in it, whose faults are told with its own. */
  BodyObject child(ObjectNode object, String name) {
    BodyObject child =
        new BodyObject(object, JsonNodeFactory.instance.objectNode(), path + name + ".", errors);
    children.add(child);
    return child;
  }

  void ignore(Collection<String> names) {
    known.addAll(names);
  }

  void reject(String name, String message) {
    errors.add(path + name, message);
  }

  boolean accepted(String name) {
    return errors.accepts(path + name);
  }

  /**
   * @throws InvalidFieldsException where anything was noted, or a field is not known
   */
  void done() {
    var _ = noteUnknown(MOST_UNKNOWN);
    errors.throwAny();
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
    for (BodyObject child : children) {
      left = child.noteUnknown(left);
    }
    return left;
  }
}
