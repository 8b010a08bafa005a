package io.atlas.console;

import com.nimbusds.jwt.SignedJWT;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionExecuted.Diagnosis;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.provider.Provider;
import io.atlas.model.provider.Providers;
import io.atlas.testing.FaultyHttpServer;
import io.atlas.testing.FaultyHttpServer.Exchange;
import io.atlas.testing.FaultyHttpServer.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The connection-service's contract in memory, for each account of its own. The provider behind it
 * accepts one secret, {@link #RIGHT_SECRET}.
 */
final class StandInConnectionService implements AutoCloseable {

  static final String RIGHT_SECRET = "orders-secret";

  /** Those that come with the program. */
  static final List<Provider> PRESETS = Providers.load().all();

  private static final Path TEMPLATES =
      Path.of(
          "../connection-service/src/main/resources/io/atlas/connections/template"
              + "/action-templates.json");

  private final FaultyHttpServer server = FaultyHttpServer.start(this::serve);
  private final Map<String, Account> accounts = new ConcurrentHashMap<>();
  private volatile Diagnosis testFired = new Diagnosis("The API does not allow it.", "Add scopes.");
  private final AtomicInteger ids = new AtomicInteger(1000);

  private static final class Account {
    private final Map<String, ObjectNode> connections = new ConcurrentSkipListMap<>();
    private final Map<String, ObjectNode> deleted = new ConcurrentSkipListMap<>();
    private final Map<String, String> once = new ConcurrentHashMap<>();
    private final Map<String, ObjectNode> actions = new ConcurrentSkipListMap<>();
    private final Map<String, List<ObjectNode>> versions = new ConcurrentHashMap<>();

    void put(ObjectNode action) {
      String id = action.get("id").asString();
      actions.put(id, action);
      List<ObjectNode> kept = versions.computeIfAbsent(id, _ -> new CopyOnWriteArrayList<>());
      ObjectNode saved = action.deepCopy();
      saved.remove(List.of("id", "version", "flags"));
      ObjectNode version =
          EventJson.MAPPER
              .createObjectNode()
              .put("version", action.get("version").asLong())
              .put("savedAt", "2026-11-24T09:3" + Math.min(9, kept.size()) + ":00Z")
              .put("person", "grace");
      version.putArray("fields").add("url").add("timeoutMs");
      version.set("action", saved);
      kept.addFirst(version);
    }
  }

  /** Those that come with the program. */
  static JsonNode templates() {
    try {
      return EventJson.MAPPER.readTree(Files.readString(TEMPLATES));
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  private static String items(JsonNode items) {
    ObjectNode page = EventJson.MAPPER.createObjectNode();
    page.set("items", items);
    return page.toString();
  }

  /** The last body of such a request, as it was sent. */
  JsonNode sent(String method, String pathEnd) {
    return server.requests().reversed().stream()
        .filter(request -> request.method().equals(method) && path(request).endsWith(pathEnd))
        .findFirst()
        .map(request -> EventJson.MAPPER.readTree(request.body()))
        .orElseThrow(() -> new AssertionError("no " + method + " " + pathEnd));
  }

  private static String path(Request request) {
    return request.target().split("\\?")[0];
  }

  private static boolean nameTaken(
      Request request, Exchange exchange, Account account, JsonNode body, String except)
      throws IOException {
    boolean taken =
        request.target().endsWith("?ifNameFree=true")
            && account.connections.values().stream()
                .anyMatch(each ->
                    !each.get("id").asString().equals(except)
                        && each.path("name")
                            .asString("")
                            .equalsIgnoreCase(body.path("name").asString("").strip()));
    if (taken) {
      exchange.json(409, "{\"status\":409,\"detail\":\"Taken.\",\"code\":\"NAME_TAKEN\"}");
    }
    return taken;
  }

  String url() {
    return server.url("");
  }

  List<Request> requests() {
    return server.requests();
  }

  String addConnection(String account, String json) {
    String id = "con" + ids.incrementAndGet();
    ObjectNode connection = object(json).put("id", id).put("version", 1);
    of(account).connections.put(id, connection);
    return id;
  }

  String addAction(String account, String json) {
    String id = "act" + ids.incrementAndGet();
    of(account).put(object(json).put("id", id).put("version", 1));
    return id;
  }

  ObjectNode action(String account, String id) {
    return of(account).actions.get(id);
  }

  ObjectNode connection(String account, String id) {
    return of(account).connections.get(id);
  }

  int actionCount(String account) {
    return of(account).actions.size();
  }

  int connectionCount(String account) {
    return of(account).connections.size();
  }

  private Account of(String account) {
    return accounts.computeIfAbsent(account, _ -> new Account());
  }

  /** A POST with a key that was answered is answered alike, and does nothing. */
  private void serve(Request request, Exchange exchange) throws IOException {
    Account account = of(account(request));
    String key = request.header("idempotency-key");
    if (!key.isEmpty() && !request.body().equals(account.once.getOrDefault(key, request.body()))) {
      problem(exchange, 422, "This Idempotency-Key was used for a different request.");
      return;
    }
    if (!key.isEmpty() && account.once.containsKey(key)) {
      String path = request.target().contains("/actions") ? "actions" : "connections";
      Map<String, ObjectNode> made = path.equals("actions") ? account.actions : account.connections;
      exchange.json(201, List.copyOf(made.values()).getLast().toString());
      return;
    }
    answer(request, exchange, account);
    if (!key.isEmpty()) {
      account.once.put(key, request.body());
    }
  }

  private void answer(Request request, Exchange exchange, Account account) throws IOException {
    String path = path(request).replaceFirst("/api/v1/", "");
    String[] parts = path.split("/");
    JsonNode body = request.body().isEmpty() ? null : EventJson.MAPPER.readTree(request.body());
    switch (parts[0]) {
      case "connections" -> connections(request, exchange, account, parts, body);
      case "actions" -> actions(request, exchange, account, parts, body);
      case "providers" -> exchange.json(200, items(EventJson.MAPPER.valueToTree(PRESETS)));
      case "audit" ->
          exchange.json(
              200,
              """
              {"items":[{"at":"2026-11-24T09:00:00Z","person":"ada","what":"action.changed",
                "subject":"x","fields":["timeoutMs","url"]},
               {"at":"2026-11-24T08:00:00Z","person":"demo","what":"action.created","subject":"x",
                "fields":[]}]}
              """);
      case "discover" -> discover(exchange, body.path("issuer").asString(""));
      case "action-templates" -> exchange.json(200, items(templates()));
      default -> problem(exchange, 404, "There is no such thing.");
    }
  }

  private static void discover(Exchange exchange, String url) throws IOException {
    if (!url.startsWith("https://login.example.com")) {
      exchange.json(
          422,
          """
          {"status":422,"detail":"It is no OAuth endpoint.","code":"NOT_AN_OAUTH_ENDPOINT",
           "providerErrorDescription":"HTTP 404","hint":"Check the issuer."}
          """);
      return;
    }
    exchange.json(
        200,
        """
        {"issuer":"https://login.example.com","tokenEndpoint":"https://login.example.com/oauth/token",
         "authMethods":["post","private_key_jwt"],"scopes":["orders.read","orders.write"],
         "warnings":["The issuer does not list the client credentials grant."]}
        """);
  }

  private static boolean isUnreadable(JsonNode body) {
    return body.isString()
        ? body.stringValue().startsWith("unreadable: ")
        : body.valueStream().anyMatch(StandInConnectionService::isUnreadable);
  }

  private void connections(
      Request request, Exchange exchange, Account account, String[] parts, JsonNode body)
      throws IOException {
    if (parts.length == 1) {
      if (request.method().equals("GET")) {
        list(request, exchange, account.connections);
      } else if (!nameTaken(request, exchange, account, body, "") && accepts(exchange, body)) {
        ObjectNode created = shown(body, "con" + ids.incrementAndGet());
        account.connections.put(created.get("id").asString(), created);
        exchange.json(201, created.toString());
      }
      return;
    }
    if (parts[1].equals("test")) {
      test(exchange, body);
      return;
    }
    if (parts[1].equals("withdraw")) {
      exchange.json(200, "{\"withdrawn\":true}");
      return;
    }
    if (parts.length > 2 && parts[2].equals("restore")) {
      ObjectNode deleted = account.deleted.remove(parts[1]);
      if (deleted == null) {
        problem(exchange, 404, "There is no such connection.");
      } else {
        account.connections.put(parts[1], deleted);
        exchange.json(200, deleted.toString());
      }
      return;
    }
    ObjectNode known = account.connections.get(parts[1]);
    if (known == null) {
      problem(exchange, 404, "There is no such connection.");
      return;
    }
    switch (request.method() + (parts.length > 2 ? " " + parts[2] : "")) {
      case "GET" -> exchange.json(200, known.toString());
      case "PATCH" -> {
        String seen = request.header("if-match");
        if (!seen.isEmpty() && !seen.equals("\"" + known.get("version").asLong() + "\"")) {
          problem(exchange, 412, "The connection was changed since.");
        } else if (!nameTaken(request, exchange, account, body, parts[1])) {
          exchange.json(200, known.put("name", body.get("name").asString()).toString());
        }
      }
      case "DELETE" -> {
        ObjectNode deleted = EventJson.MAPPER.createObjectNode();
        users(account, parts[1]).forEach(deleted.putArray("flaggedActions")::add);
        account.deleted.put(parts[1], account.connections.remove(parts[1]));
        exchange.json(200, deleted.toString());
      }
      case "GET actions" -> {
        ObjectNode users = EventJson.MAPPER.createObjectNode();
        users(account, parts[1]).forEach(users.putArray("items")::add);
        exchange.json(200, users.toString());
      }
      case "POST test" ->
          exchange.json(200, "{\"ok\":true,\"latencyMs\":12,\"grantedScopes\":[],\"warnings\":[]}");
      case "PUT credentials" -> {
        long version = known.get("version").asLong();
        if (!request.header("if-match").equals("\"" + version + "\"")) {
          problem(exchange, 412, "The connection was changed since.");
        } else if (!body.has("clientSecret") || accepts(exchange, body)) {
          ObjectNode changed = shown(body, parts[1]).put("version", version + 1);
          account.connections.put(parts[1], changed);
          exchange.json(200, changed.toString());
        }
      }
      case "POST move-actions" -> {
        String to = body.get("to").asString();
        account.actions.values().stream()
            .filter(action -> uses(action, parts[1]))
            .forEach(action -> ((ObjectNode) action.get("authentication")).put("connectionId", to));
        exchange.json(200, "{\"movedActions\":[]}");
      }
      default -> problem(exchange, 405, "No such method.");
    }
  }

  private void actions(
      Request request, Exchange exchange, Account account, String[] parts, JsonNode body)
      throws IOException {
    if (parts.length == 1 && request.method().equals("GET")) {
      list(request, exchange, account.actions);
      return;
    }
    if (parts[1 % parts.length].equals("preview")) {
      JsonNode action = body.get("action");
      String connection = action.at("/authentication/connectionId").asString("");
      if (!connection.isEmpty() && !account.connections.containsKey(connection)) {
        exchange.json(
            200,
            "{\"failure\":{\"field\":\"authentication.connectionId\",\"message\":\"is gone\"}}");
        return;
      }
      exchange.json(
          200,
          """
          {"request":{"method":"%s","url":"%s","headers":[{"name":"Authorization","value":"Bearer ••••••","secret":true}],
           "body":"{\\"order\\":\\"4711\\"}"}}
          """
              .formatted(action.get("method").asString(), action.get("url").asString()));
      return;
    }
    if (body != null && isUnreadable(body)) {
      boolean nameless = body.path("name").asString("").isEmpty();
      refuse(exchange, nameless ? "name" : "url", nameless ? "is missing" : "must be a valid URL");
      return;
    }
    if (parts[parts.length - 1].equals("test-fire")) {
      testFire(exchange, parts, body);
      return;
    }
    if (parts.length == 1) {
      if (body.path("name").asString("").isEmpty()) {
        refuse(exchange, "name", "is missing");
        return;
      }
      if (!ActionDefinition.METHODS.contains(body.path("method").asString(""))) {
        refuse(exchange, "method", "must be one of GET, POST");
        return;
      }
      if (body.path("timeoutMs").asLong(30_000) > 300_000) {
        refuse(exchange, "timeoutMs", "must be a whole number from 100 to 300000");
        return;
      }
      ObjectNode created =
          shownAction(body).put("id", "act" + ids.incrementAndGet()).put("version", 1);
      account.put(created);
      exchange.json(201, created.toString());
      return;
    }
    ObjectNode known = account.actions.get(parts[1]);
    if (known == null) {
      problem(exchange, 404, "There is no such action.");
      return;
    }
    switch (request.method() + (parts.length > 2 ? " " + parts[2] : "")) {
      case "GET" -> exchange.json(200, known.toString());
      case "GET versions" -> versions(exchange, account.versions.get(parts[1]), parts);
      case "PUT" -> {
        long version = known.get("version").asLong();
        if (!request.header("if-match").equals("\"" + version + "\"")) {
          problem(exchange, 412, "The action was changed since.");
          return;
        }
        ObjectNode changed = shownAction(body).put("id", parts[1]).put("version", version + 1);
        account.put(changed);
        exchange.json(200, changed.toString());
      }
      case "DELETE" -> {
        account.actions.remove(parts[1]);
        exchange.answer(204, Map.of(), "");
      }
      case "POST fire" -> exchange.json(202, "{\"executionId\":\"fired-" + parts[1] + "\"}");
      default -> problem(exchange, 405, "No such method.");
    }
  }

  private static void versions(Exchange exchange, List<ObjectNode> kept, String[] parts)
      throws IOException {
    if (parts.length == 3) {
      exchange.json(200, items(EventJson.MAPPER.valueToTree(kept)));
      return;
    }
    for (ObjectNode version : kept) {
      if (version.get("version").asString().equals(parts[3])) {
        exchange.json(200, version.toString());
        return;
      }
    }
    problem(exchange, 404, "There is no such version.");
  }

  /** From now on the one attempt of a test fire ends so. */
  void answerTestFires(FailureCategory category) {
    testFired = new Diagnosis(category.summary(), category.hint());
  }

  private void testFire(Exchange exchange, String[] parts, JsonNode body) throws IOException {
    String url = parts.length == 2 ? body.at("/action/url").asString("") : "https://saved.example";
    if (url.contains("missing")) {
      refuse(
          exchange,
          "action.headers[0].value",
          "is missing; a stored secret is kept only for the same header");
      return;
    }
    exchange.json(
        200,
        """
        {"executionId":"fired-1","result":{"executionId":"fired-1","actionId":"a","accountId":"x",
         "attempt":1,"outcome":"FAILED","status":403,"category":"FORBIDDEN",
         "diagnosis":%s,
         "startedAt":"2026-11-24T08:00:00Z","durationMs":12,
         "timings":{"waiting":1.0,"token":2.0,"connect":3.0,"firstByte":4.0,"total":12.0},
         "request":{"method":"POST","url":"%s","headers":{"Authorization":"Bearer [redacted]"},
           "body":"{\\"a\\":\\"it's\\"}"},
         "response":{"headers":{"Content-Type":"text/plain"},"body":"no"}}}
        """
            .formatted(EventJson.MAPPER.writeValueAsString(testFired), url));
  }

  /** Writes the refusal itself where it returns false. */
  private static boolean accepts(Exchange exchange, JsonNode body) throws IOException {
    String endpoint = body.path("tokenEndpoint").asString("");
    if (!endpoint.startsWith("http")) {
      refuse(exchange, "tokenEndpoint", "must be an http or https URL");
      return false;
    }
    if (body.path("authMethod").asString("").equals("private_key_jwt") && !body.has("privateKey")) {
      refuse(exchange, "privateKey", "is missing; private_key_jwt needs it");
      return false;
    }
    if (body.path("clientSecret").asString("").equals(RIGHT_SECRET)) {
      return true;
    }
    exchange.json(
        422,
        """
        {"status":422,"detail":"The provider does not accept the client's credentials.",
         "code":"CREDENTIALS","providerError":"invalid_client",
         "providerErrorDescription":"Client authentication failed",
         "hint":"Check Client ID and Client Secret; copy the secret again from the provider's console.",
         "latencyMs":41}
        """);
    return false;
  }

  private static void refuse(Exchange exchange, String field, String message) throws IOException {
    exchange.json(
        400,
        """
        {"status":400,"detail":"Some fields of the request cannot be used.",
         "errors":[{"field":"%s","message":"%s"}]}
        """
            .formatted(field, message));
  }

  private static void test(Exchange exchange, JsonNode body) throws IOException {
    boolean right = body.path("clientSecret").asString("").equals(RIGHT_SECRET);
    exchange.json(
        200,
        right
            ? """
            {"ok":true,"latencyMs":182,"tokenType":"Bearer","expiresIn":3600,
             "grantedScopes":["orders.read","orders.write"],"warnings":[]}
            """
            : """
            {"ok":false,"latencyMs":41,"grantedScopes":[],"warnings":[],
             "failure":{"code":"CREDENTIALS","providerError":"invalid_client",
             "providerErrorDescription":"Client authentication failed","hint":"Check Client ID."}}
            """);
  }

  private static ObjectNode shown(JsonNode body, String id) {
    ObjectNode shown = ((ObjectNode) body.deepCopy()).put("id", id);
    shown.remove("clientSecret");
    shown.remove("nextClientSecret");
    shown.remove("privateKey");
    return shown.put("status", "ACTIVE").put("usedBy", 0).put("version", 1);
  }

  private static ObjectNode shownAction(JsonNode body) {
    ObjectNode shown = (ObjectNode) body.deepCopy();
    for (JsonNode header : shown.path("headers")) {
      if (header.path("secret").asBoolean(false)) {
        ((ObjectNode) header).remove("value");
      }
    }
    return shown;
  }

  private static boolean uses(ObjectNode action, String connectionId) {
    return action.path("authentication").path("connectionId").asString("").equals(connectionId);
  }

  private static List<ObjectNode> users(Account account, String connectionId) {
    return account.actions.values().stream()
        .filter(action -> uses(action, connectionId))
        .map(action -> action.deepCopy().retain("id", "name", "enabled", "flags"))
        .toList();
  }

  /** Cursors are how many come before, and of use for whatever is asked for. */
  private static void list(Request request, Exchange exchange, Map<String, ObjectNode> all)
      throws IOException {
    Map<String, String> asked = parameters(request);
    String cursor = asked.getOrDefault("cursor", "0");
    if (cursor.length() > 9 || !cursor.chars().allMatch(Character::isDigit)) {
      refuse(exchange, "cursor", "must be a nextCursor");
      return;
    }
    if (asked.getOrDefault("host", "").contains("/")) {
      refuse(exchange, "host", "must be a host alone, such as api.example.com");
      return;
    }
    String sort = asked.getOrDefault("sort", "");
    Comparator<ObjectNode> byName = Comparator.comparing(item -> item.path("name").asString(""));
    List<ObjectNode> matching =
        all.values().stream()
            .filter(item -> matches(item, asked))
            .sorted(
                switch (sort) {
                  case "name" -> byName;
                  case "-name" -> byName.reversed();
                  default -> (_, _) -> 0;
                })
            .toList();
    int from = Math.min(Integer.parseInt(cursor), matching.size());
    int limit = Integer.parseInt(asked.getOrDefault("limit", "100"));
    int to = Math.min(from + limit, matching.size());
    ObjectNode page = EventJson.MAPPER.createObjectNode();
    ArrayNode listed = page.putArray("items");
    matching.subList(from, to).forEach(listed::add);
    page.put("nextCursor", to < matching.size() ? Integer.toString(to) : null);
    page.put("previousCursor", from > 0 ? Integer.toString(Math.max(0, from - limit)) : null);
    exchange.json(200, page.toString());
  }

  private static boolean matches(ObjectNode item, Map<String, String> asked) {
    String url = item.path("url").asString(item.path("tokenEndpoint").asString(""));
    String id = item.get("id").asString();
    String searched =
        (item.path("name").asString("") + "\n" + url + "\n" + id).toLowerCase(Locale.ROOT);
    return asked.entrySet().stream()
        .allMatch(each -> {
          String value = each.getValue();
          return switch (each.getKey()) {
            case "q" -> searched.contains(value.toLowerCase(Locale.ROOT));
            case "ids" -> List.of(value.split(",")).contains(id);
            case "status" -> item.path("status").asString("").equals(value);
            case "connectionId" -> uses(item, value);
            case "flagged" -> item.path("flags").isEmpty() != Boolean.parseBoolean(value);
            case "enabled" -> item.path("enabled").asBoolean(true) == Boolean.parseBoolean(value);
            case "host" -> url.contains("://" + value);
            case "secretExpiresBefore" ->
                item.hasNonNull("secretExpiresOn")
                    && item.get("secretExpiresOn").asString().compareTo(value) < 0;
            case "sort", "cursor", "limit" -> true;
            default -> throw new IllegalArgumentException("no such parameter: " + each.getKey());
          };
        });
  }

  private static Map<String, String> parameters(Request request) {
    String[] target = request.target().split("\\?", 2);
    return target.length == 1 || target[1].isEmpty()
        ? Map.of()
        : Stream.of(target[1].split("&"))
            .map(each -> each.split("=", 2))
            .collect(
                Collectors.toMap(
                    each -> each[0], each -> URLDecoder.decode(each[1], StandardCharsets.UTF_8)));
  }

  private static void problem(Exchange exchange, int status, String detail) throws IOException {
    exchange.json(status, "{\"status\":" + status + ",\"detail\":\"" + detail + "\"}");
  }

  private static String account(Request request) {
    try {
      return SignedJWT.parse(request.header("authorization").replace("Bearer ", ""))
          .getJWTClaimsSet()
          .getStringClaim("account");
    } catch (ParseException noToken) {
      throw new IllegalStateException("called without a person's token", noToken);
    }
  }

  private static ObjectNode object(String json) {
    return (ObjectNode) EventJson.MAPPER.readTree(json);
  }

  @Override
  public void close() {
    server.close();
  }
}
