package io.atlas.console.topic;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * A document without what is secret in it: by the names of fields, by headers that stand in it as
 * name and value, and by what texts hold. Pure functions; a parser's limit bounds the depth.
 */
final class Redacted {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final StringNode REDACTED = StringNode.valueOf(SecretScan.REDACTED);
  private static final StringNode SEALED = StringNode.valueOf(SecretScan.SEALED);

  private Redacted() {}

  static JsonNode of(JsonNode document) {
    if (document instanceof ObjectNode object) {
      ObjectNode shown = NODES.objectNode();
      boolean header = isSecretHeader(object);
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        String name = SecretScan.shown(field.getKey());
        boolean value = header && field.getKey().equals("value") && !field.getValue().isNull();
        shown.set(name, value ? REDACTED : field(field.getKey(), field.getValue()));
      }
      return shown;
    }
    if (document instanceof ArrayNode array) {
      ArrayNode shown = NODES.arrayNode(array.size());
      array.forEach(each -> shown.add(of(each)));
      return shown;
    }
    return document.isString()
        ? StringNode.valueOf(SecretScan.shown(document.stringValue()))
        : document;
  }

  private static JsonNode field(String name, JsonNode value) {
    // "secret": true says of a header that it is one, and results time how long a token took.
    if (value.isNull() || value.isBoolean() || (value.isNumber() && name.equals("token"))) {
      return value;
    }
    if (SecretNames.isSealed(name)) {
      return SEALED;
    }
    return SecretNames.isSecret(name) ? REDACTED : of(value);
  }

  private static boolean isSecretHeader(ObjectNode object) {
    JsonNode name = object.get("name");
    return name != null && name.isString() && SecretNames.isSecret(name.stringValue());
  }
}
