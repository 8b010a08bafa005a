package io.atlas.connections.template;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A starting point for an action.
 *
 * @param provider the preset for its connection; null where it needs none
 * @param scopes what its connection must be allowed
 * @param sampleInput an event's input that fits the templates
 */
record ActionTemplate(
    String id,
    String name,
    String description,
    @Nullable String provider,
    List<String> scopes,
    String method,
    String url,
    List<Header> headers,
    @Nullable String body,
    @Nullable String orderingKey,
    JsonNode sampleInput) {

  ActionTemplate {
    require(id, "id");
    require(name, "name");
    require(description, "description");
    require(method, "method");
    require(url, "url");
    require(sampleInput, "sampleInput");
    scopes = scopes == null ? List.of() : List.copyOf(scopes);
    headers = headers == null ? List.of() : List.copyOf(headers);
  }

  /**
   * @param value null where a person must give it
   */
  record Header(String name, @Nullable String value, boolean secret) {}

  private static void require(@Nullable Object value, String field) {
    if (value == null) {
      throw new IllegalArgumentException("a template has a field " + field);
    }
  }
}
