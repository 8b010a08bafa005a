package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.console.Browser.Page;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The console's edge: rights, sessions, and whatever an address or a form holds")
class EdgeTest {

  private static final List<String> PAGES =
      List.of(
          "/",
          "/actions",
          "/actions/new",
          "/actions/templates",
          "/actions/0",
          "/executions",
          "/executions/0",
          "/executions/live",
          "/attention",
          "/attention/count",
          "/account/connections",
          "/account/connections/new",
          "/account/connections/0");

  private final RunningConsole console = RunningConsole.shared();

  @Test
  void nobodySeesAPageOrAStreamWithoutTheRightToLook() {
    try (Browser browser =
        Browser.signedIn(console, RunningConsole.freshAccount(), "atlas.write", "atlas.operate")) {
      for (String path : PAGES) {
        Page page = browser.get(path);
        assertThat(page.status()).as(path).isEqualTo(403);
        assertThat(page.text()).as(path).contains("atlas.read");
      }
    }
  }

  @Test
  void aStreamEndsWithItsSession() {
    try (Browser browser = Browser.signedIn(console, RunningConsole.freshAccount())) {
      List<String> stream = browser.follow("/executions/live");
      await().until(() -> stream.contains(":open"));
      browser.post("/sign-out", Map.of());
      await().until(() -> stream.contains("ended"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/executions?id=%7Bx%7D",
        "/executions?id=%2F..%2F..%2Factions",
        "/executions?cursor=x",
        "/executions?cursor=%00",
        "/executions?from=never&to=9999999999999999999",
        "/executions?outcome=NONE",
        "/executions?actionId=%00",
        "/executions/%7Bx%7D",
        "/executions/a%00b",
        "/executions/x?attempt=99999999999",
        "/executions/x?attempt=-1",
        "/actions?q=%00",
        "/actions/%00",
        "/actions/%F0%9F",
        "/actions/new?template=%00",
        "/actions/new?template=nothing",
        "/account/connections/%7B%7D",
        "/account/connections/%ED%A0%80",
        "/oauth2/authorization/other",
        "/oauth2/authorization/",
        "/login/oauth2/code/other?code=1&state=2",
        "/login/oauth2/code/atlas?code=1&state=2",
        "/theme?theme=%00",
        "/error",
        "/nowhere",
        "/api/v1/executions?cursor=%00",
        "/executions?page=-1&size=1000000000"
      })
  void noAddressIsAnErrorOfOurs(String path) {
    try (Browser browser = Browser.signedIn(console, RunningConsole.freshAccount())) {
      Page page = browser.get(path);
      // The plain address of the error page has no error to tell of.
      assertThat(page.status()).as(path).isLessThan(path.equals("/error") ? 600 : 500);
      assertThat(page.text()).doesNotContain("java.lang").doesNotContain("at io.atlas");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "headers[256].name",
        "headers[-1].name",
        "headers[99999999999].name",
        "headers[x].name",
        "headers[0].nothing",
        "headers.name",
        "class.module.classLoader",
        "name[0]",
        "headers[0][1].name",
        "sample.x"
      })
  void noFieldOfAFormIsAnErrorOfOurs(String field) {
    try (Browser browser = Browser.signedIn(console, RunningConsole.freshAccount())) {
      Page blank = browser.get("/actions/new");
      Map<String, String> form = new LinkedHashMap<>(blank.form("form#action-form, main form"));
      form.put(field, "x");
      for (String path : List.of("/actions/new", "/actions/form/preview")) {
        Page page = browser.post(path, form);
        assertThat(page.status()).as("%s %s", path, field).isLessThan(500);
      }
    }
  }

  @Test
  void forwardedHeadersAreNobodysWord() {
    try (Browser browser = Browser.signedIn(console, RunningConsole.freshAccount())) {
      Page page =
          browser.post(
              "/sign-out",
              Map.of(),
              "X-Forwarded-Host",
              "evil.example",
              "X-Forwarded-Proto",
              "https",
              "X-Forwarded-Prefix",
              "/evil");
      assertThat(page.text()).doesNotContain("evil");
    }
  }
}
