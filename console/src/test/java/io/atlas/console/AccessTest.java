package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.console.Browser.Page;
import io.atlas.console.RawHttp.Answer;
import io.atlas.console.Routes.Route;
import io.atlas.testing.BadInputs;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Who may come in where, over every route there is. */
class AccessTest {

  private static final byte[] NOTHING = {};

  private final RunningConsole console = RunningConsole.shared();
  private final RawHttp http = new RawHttp(console.port());
  private final String account = RunningConsole.freshAccount();

  @TestFactory
  Stream<DynamicTest> nothingIsShownWithoutTheRightToLook() {
    Browser browser = Browser.signedIn(console, account, "openid", "atlas.write", "atlas.operate");
    return guarded(false)
        .map(route ->
            DynamicTest.dynamicTest(
                route.toString(),
                () -> {
                  Answer answer = send(route, browser);
                  assertThat(answer.status()).isEqualTo(403);
                  assertThat(answer.body())
                      .contains("look at actions, connections and executions", "atlas.read")
                      .contains("operator", "id=\"sign-out-here\"")
                      .doesNotContain("rail-nav");
                }));
  }

  @TestFactory
  Stream<DynamicTest> nothingIsDoneWithTheRightToLookAlone() {
    Browser browser = Browser.signedIn(console, account, "openid", "atlas.read");
    return guarded(false)
        .filter(route -> route.isPost() && !route.pattern().equals("/actions/form/{step}"))
        .map(route ->
            DynamicTest.dynamicTest(
                route.toString(),
                () -> {
                  Answer answer = send(route, browser);
                  assertThat(answer.status()).isEqualTo(403);
                  assertThat(answer.body())
                      .contains("You lack the right to")
                      .contains("scope atlas.");
                }));
  }

  @TestFactory
  Stream<DynamicTest> strangersAreLedToTheSignIn() {
    Browser stranger = new Browser(console);
    stranger.get("/signed-out");
    return guarded(false)
        .map(route ->
            DynamicTest.dynamicTest(
                route.toString(),
                () -> {
                  Answer answer = send(route, stranger);
                  assertThat(answer.status()).isEqualTo(302);
                  assertThat(answer.header("Location")).contains("/oauth2/authorization/atlas");
                }));
  }

  @TestFactory
  Stream<DynamicTest> programsNeedTheirScopesToo() {
    String empty = console.issuer.bearer(account, "openid");
    return guarded(true)
        .map(route ->
            DynamicTest.dynamicTest(
                route.toString(),
                () -> {
                  String path = route.path("x1");
                  BadInputs.tried(getClass(), "route × missing right or sign-in", route);
                  Answer none = http.send(route.method(), path, NOTHING);
                  assertThat(none.status()).isEqualTo(401);
                  Answer lacking =
                      http.send(route.method(), path, NOTHING, "Authorization: Bearer " + empty);
                  assertThat(lacking.status()).isEqualTo(403);
                  assertThat(lacking.body()).contains("lacks the scope");
                }));
  }

  @Test
  void aPersonWithoutTheRightToLookCanSignOut() {
    try (Browser browser = Browser.signedIn(console, account, "openid")) {
      assertThat(browser.get("/executions").has("#sign-out-here")).isTrue();
      Page out = browser.post("/sign-out", Map.of());
      assertThat(out.one("h1").text()).isEqualTo("You are signed out");
    }
  }

  @Test
  void anIdentityWithoutAUsableAccountIsToldSo() {
    for (Object odd :
        List.of(
            List.of("demo"),
            7,
            true,
            "",
            " ",
            " demo",
            "demo ",
            "de\0mo",
            "de\u202emo",
            "de\nmo",
            "\ud83d\ude00",
            "a".repeat(129))) {
      BadInputs.tried(getClass(), "account that can be none", odd);
      console.issuer.signInAs(odd);
      try (Browser browser = new Browser(console)) {
        Page page = browser.get("/executions");
        assertThat(page.status()).as("%s", odd).isEqualTo(403);
        assertThat(page.one("h1").text()).isEqualTo("Your sign-in names no account");
        assertThat(page.has("#sign-out-here")).isTrue();
      }
      Answer api =
          http.send(
              "GET",
              "/api/v1/executions",
              NOTHING,
              "Authorization: Bearer " + console.issuer.bearer(odd, "atlas.read"));
      assertThat(api.status()).as("%s", odd).isEqualTo(403);
      assertThat(api.body()).as("%s", odd).contains("names no account");
    }
  }

  @Test
  void aProgramAtAPageGetsProblemDetails() {
    Answer stranger = http.send("GET", "/actions", NOTHING, "Accept: application/json");
    assertThat(stranger.status()).isEqualTo(401);
    assertThat(stranger.header("Content-Type")).contains("application/problem+json");
    try (Browser browser = Browser.signedIn(console, account)) {
      Answer missing =
          http.send(
              "GET",
              "/actions/nothing",
              NOTHING,
              "Accept: application/json",
              "Cookie: " + browser.cookies());
      assertThat(missing.status()).isEqualTo(404);
      assertThat(missing.header("Content-Type")).contains("application/problem+json");
      Page page = browser.get("/actions/new?template=nothing");
      assertThat(page.status()).isEqualTo(404);
      assertThat(page.one("h1").text()).isEqualTo("There is nothing here");
    }
  }

  @Test
  void everyFileOfAPageIsThere() {
    try (Browser browser = Browser.signedIn(console, account)) {
      List<String> files =
          browser.get("/actions").html().select("script[src], link[href]").stream()
              .map(each -> each.hasAttr("src") ? each.attr("src") : each.attr("href"))
              .toList();
      assertThat(files).hasSizeGreaterThan(5);
      for (String file : files) {
        assertThat(http.send("GET", file, NOTHING).status()).as(file).isEqualTo(200);
      }
    }
  }

  /** Those that a page or a program may not have without a sign-in. */
  private Stream<Route> guarded(boolean api) {
    return Routes.of(console).stream()
        .filter(Route::needsSignIn)
        .filter(route -> route.isApi() == api);
  }

  private Answer send(Route route, Browser browser) {
    BadInputs.tried(getClass(), "route × missing right or sign-in", route + browser.cookies());
    return http.send(
        route.method(),
        route.path("x1"),
        NOTHING,
        "Cookie: " + browser.cookies(),
        "X-CSRF-TOKEN: " + browser.csrf());
  }
}
