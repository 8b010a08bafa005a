package io.atlas.console.controlplane;

import io.atlas.console.document.Document;
import io.atlas.kit.problem.FieldError;
import io.atlas.model.event.ActionExecuted;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** The actions of the person's account. */
@Component
public class Actions {

  private static final String PATH = "/api/v1/actions";

  private final Rest rest;
  private final Rest patient;

  Actions(Rest rest, @Qualifier("patientControlPlane") Rest patient) {
    this.rest = rest;
    this.patient = patient;
  }

  /**
   * @param asked by the API's names, such as {@code q}; empty ones count as none
   * @throws ControlPlaneException 400 where one cannot be used
   */
  public Part<Action> part(Map<String, String> asked) {
    return rest.part(PATH, asked, Action.class);
  }

  /** Names by id of those that there are; at most 500. */
  public Map<String, String> names(Collection<String> ids) {
    return ids.isEmpty()
        ? Map.of()
        : rest
            .part(
                PATH, Map.of("ids", String.join(",", ids), "limit", "500"), Action.Reference.class)
            .items()
            .stream()
            .collect(Collectors.toMap(Action.Reference::id, Action.Reference::name));
  }

  public List<Action> list() {
    return rest.list(PATH, Action.class);
  }

  /**
   * @throws ControlPlaneException 404 where the account has no such action
   */
  public Action get(String id) {
    return rest.get(at(id), Action.class);
  }

  /**
   * To edit.
   *
   * @throws ControlPlaneException 404 where the account has no such action
   */
  public Document document(String id) {
    return Document.of(rest.get(at(id), JsonNode.class));
  }

  public List<ActionTemplate> templates() {
    return rest.list("/api/v1/action-templates", JsonNode.class).stream()
        .map(ActionTemplate::of)
        .toList();
  }

  public Optional<ActionTemplate> template(String id) {
    return templates().stream().filter(template -> template.shown().id().equals(id)).findFirst();
  }

  /**
   * @param once the same for all presses of one button; empty for none
   */
  public Response<Action> create(Document action, String once) {
    return rest.once(PATH, once, action.json(), Action.class);
  }

  /**
   * @param version the version that the person saw: 412 where somebody else changed it since
   */
  public Response<Action> change(String id, long version, Document action) {
    return rest.call(HttpMethod.PUT, at(id), version, action.json(), Action.class);
  }

  public Response<JsonNode> delete(String id) {
    return rest.call(HttpMethod.DELETE, at(id), null, JsonNode.class);
  }

  /** Publishes an event for the action. */
  public Response<Fired> fire(String id, JsonNode input) {
    return rest.call(HttpMethod.POST, at(id) + "/fire", Map.of("input", input), Fired.class);
  }

  /** Fires the saved action, and waits for its first result. */
  public Response<TestFired> testFire(String id, JsonNode input) {
    return patient.call(
        HttpMethod.POST, at(id) + "/test-fire", Map.of("input", input), TestFired.class);
  }

  /** Fires what is not saved, once and for real, and waits for its result. */
  public Response<TestFired> testFire(Document action, JsonNode input) {
    return patient.call(
        HttpMethod.POST,
        PATH + "/test-fire",
        Map.of("action", action.json(), "input", input),
        TestFired.class);
  }

  /**
   * What became of a test fire.
   *
   * @param result null where it takes longer than anybody waits
   */
  public record TestFired(String executionId, @Nullable ActionExecuted result) {}

  /** The request that the action would send for this input; stores and sends nothing. */
  public Response<Preview> preview(Document action, JsonNode input) {
    return rest.call(
        HttpMethod.POST,
        PATH + "/preview",
        Map.of("action", action.json(), "input", input),
        Preview.class);
  }

  /**
   * A rendered request.
   *
   * @param request null where the input does not fit the templates
   * @param failure null where it does
   * @param warnings what the author should know, though it works
   */
  public record Preview(
      @Nullable Request request, @Nullable FieldError failure, List<FieldError> warnings) {

    public Preview {
      warnings = warnings == null ? List.of() : List.copyOf(warnings);
    }

    /** With secrets hidden. */
    public record Request(
        String method,
        String url,
        List<Header> headers,
        @Nullable String body,
        @Nullable String orderingKey) {}

    public record Header(String name, @Nullable String value, boolean secret) {}
  }

  /** An event that was published. */
  public record Fired(String executionId) {}

  private static String at(String id) {
    return PATH + "/" + Ids.checked(id);
  }
}
