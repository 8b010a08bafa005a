package io.atlas.endtoend;

import io.atlas.model.event.EventJson;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** What tests configure: a connection to the demo provider, and actions on the demo API. */
final class Orders {

  private Orders() {}

  static ObjectNode order(String item) {
    return EventJson.MAPPER.createObjectNode().put("item", item).put("quantity", 1);
  }

  static Map<String, Object> connection(AtlasProcess atlas, String name, String secret) {
    return Map.of(
        "name",
        name,
        "clientId",
        "orders-client",
        "clientSecret",
        secret,
        "tokenEndpoint",
        atlas.url("DEMO") + "/oauth2/token",
        "scopes",
        List.of("orders.read", "orders.write"),
        "authMethod",
        "basic");
  }

  static Map<String, Object> action(AtlasProcess atlas, String name, String connectionId) {
    return Map.of(
        "name",
        name,
        "method",
        "POST",
        "url",
        atlas.url("DEMO") + "/orders",
        "headers",
        List.of(Map.of("name", "Content-Type", "value", "application/json", "secret", false)),
        "body",
        "{\"item\":\"{{input.item}}\"}",
        "authentication",
        Map.of("type", "CONNECTION", "connectionId", connectionId));
  }

  static Map<String, Object> countAction(AtlasProcess atlas) {
    return Map.of("name", "Count", "method", "GET", "url", atlas.url("DEMO") + "/orders/count");
  }
}
