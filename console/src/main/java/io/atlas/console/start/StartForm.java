package io.atlas.console.start;

import io.atlas.console.document.Document;
import io.atlas.console.frame.FormProblems;
import io.atlas.console.frame.TypedForm;
import io.atlas.model.event.EventJson;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * What is typed on the first page. Everything that can be guessed is: names, where the token may
 * go, and how the client says who it is.
 *
 * @param texts by field; the secret is not among them
 */
record StartForm(Map<String, String> texts, String secret) {

  static final StartForm EMPTY =
      new StartForm(Map.of("method", "POST", "input", "{ \"orderId\": \"4711\" }"), "");

  private static final String SECRET = "clientSecret";
  private static final int LONGEST_NAME = 200;

  StartForm {
    texts = Map.copyOf(texts);
  }

  static StartForm typed(TypedForm form) {
    Map<String, String> texts = new HashMap<>(form.texts());
    String secret = texts.remove(SECRET);
    return new StartForm(texts, secret == null ? "" : secret);
  }

  public String of(String field) {
    return texts.getOrDefault(field, "").strip();
  }

  /** The connection that an earlier try saved; empty for none. */
  String connectionId() {
    return of("connectionId");
  }

  StartForm connected(String connectionId) {
    Map<String, String> next = new HashMap<>(texts);
    next.put("connectionId", connectionId);
    return new StartForm(next, "");
  }

  /** An API may want no token: then none of it is filled in. */
  boolean wantsToken() {
    return connectionId().isEmpty()
        && (!secret.isEmpty()
            || Stream.of("clientId", "tokenEndpoint", "scopes")
                .anyMatch(each -> !of(each).isEmpty()));
  }

  Document connection() {
    Document connection = Document.empty();
    connection.put("name", name(host(of("tokenEndpoint")), "Connection"));
    connection.put("clientId", of("clientId"));
    connection.put("clientSecret", secret);
    connection.put("tokenEndpoint", of("tokenEndpoint"));
    ArrayNode scopes = EventJson.MAPPER.createArrayNode();
    Stream.of(of("scopes").split("[\\s,]+")).filter(each -> !each.isEmpty()).forEach(scopes::add);
    connection.put("scopes", scopes);
    String target = host(of("url"));
    if (target != null) {
      // A token that goes to one host alone is of no use to whoever can change another action.
      connection.put("allowedHosts", EventJson.MAPPER.createArrayNode().add(target));
    }
    return connection;
  }

  Document action() {
    Document action = Document.empty();
    String host = host(of("url"));
    action.put("name", name(host == null ? null : of("method") + " " + host, "First action"));
    action.put("method", of("method"));
    action.put("url", of("url"));
    String body = texts.getOrDefault("body", "");
    if (!body.isBlank()) {
      action.put("body", body);
      ArrayNode headers = EventJson.MAPPER.createArrayNode();
      headers
          .addObject()
          .put("name", "Content-Type")
          .put("value", "application/json")
          .put("secret", false);
      action.put("headers", headers);
    }
    action.put("authentication.type", connectionId().isEmpty() ? "NONE" : "CONNECTION");
    if (!connectionId().isEmpty()) {
      action.put("authentication.connectionId", connectionId());
    }
    return action;
  }

  /** Null where it is no JSON, which is noted. */
  @Nullable JsonNode input(FormProblems problems) {
    try {
      return EventJson.WRITTEN_BY_PEOPLE.readTree(of("input").isEmpty() ? "{}" : of("input"));
    } catch (JacksonException | NumberFormatException unreadable) {
      problems.add("input", "The event’s input is not valid JSON");
      return null;
    }
  }

  /** What is missing, all at once. */
  void check(FormProblems problems) {
    if (of("url").isEmpty()) {
      problems.add("url", "URL is missing: what is to be called?");
    }
    if (wantsToken()) {
      for (List<String> field :
          List.of(
              List.of("tokenEndpoint", "Token Endpoint is missing"),
              List.of("clientId", "Client ID is missing"))) {
        if (of(field.getFirst()).isEmpty()) {
          problems.add(field.getFirst(), field.getLast());
        }
      }
      if (secret.isEmpty()) {
        problems.add(SECRET, "Client Secret is missing");
      }
    }
  }

  private static String name(@Nullable String made, String otherwise) {
    String name = made == null ? otherwise : made;
    return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
  }

  private static @Nullable String host(String url) {
    try {
      return URI.create(url.replaceAll("\\{\\{[^}]*}}", "x")).getHost();
    } catch (IllegalArgumentException noUrl) {
      return null;
    }
  }

  /** Without what was typed, which may be secret. */
  @Override
  public String toString() {
    return "StartForm[" + texts.size() + " fields]";
  }
}
