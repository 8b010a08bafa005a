package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.atlas.console.RawHttp.Answer;
import io.atlas.console.Routes.Route;
import io.atlas.testing.BadInputs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Whatever is sent to whichever route: never a 5xx, never a stack trace that anybody can cause. */
class OddRequestsTest {

  private static final String FORM = "application/x-www-form-urlencoded";

  /** As they stand in a path or a query, encoded or not. */
  private static final List<String> VALUES =
      List.of(
          "{x}",
          "%7Bx%7D",
          "${7*7}",
          "%00",
          "a%00b",
          "%01",
          "%ED%A0%80",
          "%C0%80",
          "%FF%FE",
          "%",
          "%zz",
          "%u0041",
          "..%2F..",
          "%2e%2e",
          ";x=1",
          "a;b",
          "%E2%80%AE",
          "-1",
          "99999999999999999999",
          "1e400",
          "NaN",
          "+1000000000-12-31T23:59:59Z",
          "-1000000000-01-01T00:00:00Z",
          "//evil.example",
          "http://evil.example",
          "'%22%3Cscript%3E",
          "'%3B--",
          "a".repeat(3_000),
          "%F0%9F%98%80".repeat(100),
          // Cursors: of a time that no database knows, of no id, of nothing.
          "OTIyMzM3MjAzNjg1NDc3NTgwNyBh",
          "LTkyMjMzNzIwMzY4NTQ3NzU4MDggYQ",
          "MSA",
          "IA");

  private static final List<String> PARAMETERS =
      List.of(
          "id",
          "q",
          "flagged",
          "connection",
          "template",
          "outcome",
          "actionId",
          "connectionId",
          "category",
          "target",
          "range",
          "cursor",
          "attempt",
          "from",
          "to",
          "limit",
          "theme",
          "name",
          "sample",
          "version",
          "headers",
          "continue",
          "code",
          "state",
          "error",
          "_method");

  /** Names that form binding would have to make something of. */
  private static final List<String> NAMES =
      List.of(
          "headers[256].name",
          "headers[-1].name",
          "headers[2147483648].name",
          "headers[].name",
          "headers[x].name",
          "headers[0",
          "headers0]",
          "headers[0]",
          "headers[0][0].name",
          "headers[255].name",
          "headers[0].name.x",
          "headers.name",
          "headers",
          "connection",
          "connection[0]",
          "connection.connection.connection",
          "connection.clientSecret.value",
          "connection.clientSecret",
          "connection.nextClientSecret[0]",
          "class.module.classLoader",
          "version",
          "enabled",
          "addingConnection",
          "a.".repeat(2_000) + "a",
          "%00",
          "[[[[",
          ".",
          "");

  private static final List<String> HEADERS =
      List.of(
          "Accept: nonsense",
          "Accept: text/event-stream",
          "Accept: image/png",
          "Accept: application/json",
          "Accept-Language: %%%",
          "Cookie: ATLAS_CONSOLE=\0; =; atlas-theme=\"",
          "Cookie: atlas-theme={x}",
          "Referer: http://[::bad/{x}",
          "Referer: " + "/{x}?{y}",
          "HX-Target: {x}",
          "HX-Request: true",
          "Idempotency-Key: \u0007",
          "If-Match: x",
          "Range: bytes=5-1",
          "Content-Encoding: gzip",
          "X-HTTP-Method-Override: DELETE",
          "Last-Event-ID: x",
          "Forwarded: host=\"[\"",
          "X-Forwarded-Host: {x}",
          "X-Forwarded-For: x, y",
          "Host: {x}");

  private final RunningConsole console = RunningConsole.shared();
  private final RawHttp http = new RawHttp(console.port());
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final String account = RunningConsole.freshAccount();
  private final Browser browser = Browser.signedIn(console, account);
  private final String bearer =
      console.issuer.bearer(account, "atlas.read", "atlas.write", "atlas.operate");

  @BeforeEach
  void watch() {
    log.start();
    root().addAppender(log);
    browser.get("/account/connections");
  }

  @AfterEach
  void close() {
    root().detachAppender(log);
    browser.close();
  }

  @Test
  void oddValuesInPaths() {
    eachRoute(route -> {
      for (String value : of(route, VALUES)) {
        if (route.pattern().contains("{")) {
          send(route, route.path(value), "a=1", FORM);
        }
      }
    });
    assertNothingBroke();
  }

  @Test
  void oddValuesInQueries() {
    eachRoute(route -> {
      if (!route.isPost()) {
        for (String value : of(route, VALUES)) {
          String every =
              PARAMETERS.stream()
                  .map(parameter -> parameter + "=" + (value.length() > 100 ? "x" : value))
                  .collect(Collectors.joining("&", "?", ""));
          send(route, route.path("x1") + every, "", FORM);
        }
      }
    });
    // One by one, so that none hides behind another that is refused first.
    Map<String, List<String>> read =
        Map.of(
            "/actions", List.of("q", "flagged", "connection"),
            "/actions/new", List.of("template"),
            "/executions", List.of("id", "outcome", "actionId", "target", "range", "cursor"),
            "/executions/x1", List.of("attempt"),
            "/api/v1/executions", List.of("connectionId", "from", "to", "cursor", "limit"));
    read.forEach((path, parameters) -> {
      for (String parameter : parameters) {
        for (String value : VALUES) {
          send(new Route("GET", path), path + "?" + parameter + "=" + value, "", FORM);
        }
      }
    });
    assertNothingBroke();
  }

  @Test
  void oddFieldsInForms() {
    String action = Samples.action(console, account, "Create order", null);
    for (String path :
        List.of(
            "/actions/new",
            "/actions/" + action,
            "/actions/form/save-connection",
            "/account/connections/new")) {
      Route route = new Route("POST", path);
      of(route, NAMES).forEach(name -> send(route, path, name + "=1&" + name + "=2", FORM));
      NAMES.forEach(name -> send(route, path, name + ".x=1&" + name, FORM));
      for (String value : of(route, VALUES)) {
        String every =
            Stream.of("name", "url", "body", "timeout", "sample", "version", "factor", "maxAge")
                .map(name -> name + "=" + value + "&connection." + name + "=" + value)
                .collect(Collectors.joining("&"));
        send(route, path, every, FORM);
      }
    }
    assertNothingBroke();
  }

  @Test
  void oddMethodsAndBodies() {
    eachRoute(route -> {
      String path = route.path("x1");
      for (String method :
          List.of("PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "FOO", "get")) {
        send(new Route(method, path), path, "a=%zz&b", FORM);
      }
      if (!route.isPost()) {
        return;
      }
      for (String type :
          List.of(
              "multipart/form-data",
              "multipart/form-data; boundary=x",
              "application/json",
              "application/x-www-form-urlencoded; charset=utf-16",
              "application/x-www-form-urlencoded; charset=nonsense",
              "text/plain; charset=CESU-8",
              "nonsense",
              "a/b; c=\"")) {
        send(route, path, "{\"filter\":{\"actionId\":\"\\ud800\"}", type);
      }
    });
    assertNothingBroke();
  }

  @Test
  void oddHeaders() {
    eachRoute(route -> {
      if (route.isPost() && !route.pattern().startsWith("/api/")) {
        return;
      }
      String path = route.path("x1");
      for (String header : of(route, HEADERS)) {
        send(route, path, "a=1", FORM, header);
      }
    });
    assertNothingBroke();
  }

  @Test
  void oddReplays() {
    Route replays = new Route("POST", "/api/v1/replays");
    for (String body :
        List.of(
            "",
            "null",
            "[]",
            "{\"filter\":{\"actionId\":\"\\ud800\"}}",
            "{\"filter\":{\"actionId\":\"\\u0000\"}}",
            "{\"filter\":{\"host\":\"a\\udc00b\"}}",
            "{\"filter\":{\"from\":\"+1000000000-12-31T23:59:59Z\"}}",
            "{\"filter\":{\"to\":\"-1000000000-01-01T00:00:00Z\"}}",
            "{\"filter\":{\"from\":1e400}}",
            "{\"filter\":{\"outcome\":7}}",
            "{\"filter\":" + "{\"a\":".repeat(5_000),
            "[".repeat(100_000),
            "{\"filter\":{\"actionId\":\"" + "a".repeat(100_000) + "\"}}")) {
      send(replays, "/api/v1/replays", body, "application/json");
    }
    assertNothingBroke();
  }

  @Test
  void oddSignIns() {
    for (String path :
        List.of(
            "/oauth2/authorization/other",
            "/oauth2/authorization/",
            "/oauth2/authorization",
            "/oauth2/authorization/atlas/x",
            "/oauth2/authorization/{x}",
            "/login/oauth2/code/other",
            "/login/oauth2/code/other?code=1&state=2",
            "/login/oauth2/code/atlas",
            "/login/oauth2/code/atlas?code=1&state=2",
            "/login/oauth2/code/atlas?error=%00",
            "/login/oauth2/code/atlas?error=x&state=2",
            "/login",
            "/logout",
            "/error",
            "/sign-out")) {
      for (String method : List.of("GET", "POST")) {
        check(method + " " + path, http.send(method, path, new byte[0]));
      }
    }
    Answer other = http.send("GET", "/oauth2/authorization/other", new byte[0]);
    assertThat(other.status()).isEqualTo(404);
    assertThat(other.body()).contains("There is nothing here");
    assertNothingBroke();
  }

  /** Two at a time or more: each waits for its answer. */
  private void eachRoute(Consumer<Route> sending) {
    Routes.of(console).parallelStream().forEach(sending);
  }

  /**
   * All for the API. Of pages, which cost far more to make than to refuse, each gets a third, and
   * each value goes to a third of them.
   */
  private static <T> List<T> of(Route route, List<T> values) {
    if (route.isApi()) {
      return values;
    }
    int first = Math.floorMod(route.pattern().hashCode(), 3);
    return IntStream.range(0, values.size())
        .filter(place -> place % 3 == first)
        .mapToObj(values::get)
        .toList();
  }

  private void send(Route route, String target, String body, String type, String... headers) {
    if (route.pattern().endsWith("/live")) {
      return; // A stream does not end by itself.
    }
    List<String> all = new ArrayList<>(List.of(headers));
    byte[] sent = new byte[0];
    if (route.isApi()) {
      all.add("Authorization: Bearer " + bearer);
    } else if (all.stream().noneMatch(header -> header.startsWith("Cookie:"))) {
      all.add("Cookie: " + browser.cookies());
    }
    if (!route.method().equals("GET") && !route.method().equals("HEAD")) {
      all.add("Content-Type: " + type);
      all.add("X-CSRF-TOKEN: " + browser.csrf());
      sent = body.getBytes(StandardCharsets.UTF_8);
    }
    String what = route.method() + " " + target + " " + body + " " + List.of(headers);
    check(what, http.send(route.method(), target, sent, all.toArray(String[]::new)));
  }

  private void check(String what, Answer answer) {
    BadInputs.tried(getClass(), "odd values in paths, queries, forms, headers and bodies", what);
    if (answer.status() >= 500 || answer.status() == 0) {
      failures.add(answer.status() + ": " + what.substring(0, Math.min(200, what.length())));
    }
    if (answer.body().contains("Exception") || answer.body().contains("\tat ")) {
      failures.add("a trace: " + what.substring(0, Math.min(200, what.length())));
    }
  }

  private void assertNothingBroke() {
    assertThat(failures).isEmpty();
    assertThat(List.copyOf(log.list))
        .filteredOn(event -> event.getThrowableProxy() != null)
        .extracting(ILoggingEvent::getFormattedMessage)
        .isEmpty();
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }
}
