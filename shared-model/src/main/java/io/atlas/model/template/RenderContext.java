package io.atlas.model.template;

import io.atlas.model.event.EventJson;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/** What a template sees: {@code input}, {@code execution.id} and {@code execution.firedAt}. */
record RenderContext(JsonNode input, String executionId, Instant firedAt) {

  static RenderContext of(@Nullable JsonNode input, String executionId, Instant firedAt) {
    return new RenderContext(input == null ? NullNode.getInstance() : input, executionId, firedAt);
  }

  @Nullable Object get(String name) {
    return switch (name) {
      case "input" -> input;
      case "execution" ->
          EventJson.MAPPER
              .createObjectNode()
              .put("id", executionId)
              .put("firedAt", firedAt.toString());
      default -> null;
    };
  }
}
