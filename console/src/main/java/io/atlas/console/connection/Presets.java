package io.atlas.console.connection;

import io.atlas.console.document.Document;
import io.atlas.model.event.EventJson;
import io.atlas.model.provider.Provider;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a provider's preset says of a connection. Pure functions. */
final class Presets {

  private Presets() {}

  /** The connection to start with: the preset's rules for answers and errors go by its id. */
  static Document connection(Provider preset) {
    JsonNode json = EventJson.MAPPER.valueToTree(preset);
    Document connection = Document.empty();
    connection.put("provider", preset.id());
    connection.put("tokenEndpoint", preset.tokenEndpoint());
    connection.put("authMethod", json.get("authMethod"));
    connection.put("grantType", preset.grantType());
    connection.put("bodyFormat", json.get("bodyFormat"));
    connection.put("scopeSeparator", preset.scopes().separator());
    connection.put("extraParameters", json.get("parameters"));
    return connection;
  }

  /** What one preset says gives way to what another says; what neither says stays. */
  static void exchange(Document connection, @Nullable Provider from, @Nullable Provider to) {
    if (from != null) {
      connection(from)
          .json()
          .properties()
          .forEach(said -> remove(connection, said.getKey(), said.getValue()));
    }
    if (to != null) {
      connection(to)
          .json()
          .properties()
          .forEach(said -> add(connection, said.getKey(), said.getValue()));
    }
  }

  private static void remove(Document connection, String name, JsonNode said) {
    JsonNode now = connection.get(name);
    if (said.equals(now)) {
      connection.remove(name);
    } else if (said instanceof ObjectNode entries && now instanceof ObjectNode all) {
      entries
          .properties()
          .forEach(entry -> {
            if (entry.getValue().equals(all.get(entry.getKey()))) {
              all.remove(entry.getKey());
            }
          });
    }
  }

  private static void add(Document connection, String name, JsonNode said) {
    if (said instanceof ObjectNode entries && connection.get(name) instanceof ObjectNode all) {
      all.setAll(entries);
    } else {
      connection.put(name, said);
    }
  }
}
