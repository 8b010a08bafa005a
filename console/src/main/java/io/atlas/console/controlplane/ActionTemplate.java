package io.atlas.console.controlplane;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A starting point for an action.
 *
 * @param sampleInput an example of the event's input
 */
public record ActionTemplate(
    String id,
    String name,
    @Nullable String description,
    @Nullable String method,
    @Nullable String url,
    List<Action.Header> headers,
    @Nullable String body,
    @Nullable JsonNode sampleInput) {

  public ActionTemplate {
    headers = headers == null ? List.of() : List.copyOf(headers);
  }
}
