package io.atlas.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The fields of a connection under somebody's hands. */
class ConnectionFieldsInBrowserTest {

  /** What has the focus shows it, and nothing lies over it. */
  private static final String HIDDEN =
      """
      () => {
        const has = document.activeElement, box = has.getBoundingClientRect();
        const style = getComputedStyle(has);
        const marked = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0)
          || style.boxShadow !== 'none';
        const top = document.elementFromPoint(
          box.left + Math.min(6, box.width / 2), box.top + Math.min(6, box.height / 2));
        const seen = top !== null && (top === has || has.contains(top) || top.contains(has));
        return has === document.body || (marked && seen) ? null
          : [has.outerHTML.slice(0, 80), box.top, box.height, style.outlineStyle, style.boxShadow,
            top?.outerHTML.slice(0, 80)].join(' / ');
      }
      """;

  private static final Duration SOON = Duration.ofSeconds(5);

  private static Chromium chromium;

  private final RunningConsole console = RunningConsole.shared();
  private final String account = RunningConsole.freshAccount();

  @BeforeAll
  static void open() {
    chromium = Chromium.open();
  }

  @AfterAll
  static void close() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @Test
  @DisplayName(
      "Fill in the form: Connection Name, Client ID, Client Secret, Token Endpoint, Scopes, Audience,"
          + " Auth Method, of which basic is the default")
  void fields() {
    Page page = chromium.signedIn(console, account, ColorScheme.LIGHT);
    page.navigate("/actions/new");
    page.getByRole(AriaRole.BUTTON, named("Add new OAuth method")).click();
    Map<String, String> said =
        Map.of(
            "Connection Name", "A label for this connection. Shown in the dropdown later.",
            "Client ID", "From your OAuth app.",
            "Client Secret", "From your OAuth app. Stored encrypted",
            "Token Endpoint",
                "Full URL to the token issuer (e.g. https://login.example.com/oauth/token).",
            "Scopes", "Pick or type the scopes your action needs.",
            "Audience", "Required by some providers (Auth0, etc.).",
            "Auth Method", "basic (HTTP Basic auth header) is the default.");
    said.forEach((label, words) -> {
      Locator field = page.locator("#oauth-panel").getByLabel(label).first();
      assertThat(field).isVisible();
      String hints = field.getAttribute("aria-describedby");
      Assertions.assertThat(hints).as(label).isNotNull();
      Assertions.assertThat(
              Stream.of(hints.split(" "))
                  .map(id -> page.locator("#" + id).innerText())
                  .collect(Collectors.joining(" ")))
          .contains(words);
    });
    assertThat(page.getByLabel("Auth Method")).hasValue("basic");
  }

  @Test
  @DisplayName("A test, passed or refused, leaves the secret in the page, and the next save has it")
  void secretStays() {
    Page page = chromium.signedIn(console, account, ColorScheme.LIGHT);
    page.navigate("/account/connections/new");
    page.getByLabel("Connection Name").fill("Orders API");
    page.getByLabel("Client ID").fill("orders-client");
    page.getByLabel("Client Secret").fill("wrong");
    page.getByLabel("Token Endpoint").fill("https://login.example.com/oauth/token");
    page.getByLabel("Allowed hosts").fill("orders.example.com");
    Locator test = page.getByRole(AriaRole.BUTTON, named("Test").setExact(true));
    test.click();
    assertThat(page.locator("#client-secret-error")).containsText("invalid_client");
    assertThat(page.getByLabel("Client Secret")).hasValue("wrong");
    page.getByLabel("Client Secret").fill(StandInConnectionService.RIGHT_SECRET);
    test.click();
    assertThat(page.locator("#connection-passed")).isVisible();
    page.getByRole(AriaRole.BUTTON, named("Save").setExact(true)).click();
    assertThat(page.getByRole(AriaRole.STATUS).first()).containsText("Orders API");
    Assertions.assertThat(console.connectionService.connectionCount(account)).isEqualTo(1);
  }

  @Test
  @DisplayName("Wherever Tab leads, the focus is seen, and no bar lies over it")
  void tab() {
    Page page = chromium.signedIn(console, account, ColorScheme.LIGHT);
    page.setViewportSize(1360, 768);
    page.navigate("/actions/new");
    page.getByRole(AriaRole.BUTTON, named("Add new OAuth method")).click();
    assertThat(page.getByLabel("Connection Name")).isFocused();
    page.locator(".skip-link").focus();
    int stops = 0;
    do {
      page.keyboard().press("Tab");
      stops++;
      // Scrolling to it takes a moment.
      await("stop " + stops)
          .atMost(SOON)
          .untilAsserted(() -> Assertions.assertThat(page.evaluate(HIDDEN)).isNull());
    } while (!(Boolean) page.evaluate("document.activeElement.id === 'save-action'")
        && stops < 100);
    Assertions.assertThat(stops).isBetween(30, 99);
  }

  private static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name);
  }
}
