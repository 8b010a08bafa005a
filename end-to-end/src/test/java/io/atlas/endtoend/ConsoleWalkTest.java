package io.atlas.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.atlas.endtoend.AtlasProcess.ORDERS_SECRET;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions;
import com.microsoft.playwright.options.LoadState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The product document, walked by a person in a real browser. */
class ConsoleWalkTest {

  private static final AtlasProcess atlas = AtlasProcess.shared();
  private static Browser browser;

  @BeforeAll
  static void open() {
    Optional<Browser> installed = Browser.installed();
    Assumptions.assumeTrue(installed.isPresent(), "no Chromium is installed");
    browser = installed.get();
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void anActionWithANewOAuthMethodIsMadeFiredAndLosesItsConnection() {
    Page page = signedIn();

    page.navigate(atlas.url("CONSOLE") + "/actions/new");
    page.fill("#action-name", "Walked order");
    page.selectOption("#method", "POST");
    page.fill("#url", atlas.url("DEMO") + "/orders");
    page.fill("#body", "{\"item\":\"{{input.item}}\"}");

    page.click("#add-oauth-method");
    page.fill("#connection-name", "Walked connection");
    page.fill("#client-id", "orders-client");
    page.fill("#client-secret", "wrong-secret");
    page.fill("#token-endpoint", atlas.url("DEMO") + "/oauth2/token");
    page.fill("#scopes", "orders.read orders.write");
    page.click("#save-connection");

    assertThat(page.getByText("invalid_client").first()).isVisible();
    assertThat(page.locator("#connection-name")).hasValue("Walked connection");
    assertThat(page.locator("#action-name")).hasValue("Walked order");

    page.fill("#client-secret", ORDERS_SECRET);
    page.click("#save-connection");

    assertThat(page.locator("#authentication option:checked")).hasText("Walked connection");
    assertThat(page.locator("#action-name")).hasValue("Walked order");
    page.click("#save-action");
    assertThat(page.getByText("Walked order").first()).isVisible();

    page.navigate(atlas.url("CONSOLE") + "/executions");
    String actionId = actionId("Walked order");
    AtlasApi.demo(atlas)
        .post("/actions/" + actionId + "/fire", Map.of("input", Map.of("item", "walked")));
    // Live: nobody loads the page again.
    assertThat(page.locator("#executions").getByText("Walked order").first())
        .isVisible(new IsVisibleOptions().setTimeout(30_000));

    page.navigate(atlas.url("CONSOLE") + "/account/connections");
    Locator row = page.locator("tr[data-name='Walked connection']");
    row.locator(".rename-hint").click();
    row.locator("input[name=name]").fill("Renamed connection");
    row.locator(".rename-form button").click();
    page.locator("tr[data-name='Renamed connection'] [data-delete]").click();
    Locator dialog = page.locator("dialog[open]");
    assertThat(dialog.getByText("Walked order").first()).isVisible();
    dialog.locator("#confirm-delete").click();
    assertThat(page.locator("tr[data-name='Renamed connection']")).hasCount(0);

    page.navigate(atlas.url("CONSOLE") + "/actions");
    assertThat(page.locator("main").getByText("deleted").first()).isVisible();
  }

  @Test
  void onAPhoneNothingIsCutOff() {
    Page page = signedIn();
    page.setViewportSize(390, 844);
    String action = actionId("Create order");
    for (String path :
        List.of(
            "/actions",
            "/actions/new",
            "/actions/" + action,
            "/executions",
            "/attention",
            "/account/connections",
            "/account/connections/new")) {
      page.navigate(atlas.url("CONSOLE") + path);
      Assertions.assertThat(page.evaluate("document.documentElement.scrollWidth"))
          .as("width of %s", path)
          .isEqualTo(390);
      Assertions.assertThat((List<?>) page.evaluate(CUT_OFF)).as("cut off on %s", path).isEmpty();
    }
  }

  /** Controls beyond the right edge, but for those in parts that scroll by themselves. */
  private static final String CUT_OFF =
      """
      [...document.querySelectorAll('main input, main button, main select, main textarea, main .form-check')]
        .filter(each => each.checkVisibility() && each.getBoundingClientRect().right > innerWidth)
        .filter(each => {
          for (let at = each; at && at.tagName !== 'MAIN'; at = at.parentElement) {
            if (['auto', 'scroll'].includes(getComputedStyle(at).overflowX)) return false;
          }
          return true;
        })
        .map(each => each.outerHTML.slice(0, 100))
      """;

  private static Page signedIn() {
    Page page = browser.page();
    page.navigate(atlas.url("CONSOLE"));
    page.fill("input[name=username]", "demo");
    page.fill("input[name=password]", "demo");
    page.click("button[type=submit]");
    page.waitForURL(Pattern.compile(Pattern.quote(atlas.url("CONSOLE")) + ".*"));
    page.waitForLoadState(LoadState.DOMCONTENTLOADED);
    return page;
  }

  private static String actionId(String name) {
    return AtlasApi.demo(atlas)
        .get("/actions?limit=200")
        .body()
        .path("items")
        .findParents("name")
        .stream()
        .filter(action -> action.path("name").asString("").equals(name))
        .findFirst()
        .orElseThrow()
        .path("id")
        .asString();
  }
}
