package io.atlas.connections.apidocs;

import io.atlas.model.event.EventJson;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.math.BigDecimal;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Makes the documentation library's schemas of JSON Schema, as far as our bodies use it. */
final class RequestSchema {

  private RequestSchema() {}

  /**
   * @throws IllegalStateException for a keyword that is not used so far
   */
  static Schema<?> of(JsonNode json) {
    JsonSchema schema = new JsonSchema();
    json.properties().forEach(keyword -> add(schema, keyword.getKey(), keyword.getValue()));
    return schema;
  }

  private static void add(JsonSchema schema, String keyword, JsonNode value) {
    switch (keyword) {
      case "type" -> schema.setTypes(Set.of(value.stringValue()));
      case "format" -> schema.setFormat(value.stringValue());
      case "description" -> schema.setDescription(value.stringValue());
      case "default" -> schema.setDefault(EventJson.MAPPER.treeToValue(value, Object.class));
      case "enum" -> value.forEach(allowed -> schema.addEnumItemObject(allowed.stringValue()));
      case "writeOnly" -> schema.setWriteOnly(value.booleanValue());
      case "minimum" -> schema.setMinimum(new BigDecimal(value.asString()));
      case "maxLength" -> schema.setMaxLength(value.intValue());
      case "maxItems" -> schema.setMaxItems(value.intValue());
      case "maximum" -> schema.setMaximum(new BigDecimal(value.asString()));
      case "items" -> schema.setItems(of(value));
      case "required" -> value.forEach(name -> schema.addRequiredItem(name.stringValue()));
      case "properties" ->
          value
              .properties()
              .forEach(property -> schema.addProperty(property.getKey(), of(property.getValue())));
      case "additionalProperties" ->
          schema.setAdditionalProperties(value.isBoolean() ? value.booleanValue() : of(value));
      default -> throw new IllegalStateException("unknown keyword " + keyword);
    }
  }
}
