package io.atlas.console.controlplane;

import io.atlas.console.document.Document;
import io.atlas.model.event.ActionDefinition.Flag;
import io.atlas.model.provider.Provider;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** The connections of the person's account. Ids come from URLs: they are checked before use. */
@Component
public class Connections {

  private static final String PATH = "/api/v1/connections";

  private final Rest rest;

  Connections(Rest rest) {
    this.rest = rest;
  }

  /**
   * @param asked by the API's names, such as {@code q}; empty ones count as none
   * @throws ControlPlaneException 400 where one cannot be used
   */
  public Part<Connection> part(Map<String, String> asked) {
    return rest.part(PATH, asked, Connection.class);
  }

  /** Those of these ids that there are, by id; at most 500. */
  public Map<String, Connection> among(Collection<String> ids) {
    return ids.isEmpty()
        ? Map.of()
        : part(Map.of("ids", String.join(",", ids), "limit", "500")).items().stream()
            .collect(Collectors.toMap(Connection::id, Function.identity()));
  }

  /**
   * @throws ControlPlaneException 404 where the account has no such connection
   */
  public Connection get(String id) {
    return rest.get(at(id), Connection.class);
  }

  /**
   * To edit.
   *
   * @throws ControlPlaneException 404 where the account has no such connection
   */
  public Document document(String id) {
    return Document.of(rest.get(at(id), JsonNode.class));
  }

  public List<Action.Reference> usersOf(String id) {
    return rest.list(at(id) + "/actions", Action.Reference.class);
  }

  /** Who uses it, with their state: the first of them. */
  public Part<User> actionsOf(String id, int limit) {
    return rest.part(at(id) + "/actions", Map.of("limit", Integer.toString(limit)), User.class);
  }

  /** An action that uses a connection. */
  public record User(String id, String name, @Nullable Boolean enabled, List<Flag> flags) {

    public User {
      flags = flags == null ? List.of() : List.copyOf(flags);
    }

    public String state() {
      return Boolean.FALSE.equals(enabled) ? "Paused" : flags.isEmpty() ? "On" : "Flagged";
    }
  }

  /** With its credentials, where it was deleted not too long ago. */
  public Response<Connection> restore(String id) {
    return rest.call(HttpMethod.POST, at(id) + "/restore", null, Connection.class);
  }

  public List<Provider> providers() {
    return rest.list("/api/v1/providers", Provider.class);
  }

  /** What the issuer says of itself, whichever of its URLs it is. */
  public Response<Discovered> discover(String url) {
    return rest.call(HttpMethod.POST, "/api/v1/discover", Map.of("issuer", url), Discovered.class);
  }

  /** Tests what was typed; stores nothing. */
  public Response<TestResult> test(Document connection) {
    return rest.call(HttpMethod.POST, PATH + "/test", connection.json(), TestResult.class);
  }

  /**
   * Tests, then stores.
   *
   * @param once the same for all presses of one button; empty for none
   * @param ifNameFree whether it is refused where another connection has the name
   */
  public Response<Connection> create(Document connection, String once, boolean ifNameFree) {
    return rest.once(PATH + minding(ifNameFree), once, connection.json(), Connection.class);
  }

  private static String minding(boolean ifNameFree) {
    return ifNameFree ? "?ifNameFree=true" : "";
  }

  /** Tests the saved settings. */
  public Response<TestResult> testSaved(String id) {
    return rest.call(HttpMethod.POST, at(id) + "/test", null, TestResult.class);
  }

  /**
   * @param version the version that the person saw; null for whatever it is
   * @param ifNameFree whether it is refused where another connection has the name
   */
  public Response<Connection> rename(
      String id, @Nullable Long version, String name, boolean ifNameFree) {
    return rest.call(
        HttpMethod.PATCH,
        at(id) + minding(ifNameFree),
        version,
        Map.of("name", name),
        Connection.class);
  }

  /**
   * Tests the changed settings, then stores them.
   *
   * @param version the version that the person saw: 412 where somebody else changed it since
   * @param once names this attempt; empty for none
   */
  public Response<Connection> change(String id, long version, String once, Document connection) {
    return rest.call(
        HttpMethod.PUT,
        at(id) + "/credentials",
        version,
        once,
        connection.json(),
        Connection.class);
  }

  /**
   * Ends an attempt to save, so that it stores nothing whatever the provider says yet.
   *
   * @return false where it is stored already, or the connection-service can't be reached
   */
  public boolean withdraw(String once) {
    return rest.call(HttpMethod.POST, PATH + "/withdraw", Map.of("attempt", once), Withdrawn.class)
            instanceof Response.Accepted<Withdrawn>(Withdrawn answer)
        && answer.withdrawn();
  }

  private record Withdrawn(boolean withdrawn) {}

  public Response<JsonNode> moveActions(String id, String toConnectionId) {
    return rest.call(
        HttpMethod.POST, at(id) + "/move-actions", Map.of("to", toConnectionId), JsonNode.class);
  }

  public Response<Deleted> delete(String id) {
    return rest.call(HttpMethod.DELETE, at(id), null, Deleted.class);
  }

  /** What a deletion broke. */
  public record Deleted(List<Action.Reference> flaggedActions) {

    public Deleted {
      flaggedActions = flaggedActions == null ? List.of() : List.copyOf(flaggedActions);
    }
  }

  private static String at(String id) {
    return PATH + "/" + Ids.checked(id);
  }
}
