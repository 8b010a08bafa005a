package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.console.Browser.Page;
import io.atlas.testing.LocalHttp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

class SignInTest {

  private final RunningConsole console = RunningConsole.shared();

  @Test
  void aPageLeadsThroughTheIssuerAndBack() {
    String account = RunningConsole.freshAccount();
    console.issuer.signInAs(account);
    try (Browser browser = new Browser(console)) {
      Page page = browser.get("/account/connections");
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.one("h1").text()).isEqualTo("Connections");
      assertThat(page.one(".who-name").text()).isEqualTo("Person of " + account);
    }
  }

  @Test
  void signingOutEndsTheSession() {
    try (Browser browser = Browser.signedIn(console, RunningConsole.freshAccount())) {
      Page out = browser.post("/sign-out", Map.of());
      assertThat(out.one("h1").text()).isEqualTo("You are signed out");
      assertThat(out.has(".who")).isFalse();
    }
  }

  @Test
  void anExpiredAccessTokenIsRefreshedUnseen() {
    console.issuer.accessTokensLive(Duration.ofSeconds(1));
    int before = console.issuer.refreshes();
    try (Browser browser = Browser.signedIn(console, RunningConsole.freshAccount())) {
      assertThat(browser.get("/account/connections").status()).isEqualTo(200);
      assertThat(console.issuer.refreshes()).isGreaterThan(before);
    } finally {
      console.issuer.accessTokensLive(Duration.ofMinutes(30));
    }
  }

  @Test
  void aPartOfAPageIsNotAnsweredWithTheSignInPage() {
    try (Browser browser = new Browser(console)) {
      browser.get("/signed-out");
      Page read = browser.get("/attention/count", "HX-Request", "true");
      assertThat(read.status()).isEqualTo(401);
      assertThat(read.headers()).containsEntry("HX-Refresh", "true");
      Page typed = browser.post("/actions/form/preview", Map.of(), "HX-Request", "true");
      assertThat(typed.status()).isEqualTo(401);
      assertThat(typed.headers()).as("the page stays").doesNotContainKey("HX-Refresh");
    }
  }

  @Test
  void aFormWithoutItsTokenIsRefused() {
    try (Browser browser = Browser.signedIn(console, RunningConsole.freshAccount())) {
      Page refused = browser.post("/account/connections/new", Map.of("_csrf", "forged"));
      assertThat(refused.status()).isEqualTo(403);
    }
  }

  @Test
  void noPageHasAnythingInlineAndEveryControlHasALabel() {
    String account = RunningConsole.freshAccount();
    String connection = Samples.connection(console, account, "Orders API");
    String action = Samples.action(console, account, "Create order", connection);
    String failing = Samples.failingConnection(console, account, "Leads");
    String flagged = Samples.flaggedAction(console, account, "Sync invoice");
    List<String> paths =
        List.of(
            "/actions",
            "/actions/templates",
            "/actions/new",
            "/actions/new?template=json-webhook",
            "/actions/" + action,
            "/actions/" + action + "/delete",
            "/executions",
            "/executions/unknown",
            "/attention",
            "/attention/alerts",
            "/account/connections",
            "/account/connections/new",
            "/actions/" + flagged,
            "/account/connections/" + failing,
            "/account/connections/" + connection,
            "/account/connections/" + connection + "/delete");
    try (Browser browser = Browser.signedIn(console, account)) {
      for (String path : paths) {
        Page page = browser.get(path);
        assertThat(page.status()).as(path).isEqualTo(200);
        assertThat(page.headers().get("Content-Security-Policy"))
            .as(path)
            .contains("script-src 'self'")
            .doesNotContain("unsafe");
        assertThat(page.html().select("script:not([src]), style, [style], [onclick]"))
            .as(path)
            .isEmpty();
        assertThat(page.html().select("h1")).as(path).hasSize(1);
        for (Element control : page.html().select("input:not([type=hidden]), select, textarea")) {
          boolean labelled =
              (!control.id().isEmpty() && page.has("label[for=" + control.id() + "]"))
                  || control.closest("label") != null
                  || control.closest("template") != null;
          assertThat(labelled).as("%s: %s has a label", path, control).isTrue();
        }
      }
    }
  }

  @Test
  void healthAndMetricsNeedNoSignIn() {
    int management = console.managementPort();
    for (String path :
        List.of(
            "/actuator/health/readiness", "/actuator/health/liveness", "/actuator/prometheus")) {
      assertThat(LocalHttp.status(management, path)).as(path).isEqualTo(200);
    }
    assertThat(LocalHttp.status(management, "/actuator/env")).isEqualTo(404);
    assertThat(LocalHttp.status(management, "/actuator")).isEqualTo(404);
  }

  @Test
  void thePortOfThePagesTellsNoMoreThanWhetherItServes() {
    try (Browser browser = new Browser(console)) {
      assertThat(browser.get("/livez").text()).isEqualTo("{\"status\":\"UP\"}");
      assertThat(browser.get("/readyz").text()).isEqualTo("{\"status\":\"UP\"}");
      for (String path :
          List.of("/actuator", "/actuator/health", "/actuator/prometheus", "/actuator/env")) {
        assertThat(browser.get(path).status()).as(path).isEqualTo(404);
      }
    }
  }

  @Test
  void theThemeIsKept() {
    try (Browser browser = Browser.signedIn(console, RunningConsole.freshAccount())) {
      browser.get("/account/connections");
      browser.post("/theme", Map.of("theme", "dark"));
      assertThat(browser.get("/account/connections").one("html").attr("data-bs-theme"))
          .isEqualTo("dark");
    }
  }
}
