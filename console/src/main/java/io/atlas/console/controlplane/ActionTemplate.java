package io.atlas.console.controlplane;

import io.atlas.console.document.Document;
import io.atlas.model.event.EventJson;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A starting point for an action.
 *
 * @param action what it says of the action
 */
public record ActionTemplate(Shown shown, Document action) {

  /** What a template says beside its action. */
  private static final List<String> OF_TEMPLATE =
      List.of("id", "description", "provider", "scopes", "sampleInput");

  /**
   * What is shown of it.
   *
   * @param provider the preset for its connection
   * @param scopes what its connection must be allowed
   * @param sampleInput an example of the event's input
   */
  public record Shown(
      String id,
      String name,
      @Nullable String description,
      @Nullable String method,
      @Nullable String url,
      @Nullable String provider,
      List<String> scopes,
      @Nullable JsonNode sampleInput) {

    public Shown {
      scopes = scopes == null ? List.of() : List.copyOf(scopes);
    }
  }

  static ActionTemplate of(JsonNode json) {
    Document action = Document.of(json);
    OF_TEMPLATE.forEach(action::remove);
    return new ActionTemplate(EventJson.OF_OTHERS.treeToValue(json, Shown.class), action);
  }
}
