package io.atlas.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.atlas.endtoend.AtlasProcess.ORDERS_SECRET;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.LoadState;
import io.atlas.embedded.TestChromium;
import java.util.UUID;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The console's forms in a real browser: nothing typed is lost, and one save saves all. */
class ConsoleFormsTest {

  private static final AtlasProcess atlas = AtlasProcess.shared();
  private static TestChromium browser;

  private final String name = "Form " + UUID.randomUUID().toString().substring(0, 8);

  @BeforeAll
  static void open() {
    browser = TestChromium.open();
    // A first credential test takes its time.
    PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  @DisplayName("Once saved, the new connection is auto-selected on the action you’re editing")
  void theBigButtonSavesTheConnectionToo() {
    Page page = newAction();
    typeConnection(page, ORDERS_SECRET);
    page.click("#save-action");
    assertThat(page.locator("[role=status]").first()).containsText("and the connection");
    assertThat(page.locator("#authentication option:checked")).hasText(name + " connection");
    assertThat(page.locator("#action-name")).hasValue(name);
  }

  @ParameterizedTest
  @CsvSource({"1360,768", "390,844"})
  @DisplayName("If the test fails, the connection isn’t saved and you’ll see the error")
  void theFailedTestsWordsAreInView(int width, int height) {
    Page page = newAction();
    page.setViewportSize(width, height);
    typeConnection(page, "wrong");
    for (String button : new String[] {"#save-connection", "#test-connection", "#save-action"}) {
      page.waitForResponse(
          response -> response.request().method().equals("POST"), () -> page.click(button));
      Locator said = page.locator("#client-id-error");
      assertThat(said).containsText("invalid_client");
      assertThat(page.locator("#client-id")).isFocused();
      assertThat(page.locator("#client-secret")).hasValue("wrong");
      await(button).until(() -> (Boolean) said.evaluate(UNCOVERED));
    }
    page.fill("#client-secret", ORDERS_SECRET);
    page.click("#test-connection");
    assertThat(page.locator("#connection-passed")).isVisible();
    assertThat(page.locator("#client-secret")).hasValue(ORDERS_SECRET);
  }

  /** What is at the middle of the text is the text, not the bar over it. */
  private static final String UNCOVERED =
      """
      each => {
        const box = each.getBoundingClientRect();
        const top = document.elementFromPoint(box.left + Math.min(20, box.width / 2), box.top + box.height / 2);
        return top !== null && (top === each || each.contains(top));
      }
      """;

  @Test
  @DisplayName("A session that ends in the middle of a form loses nothing, not even secrets")
  void anEndedSession() {
    Page page = newAction();
    typeConnection(page, ORDERS_SECRET);
    page.context().clearCookies();
    page.click("#save-action");
    assertThat(page.locator("#session-ended")).isVisible();
    assertThat(page.locator("#client-secret")).hasValue(ORDERS_SECRET);

    Page beside = page.context().newPage();
    signIn(beside);
    beside.close();
    page.bringToFront();
    page.evaluate("window.dispatchEvent(new Event('focus'))");
    assertThat(page.locator("#session-ended")).isHidden();
    page.click("#save-action");
    assertThat(page.locator("[role=status]").first()).containsText("and the connection");
  }

  @Test
  @DisplayName("A reload, a link and the colours leave what was typed, but for secrets")
  void aReload() {
    Page page = newAction();
    typeConnection(page, ORDERS_SECRET);
    page.click("[name=theme][value=dark]");
    assertThat(page.locator("html")).hasAttribute("data-bs-theme", "dark");
    assertThat(page.locator("#client-secret")).hasValue(ORDERS_SECRET);

    // htmx keeps something of its own there, too.
    String kept = "JSON.stringify({...sessionStorage})";
    page.waitForCondition(() -> ((String) page.evaluate(kept)).contains(name));
    Assertions.assertThat((String) page.evaluate(kept)).doesNotContain(ORDERS_SECRET);
    Assertions.assertThat((String) page.evaluate("JSON.stringify({...localStorage})"))
        .doesNotContain(ORDERS_SECRET);
    page.reload();
    assertThat(page.locator("#draft-restored")).containsText("type them again");
    assertThat(page.locator("#action-name")).hasValue(name);
    assertThat(page.locator("#connection-name")).hasValue(name + " connection");
    assertThat(page.locator("#scopes")).hasValue("orders.read orders.write");
    assertThat(page.locator("#client-secret")).hasValue("");

    page.navigate(atlas.url("CONSOLE") + "/executions");
    page.navigate(atlas.url("CONSOLE") + "/actions/new");
    assertThat(page.locator("#action-name")).hasValue(name);
    page.click("#draft-discard");
    assertThat(page.locator("#action-name")).hasValue("");
    assertThat(page.locator("#draft-restored")).hasCount(0);
    page.click("[name=theme][value=auto]");
  }

  @Test
  @DisplayName("Two editors of one action: both versions are kept, and chosen field by field")
  void twoEditors() {
    Page first = newAction();
    first.click("#save-action");
    assertThat(first.locator("h1")).hasText(name);
    Page second = first.context().newPage();
    second.navigate(first.url());
    first.fill("#url", atlas.url("DEMO") + "/orders?first");
    first.click("#save-action");
    assertThat(first.locator("[role=status]").first()).containsText("Saved");

    second.fill("#url", atlas.url("DEMO") + "/orders?second");
    second.fill("#body", "{\"second\": true}");
    second.click("#save-action");
    assertThat(second.locator("#conflict")).containsText("/orders?first");
    assertThat(second.locator("#conflict")).containsText("/orders?second");
    second.locator("[name='choose.url'][value=theirs]").check();
    second.click("#save-action");
    assertThat(second.locator("[role=status]").first()).containsText("Saved");
    assertThat(second.locator("#url")).hasValue(atlas.url("DEMO") + "/orders?first");
    assertThat(second.locator("#body")).hasValue("{\"second\": true}");
  }

  @Test
  @DisplayName("A double click saves once")
  void aDoubleClick() {
    Page page = newAction();
    page.dblclick("#save-action");
    assertThat(page.locator("h1")).hasText(name);
    page.navigate(atlas.url("CONSOLE") + "/actions?q=" + name.replace(" ", "%20"));
    assertThat(page.locator(".row-title").getByText(name)).hasCount(1);
  }

  @Test
  @DisplayName("Test fire shows what came of what is typed, saved or not, beside the form")
  void testFire() {
    Page page = newAction();
    page.fill("#body", "{\"item\":\"{{input.item}}\"}");
    page.fill("#sample", "{\"item\":\"from the form\"}");
    page.click("#test-fire");
    Locator result = page.locator("#test-fire-result");
    assertThat(result).containsText("HTTP 401", new ContainsTextOptions().setTimeout(30_000));
    assertThat(result).containsText("from the form");
    assertThat(result.locator(".phases")).isVisible();
    Assertions.assertThat(result.locator("#copy-curl").getAttribute("data-copy"))
        .contains("--data-raw", "from the form");

    typeConnection(page, ORDERS_SECRET);
    page.click("#save-connection");
    assertThat(page.locator("#connection-saved")).isVisible();
    page.click("#test-fire");
    assertThat(result).containsText("HTTP 201", new ContainsTextOptions().setTimeout(30_000));
    assertThat(page.locator("#action-name")).hasValue(name);

    page.fill("#sample", "{no json");
    page.click("#test-fire");
    assertThat(result).containsText("is not valid JSON");
    assertThat(page.locator("#sample")).hasValue("{no json");
  }

  @Test
  @DisplayName("Scopes: pick or type the scopes your action needs; an issuer’s URL fills the form")
  void discovery() {
    Page page = newAction();
    page.click("#add-oauth-method");
    page.fill("#issuer", atlas.url("DEMO") + "/oauth2/token");
    page.click("#discover");
    assertThat(page.locator("#discovered")).isVisible();
    assertThat(page.locator("#token-endpoint")).hasValue(atlas.url("DEMO") + "/oauth2/token");
    page.fill("#scopes", "orders.read typed.scope");
    assertThat(page.locator("#scope-chips .scope-chip")).hasCount(2);
    page.locator("#scope-chips .scope-chip").last().click();
    assertThat(page.locator("#scopes")).hasValue("orders.read");

    page.fill("#provider-search", "auth0");
    page.press("#provider-search", "Enter");
    assertThat(page.locator("#provider")).hasValue("auth0");
    assertThat(page.locator("#scopes")).hasValue("orders.read");
  }

  @Test
  @DisplayName("To rename one, go to Account > Connections: by touch and by keyboard")
  void renaming() {
    Page page = newAction();
    typeConnection(page, ORDERS_SECRET);
    page.click("#save-connection");
    assertThat(page.locator("#connection-saved")).isVisible();
    page.setViewportSize(390, 844);
    page.navigate(atlas.url("CONSOLE") + "/account/connections");
    Locator row = page.locator("tr[data-name='" + name + " connection']");
    Locator pen = row.locator(".rename-hint");
    assertThat(pen).isVisible();
    Assertions.assertThat((String) pen.evaluate("each => getComputedStyle(each).opacity"))
        .isEqualTo("1");
    row.locator(".row-title").click();
    page.locator("#rename-connection").focus();
    page.keyboard().press("Enter");
    page.locator("#new-name").fill(name + " renamed");
    page.keyboard().press("Enter");
    assertThat(page.locator("tr[data-name='" + name + " renamed']")).isVisible();
  }

  private Page newAction() {
    Page page = browser.page();
    signIn(page);
    page.navigate(atlas.url("CONSOLE") + "/actions/new");
    page.fill("#action-name", name);
    page.fill("#url", atlas.url("DEMO") + "/orders");
    return page;
  }

  private void typeConnection(Page page, String secret) {
    page.click("#add-oauth-method");
    page.fill("#connection-name", name + " connection");
    page.fill("#client-id", "orders-client");
    page.fill("#client-secret", secret);
    page.fill("#token-endpoint", atlas.url("DEMO") + "/oauth2/token");
    page.fill("#scopes", "orders.read orders.write");
  }

  private static void signIn(Page page) {
    page.navigate(atlas.url("CONSOLE"));
    if (page.locator("input[name=username]").count() > 0) {
      page.fill("input[name=username]", "demo");
      page.fill("input[name=password]", "demo");
      page.click("button[type=submit]");
    }
    page.waitForURL(Pattern.compile(Pattern.quote(atlas.url("CONSOLE")) + ".*"));
    page.waitForLoadState(LoadState.DOMCONTENTLOADED);
  }
}
