package io.atlas.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.atlas.endtoend.AtlasProcess.ORDERS_SECRET;
import static io.atlas.endtoend.ConsolePage.button;
import static io.atlas.endtoend.ConsolePage.label;
import static io.atlas.endtoend.ConsolePage.named;
import static io.atlas.endtoend.ConsolePage.panel;
import static io.atlas.endtoend.ConsolePage.role;
import static io.atlas.endtoend.ConsolePage.save;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.atlas.embedded.TestChromium;
import io.atlas.testing.FaultyHttpServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Sentences of what people are told about OAuth credentials, by role and visible label. Others are
 * names of tests in {@link ConsoleFormsTest} and {@link TokenSentencesTest}.
 */
class ProductDocumentTest {

  private static final AtlasProcess atlas = AtlasProcess.shared();
  private static final ContainsTextOptions SOON = new ContainsTextOptions().setTimeout(30_000);
  private static TestChromium browser;

  private final String name = "Told " + UUID.randomUUID().toString().substring(0, 8);

  @BeforeAll
  static void open() {
    browser = TestChromium.open();
    PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
    }
  }

  @ParameterizedTest(name = "{displayName} ({0}×{1})")
  @CsvSource({"1360,768", "390,844"})
  @DisplayName(
      "You save a connection once, and Atlas will fetch and refresh tokens automatically every time"
          + " the action fires")
  void onceSaved(int width, int height) {
    Page page = signedIn(width, height);
    page.navigate(atlas.url("CONSOLE") + "/actions/new");
    button(page, "Save action").click();
    assertThat(
            page.getByText("URL must be a valid URL, such as https://api.example.com/orders")
                .first())
        .isVisible();
    label(page, "Name").fill(name);
    label(page, "Method").selectOption("POST");
    label(page, "URL").fill(atlas.url("DEMO") + "/orders");
    label(page, "Body").fill("{\"item\":\"{{input.item}}\"}");
    // The sample follows what the body uses.
    assertThat(label(page, "Sample input")).hasValue(Pattern.compile("\"item\""));

    button(page, "Add new OAuth method").click();
    assertThat(label(page, "Connection Name")).isFocused();
    assertThat(label(page, "Auth Method")).hasValue("basic");
    label(page, "Connection Name").fill(name + " connection");
    label(page, "Client ID").fill("orders-client");
    label(page, "Client Secret").fill(ORDERS_SECRET);
    label(page, "Token Endpoint").fill("no url");
    page.getByLabel("Scopes optional").fill("orders.read orders.write");
    Locator panel = panel(page);
    save(panel).click();
    assertThat(panel).containsText("Token Endpoint must be a valid URL");
    label(page, "Token Endpoint").fill(atlas.url("DEMO") + "/oauth2/token");
    // Audience is optional, and stays empty.
    save(panel).click();
    assertThat(page.locator("#authentication option:checked")).hasText(name + " connection");

    Locator result = page.locator("#test-fire-result");
    button(page, "Test fire").click();
    assertThat(result).containsText("HTTP 201", SOON);
    assertThat(result.getByRole(AriaRole.TABLE, table("Request headers")))
        .containsText("Authorization");
    assertThat(result).not().containsText("HTTP 401");
    button(page, "Save action").click();
    assertThat(page.getByRole(AriaRole.STATUS).first()).containsText("Events fire it from now on");
  }

  @Test
  @DisplayName(
      "You can add OAuth connections from inside any action form — Create from scratch, Edit, or a"
          + " template form; you can save multiple and pick which one to use per action")
  void anyForm() {
    AtlasApi api = AtlasApi.demo(atlas);
    String first = connection(api, name + " first", List.of("orders.read", "orders.write"));
    connection(api, name + " second", List.of("orders.read", "orders.write"));
    String action = api.post("/actions", Orders.action(atlas, name, first)).text("id");
    Page page = signedIn(1360, 768);

    page.navigate(atlas.url("CONSOLE") + "/actions/" + action);
    button(page, "Add new OAuth method").click();
    assertThat(label(page, "Connection Name")).isFocused();
    panel(page).getByRole(AriaRole.BUTTON, named("Cancel")).click();
    assertThat(panel(page)).hasCount(0);
    label(page, "Authentication method").selectOption(name + " second");
    button(page, "Save action").click();
    assertThat(page.getByRole(AriaRole.STATUS).first()).containsText("Saved");
    assertThat(page.locator("#authentication option:checked")).hasText(name + " second");

    page.navigate(atlas.url("CONSOLE") + "/actions/templates");
    page.locator("a.template").first().click();
    button(page, "Add new OAuth method").click();
    assertThat(panel(page)).isVisible();

    // You don’t need to add an Authorization header manually.
    page.navigate(atlas.url("CONSOLE") + "/actions/" + action);
    label(page, "Header name").last().fill("Authorization");
    label(page, "Header value").last().fill("Bearer mine");
    button(page, "Save action").click();
    assertThat(page.getByText("must not be Authorization").first()).isVisible();
  }

  @Test
  @DisplayName("For static API keys or bearer tokens, use a custom Header on the action instead")
  void aStaticKey() {
    try (FaultyHttpServer target = FaultyHttpServer.start(FaultyHttpServer.always(200, "{}"))) {
      Page page = newAction(target.url("/keyed"));
      label(page, "Header name").last().fill("X-Api-Key");
      label(page, "Header value").last().fill("static-key-of-" + name);
      page.getByText("secret", new Page.GetByTextOptions().setExact(true)).last().click();
      button(page, "Test fire").click();
      assertThat(page.locator("#test-fire-result")).containsText("HTTP 200", SOON);
      Assertions.assertThat(target.requests().getLast().header("X-Api-Key"))
          .isEqualTo("static-key-of-" + name);
      button(page, "Save action").click();
      assertThat(page.getByRole(AriaRole.STATUS).first()).containsText("Saved");
      Assertions.assertThat(page.content()).doesNotContain("static-key-of-");
    }
  }

  @Test
  @DisplayName("Action returns 403: add scopes. Action returns 401: token expired, or scopes")
  void troubleshooting() {
    AtlasApi api = AtlasApi.demo(atlas);
    String connection = connection(api, name + " reading", List.of("orders.read"));
    String forbidden =
        api.post("/actions", Orders.action(atlas, name + " 403", connection)).text("id");
    Page page = signedIn(1360, 768);
    Locator diagnosis = page.locator(".diagnosis");
    execution(page, api, forbidden);
    assertThat(diagnosis).containsText("403", SOON);
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Add scopes")).click();
    assertThat(page.locator("#scopes")).isFocused();
    assertThat(page.getByRole(AriaRole.BUTTON, role("Add orders.write"))).isVisible();

    try (FaultyHttpServer target = FaultyHttpServer.start(FaultyHttpServer.always(401, "{}"))) {
      Map<String, Object> action = new HashMap<>(Orders.action(atlas, name + " 401", connection));
      action.put("url", target.url("/"));
      execution(page, api, api.post("/actions", action).text("id"));
      assertThat(diagnosis).containsText("401", SOON);
      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Look at the connection"))
          .click();
      assertThat(page.getByRole(AriaRole.HEADING, role(name + " reading"))).isVisible();
    }
  }

  @Test
  @DisplayName(
      "Deleting a connection breaks any action still pointing to it — switch those actions to a"
          + " different method first")
  void deleting() {
    AtlasApi api = AtlasApi.demo(atlas);
    String going = connection(api, name + " going", List.of("orders.read"));
    connection(api, name + " staying", List.of("orders.read"));
    String action = api.post("/actions", Orders.action(atlas, name, going)).text("id");
    Page page = signedIn(390, 844);
    page.navigate(atlas.url("CONSOLE") + "/account/connections/" + going + "/delete");
    assertThat(page.getByRole(AriaRole.MAIN)).containsText("One action breaks until you switch it");
    assertThat(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name)).first())
        .isVisible();
    button(page, "Delete it anyway").click();
    page.navigate(atlas.url("CONSOLE") + "/actions/" + action);
    assertThat(page.getByRole(AriaRole.ALERT).first()).containsText("deleted");
    assertThat(page.locator("#authentication option:checked")).containsText("Deleted connection");
    label(page, "Authentication method").selectOption(name + " staying");
    button(page, "Save action").click();
    assertThat(page.getByRole(AriaRole.STATUS).first()).containsText("Saved");
    assertThat(page.getByRole(AriaRole.ALERT)).hasCount(0);
  }

  @Test
  @DisplayName(
      "A provider or target that does not answer: Cancel ends the wait, and nothing is lost")
  void cancel() throws Exception {
    CountDownLatch patience = new CountDownLatch(1);
    FaultyHttpServer.Behaviour late =
        (request, exchange) -> {
          patience.await();
          exchange.json(
              200, "{\"access_token\":\"late\",\"token_type\":\"Bearer\",\"expires_in\":60}");
        };
    try (FaultyHttpServer slow = FaultyHttpServer.start(late)) {
      Page page = newAction(slow.url("/target"));
      button(page, "Add new OAuth method").click();
      label(page, "Connection Name").fill(name + " late");
      label(page, "Client ID").fill("orders-client");
      label(page, "Client Secret").fill("kept-secret");
      label(page, "Token Endpoint").fill(slow.url("/token"));
      Locator panel = panel(page);
      Locator cancel = panel.getByRole(AriaRole.BUTTON, named("Cancel"));
      for (String press : List.of("Test", "Save")) {
        Locator pressed = panel.getByRole(AriaRole.BUTTON, named(press));
        pressed.click();
        assertThat(panel).containsText("Asking the provider… Cancel ends the wait.");
        assertThat(pressed).isDisabled();
        cancel.click();
        assertThat(panel).containsText("Stopped. Nothing is saved.");
        assertThat(pressed).isFocused();
        assertThat(label(page, "Client Secret")).hasValue("kept-secret");
        assertThat(label(page, "Connection Name")).hasValue(name + " late");
      }
      button(page, "Save action").click();
      assertThat(page.locator("#save-busy")).containsText("Saving…");
      page.keyboard().press("Escape");
      assertThat(page.locator("#save-busy")).containsText("Stopped. Nothing is saved.");
      cancel.click();
      assertThat(panel).hasCount(0);

      button(page, "Test fire").click();
      assertThat(page.locator("#fire-busy")).containsText("Firing…");
      page.locator("#stop-fire").click();
      assertThat(page.locator("#fire-busy")).containsText("No longer waiting");
      assertThat(button(page, "Test fire")).isEnabled();
      assertThat(page.locator("#stop-fire")).isHidden();

      // The answers that come now find nobody, and store nothing: what is asked later is answered.
      patience.countDown();
      AtlasApi api = AtlasApi.demo(atlas);
      Map<String, Object> after =
          new HashMap<>(Orders.connection(atlas, name + " after", ORDERS_SECRET));
      after.put("tokenEndpoint", slow.url("/token"));
      Assertions.assertThat(api.post("/connections", after).status()).isEqualTo(201);
      Assertions.assertThat(
              api.get("/connections?q=" + name.replace(" ", "%20")).body().path("items").size())
          .isEqualTo(1);
      assertThat(label(page, "Name")).hasValue(name);
      assertThat(page.locator("#test-fire-result")).isEmpty();
    }
  }

  private Page newAction(String url) {
    Page page = signedIn(1360, 768);
    page.navigate(atlas.url("CONSOLE") + "/actions/new");
    label(page, "Name").fill(name);
    label(page, "URL").fill(url);
    return page;
  }

  private static void execution(Page page, AtlasApi api, String action) {
    String id =
        api.post("/actions/" + action + "/fire", Map.of("input", Map.of("item", "a")))
            .text("executionId");
    page.navigate(atlas.url("CONSOLE") + "/executions/" + id);
  }

  private static String connection(AtlasApi api, String name, List<String> scopes) {
    Map<String, Object> connection = new HashMap<>(Orders.connection(atlas, name, ORDERS_SECRET));
    connection.put("scopes", scopes);
    return api.post("/connections", connection).text("id");
  }

  private static Page signedIn(int width, int height) {
    return ConsolePage.signedIn(browser, atlas, width, height);
  }

  private static Locator.GetByRoleOptions table(String name) {
    return new Locator.GetByRoleOptions().setName(name);
  }
}
