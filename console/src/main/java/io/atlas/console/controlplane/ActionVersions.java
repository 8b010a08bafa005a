package io.atlas.console.controlplane;

import io.atlas.console.document.Document;
import io.atlas.model.event.EventJson;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** What an action was, as the connection-service keeps it. */
@Component
public class ActionVersions {

  private final Rest rest;

  ActionVersions(Rest rest) {
    this.rest = rest;
  }

  /**
   * A version.
   *
   * @param person null where that is not known
   * @param fields the names of those that it changed
   */
  public record Version(
      long version, Instant savedAt, @Nullable String person, List<String> fields) {

    public Version {
      fields = fields == null ? List.of() : List.copyOf(fields);
    }
  }

  /**
   * A version, whole.
   *
   * @param action what it was, without secrets
   */
  public record Saved(Version version, Document action) {}

  private record Listed(List<Version> items) {}

  /** Newest first; none where they can't be read now. */
  public List<Version> of(String actionId) {
    return switch (rest.call(HttpMethod.GET, at(actionId), null, JsonNode.class)) {
      case Response.Accepted<JsonNode>(JsonNode answer) ->
          EventJson.OF_OTHERS.convertValue(answer, Listed.class).items();
      case Response.Refused<JsonNode> _ -> List.of();
    };
  }

  /** Empty where none of this number is kept. */
  public Optional<Saved> find(String actionId, long version) {
    return switch (rest.call(HttpMethod.GET, at(actionId) + "/" + version, null, JsonNode.class)) {
      case Response.Accepted<JsonNode>(JsonNode answer) ->
          Optional.of(
              new Saved(
                  EventJson.OF_OTHERS.convertValue(answer, Version.class),
                  Document.of(answer.path("action"))));
      case Response.Refused<JsonNode>(Problem problem) -> {
        if (problem.status() != 404) {
          throw new ControlPlaneException(problem);
        }
        yield Optional.empty();
      }
    };
  }

  private static String at(String actionId) {
    return "/api/v1/actions/" + Ids.checked(actionId) + "/versions";
  }
}
