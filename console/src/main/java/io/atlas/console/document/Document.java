package io.atlas.console.document;

import io.atlas.model.event.EventJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An action or a connection as the connection-service takes it: a base, which is a saved one, a
 * preset or a template, with what a form has laid over it. What no form knows stays as it is. Never
 * shows its content, which may hold secrets. Not thread-safe.
 */
public final class Document {

  private final ObjectNode json;

  private Document(ObjectNode json) {
    this.json = json;
  }

  public static Document empty() {
    return new Document(EventJson.MAPPER.createObjectNode());
  }

  /** A copy; empty for what is no JSON object. */
  public static Document of(JsonNode base) {
    return base instanceof ObjectNode object ? new Document(object.deepCopy()) : empty();
  }

  public Document copy() {
    return new Document(json.deepCopy());
  }

  /** To send. */
  public JsonNode json() {
    return json;
  }

  /** What a page shows of it. */
  public <T> T as(Class<T> type) {
    return EventJson.OF_OTHERS.treeToValue(json, type);
  }

  /**
   * @param path such as {@code retry.maxAttempts}
   * @return null where there is no such value, or JSON null
   */
  public @Nullable JsonNode get(String path) {
    JsonNode at = json;
    for (String name : path.split("\\.")) {
      at = at.path(name);
    }
    return at.isMissingNode() || at.isNull() ? null : at;
  }

  /** The text at the path; empty where there is none. */
  public String text(String path) {
    JsonNode at = get(path);
    return at == null ? "" : at.asString("");
  }

  /** Without a value, what the path begins with has none: without a number there is no limit. */
  public void put(String path, @Nullable JsonNode value) {
    int last = path.lastIndexOf('.');
    if (value == null) {
      String root = last < 0 ? path : path.substring(0, path.indexOf('.'));
      if (json.has(root)) {
        json.putNull(root);
      }
    } else if (last < 0) {
      json.set(path, value);
    } else {
      parent(path.substring(0, last)).set(path.substring(last + 1), value);
    }
  }

  public void put(String path, String value) {
    put(path, json.stringNode(value));
  }

  /** As if it had never been there. */
  public void remove(String name) {
    json.remove(name);
  }

  /**
   * Lays what was typed over it. What shows as it was typed stays as it is, byte for byte.
   *
   * @throws UnreadableTextException where nothing can be made of it
   */
  public void lay(String path, FieldText text, String typed) {
    JsonNode before = get(path);
    if (!text.shows(before, typed)) {
      put(path, text.read(typed, before));
    }
  }

  private ObjectNode parent(String path) {
    ObjectNode at = json;
    for (String name : path.split("\\.")) {
      at = at.get(name) instanceof ObjectNode known ? known : at.putObject(name);
    }
    return at;
  }

  @Override
  public String toString() {
    return "Document[" + json.size() + " fields]";
  }
}
