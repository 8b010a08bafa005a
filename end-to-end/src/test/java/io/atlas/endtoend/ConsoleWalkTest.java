package io.atlas.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.atlas.endtoend.AtlasProcess.ORDERS_SECRET;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions;
import com.microsoft.playwright.options.LoadState;
import io.atlas.embedded.TestChromium;
import io.atlas.model.event.EventJson;
import io.atlas.testing.FaultyHttpServer;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The product document, walked by a person in a real browser. */
class ConsoleWalkTest {

  private static final Map<String, Object> JSON =
      Map.of("name", "Content-Type", "value", "application/json", "secret", false);

  private static final AtlasProcess atlas = AtlasProcess.shared();
  private static TestChromium browser;

  @BeforeAll
  static void open() {
    browser = TestChromium.open();
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
  void anAlertArrivesOnceAndIsNotFiredAboutItself() throws Exception {
    AtlasApi api = AtlasApi.demo(atlas);
    try (FaultyHttpServer receiver = FaultyHttpServer.start(FaultyHttpServer.always(200, "{}"))) {
      String teller =
          api.post(
                  "/actions",
                  Map.of(
                      "name", "Tell the team",
                      "method", "POST",
                      "url", receiver.url("/told"),
                      "headers", List.of(JSON),
                      "body", "{{input}}"))
              .text("id");
      Page page = signedIn();
      page.navigate(atlas.url("CONSOLE") + "/attention");
      page.getByText("Alerts").first().click();
      page.selectOption("#alert-action", teller);
      page.getByLabel("A secret expires").check();
      page.getByLabel("Many events of an action").check();
      page.click("#add-alert");
      assertThat(page.locator("#alerts").getByText("Tell the team").first()).isVisible();

      String expiring = connectionThatExpires(api, "Soon to expire");
      await().atMost(Duration.ofSeconds(30)).until(() -> receiver.requests().size() == 1);
      JsonNode told = EventJson.MAPPER.readTree(receiver.requests().getFirst().body());
      Assertions.assertThat(told.path("kind").asString()).isEqualTo("SECRET_EXPIRING");
      Assertions.assertThat(told.path("raised").asBoolean()).isTrue();
      page.navigate(atlas.url("CONSOLE") + "/attention");
      assertThat(page.getByText("The secret of “Soon to expire” expires on").first()).isVisible();

      // Its own failures are told, but not by itself; the next notice shows that none is under way.
      receiver.behave(FaultyHttpServer.always(400, "{}"));
      for (int i = 0; i < 10; i++) {
        api.post("/actions/" + teller + "/fire", Map.of("input", Map.of("own", i)));
      }
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> {
            page.navigate(atlas.url("CONSOLE") + "/attention");
            return page.getByText("“Tell the team” failed for good within").count() == 1;
          });
      receiver.behave(FaultyHttpServer.always(200, "{}"));
      api.delete("/connections/" + expiring);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> receiver.requests().getLast().body().contains("CLEARED"));
      Assertions.assertThat(receiver.requests()).hasSize(12);
      Assertions.assertThat(receiver.requests())
          .noneMatch(request -> request.body().contains("DEAD_LETTERS"));
      api.delete("/actions/" + teller);
    }
  }

  private static String connectionThatExpires(AtlasApi api, String name) {
    Map<String, Object> connection = new HashMap<>(Orders.connection(atlas, name, ORDERS_SECRET));
    connection.put("secretExpiresOn", LocalDate.now(ZoneOffset.UTC).plusDays(5).toString());
    return api.post("/connections", connection).text("id");
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
            "/attention/alerts",
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
