package io.atlas.console.controlplane;

import io.atlas.model.event.EventJson;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Who changed what, as the connection-service keeps it. */
@Component
public class Changes {

  private static final int SHOWN = 50;

  private final Rest rest;

  Changes(Rest rest) {
    this.rest = rest;
  }

  /**
   * A change.
   *
   * @param what such as {@code action.changed}
   * @param fields the names of those that changed
   */
  public record Change(
      Instant at, String person, String what, List<String> fields, @Nullable String detail) {

    public Change {
      fields = fields == null ? List.of() : List.copyOf(fields);
    }
  }

  private record Part(List<Change> items) {}

  /**
   * The latest first; none where they can't be read now.
   *
   * @param subject an id
   */
  public List<Change> of(String subject) {
    return switch (rest.call(
        HttpMethod.GET,
        "/api/v1/audit?subject=" + Ids.checked(subject) + "&limit=" + SHOWN,
        null,
        JsonNode.class)) {
      case Response.Accepted<JsonNode>(JsonNode answer) ->
          EventJson.OF_OTHERS.convertValue(answer, Part.class).items();
      case Response.Refused<JsonNode> _ -> List.of();
    };
  }
}
