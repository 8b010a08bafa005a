package io.atlas.console.controlplane;

import io.atlas.model.seal.Secret;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** The connections of the person's account. Ids come from URLs: they are checked before use. */
@Component
public class Connections {

  private static final String PATH = "/api/v1/connections";

  private static final List<String> NOT_IN_DRAFT =
      List.of(
          "resource",
          "extraHeaders",
          "grantType",
          "bodyFormat",
          "scopeSeparator",
          "assertionAlgorithm",
          "assertionAudience",
          "assertionType",
          "defaultLifetimeSeconds",
          "tokenRequestsPerDay");

  private final Rest rest;

  Connections(Rest rest) {
    this.rest = rest;
  }

  public List<Connection> list() {
    return rest.list(PATH, Connection.class);
  }

  /**
   * @throws ControlPlaneException 404 where the account has no such connection
   */
  public Connection get(String id) {
    return rest.get(at(id), Connection.class);
  }

  public List<Action.Reference> usersOf(String id) {
    return rest.list(at(id) + "/actions", Action.Reference.class);
  }

  public List<ProviderPreset> providers() {
    return rest.list("/api/v1/providers", ProviderPreset.class);
  }

  /** Tests what was typed; stores nothing. */
  public Answer<TestResult> test(ConnectionDraft draft) {
    return rest.call(HttpMethod.POST, PATH + "/test", json(draft), TestResult.class);
  }

  /** Tests, then stores. */
  public Answer<Connection> create(ConnectionDraft draft) {
    return rest.call(HttpMethod.POST, PATH, json(draft), Connection.class);
  }

  /** Tests the saved settings. */
  public Answer<TestResult> testSaved(String id) {
    return rest.call(HttpMethod.POST, at(id) + "/test", null, TestResult.class);
  }

  public Answer<Connection> rename(String id, String name) {
    return rest.call(HttpMethod.PATCH, at(id), Map.of("name", name), Connection.class);
  }

  /**
   * Tests the changed settings, then stores them. Settings that the draft has no field for stay as
   * they are, because the connection-service replaces them all.
   */
  public Answer<Connection> changeCredentials(String id, ConnectionDraft draft) {
    JsonNode saved = rest.get(at(id), JsonNode.class);
    Map<String, Object> json = new LinkedHashMap<>();
    for (String kept : NOT_IN_DRAFT) {
      if (saved.hasNonNull(kept)) {
        json.put(kept, saved.get(kept));
      }
    }
    json.putAll(json(draft));
    json.remove("name");
    json.put("extraParameters", withSecrets(draft.extraParameters(), saved));
    return rest.call(HttpMethod.PUT, at(id) + "/credentials", json, Connection.class);
  }

  /** Secret parameters, which the form has no field for, stay. */
  private static Map<String, Object> withSecrets(
      @Nullable Map<String, String> typed, JsonNode saved) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : saved.path("extraParameters").properties()) {
      if (entry.getValue().isObject()) {
        parameters.put(entry.getKey(), entry.getValue());
      }
    }
    parameters.putAll(typed == null ? Map.of() : typed);
    return parameters;
  }

  public Answer<JsonNode> moveActions(String id, String toConnectionId) {
    return rest.call(
        HttpMethod.POST, at(id) + "/move-actions", Map.of("to", toConnectionId), JsonNode.class);
  }

  public Answer<Deleted> delete(String id) {
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

  /** By hand, because a {@link Secret} refuses to be serialized. */
  private static Map<String, Object> json(ConnectionDraft draft) {
    Map<String, Object> json = new LinkedHashMap<>();
    put(json, "name", draft.name());
    put(json, "clientId", draft.clientId());
    put(json, "clientSecret", clear(draft.clientSecret()));
    put(json, "tokenEndpoint", draft.tokenEndpoint());
    put(json, "scopes", draft.scopes());
    put(json, "audience", draft.audience());
    put(json, "authMethod", draft.authMethod());
    put(json, "provider", draft.provider());
    put(json, "extraParameters", draft.extraParameters());
    put(json, "allowedHosts", draft.allowedHosts());
    put(json, "caCertificates", draft.caCertificates());
    put(json, "nextClientSecret", clear(draft.nextClientSecret()));
    put(json, "privateKey", clear(draft.privateKey()));
    put(json, "keyId", draft.keyId());
    put(json, "certificate", draft.certificate());
    put(json, "secretExpiresOn", draft.secretExpiresOn());
    put(json, "rateLimit", draft.rateLimit());
    return json;
  }

  private static @Nullable String clear(@Nullable Secret secret) {
    return secret == null ? null : secret.value();
  }

  private static void put(Map<String, Object> json, String field, @Nullable Object value) {
    if (value != null) {
      json.put(field, value);
    }
  }
}
