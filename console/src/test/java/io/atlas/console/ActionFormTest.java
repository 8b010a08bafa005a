package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.console.Browser.Page;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ActionFormTest {

  private static final String FORM = "#action-form";

  private final RunningConsole console = RunningConsole.shared();
  private final String account = RunningConsole.freshAccount();
  private final Browser browser = Browser.signedIn(console, account);

  @AfterEach
  void close() {
    browser.close();
  }

  @Test
  @DisplayName("I7: a connection whose credentials are refused is not saved, and the form says why")
  void aRefusedConnectionIsShownInPlace() {
    Map<String, String> form = typedAction();
    Page opened = browser.post("/actions/form/add-oauth-method", form);
    assertThat(opened.one("#auth-method option[selected], #auth-method option").attr("value"))
        .isEqualTo("basic");

    Page refused = browser.post("/actions/form/save-connection", typedConnection(opened, "wrong"));

    assertThat(refused.one("#connection-refused").text())
        .contains("The provider does not accept the client's credentials.")
        .contains("invalid_client: Client authentication failed")
        .contains("Check Client ID and Client Secret");
    assertThat(refused.one("#client-secret").hasClass("is-invalid")).isTrue();
    assertThat(refused.one("#client-id").hasClass("is-invalid")).isTrue();
    assertThat(refused.one("#token-endpoint").hasClass("is-invalid")).isFalse();
    assertThat(refused.one("#connection-name").attr("value")).isEqualTo("Production Salesforce");
    assertThat(refused.one("#scopes").attr("value")).isEqualTo("orders.read orders.write");
    assertThat(refused.one("#action-name").attr("value")).isEqualTo("Create order");
    assertThat(refused.text()).doesNotContain("wrong");
    assertThat(console.connectionService.connectionCount(account)).isZero();
  }

  @Test
  void anAcceptedConnectionIsSelectedAndTheRestStaysAsTyped() {
    Page opened = browser.post("/actions/form/add-oauth-method", typedAction());
    Page saved =
        browser.post(
            "/actions/form/save-connection",
            typedConnection(opened, StandInConnectionService.RIGHT_SECRET));

    assertThat(saved.has("#oauth-panel")).isFalse();
    assertThat(saved.one("#authentication option[selected]").text())
        .isEqualTo("Production Salesforce");
    assertThat(saved.one("#action-name").attr("value")).isEqualTo("Create order");
    assertThat(saved.one("#url").attr("value")).isEqualTo("https://orders.example.com/orders");
    assertThat(saved.text()).doesNotContain(StandInConnectionService.RIGHT_SECRET);

    Page created = browser.post("/actions/new", saved.form(FORM));
    assertThat(created.one("h1").text()).isEqualTo("Create order");
    assertThat(created.one("#authentication option[selected]").text())
        .isEqualTo("Production Salesforce");
  }

  @Test
  void theActionsHostIsProposedForTheConnectionsTokens() {
    Map<String, String> form = typedAction();
    assertThat(
            browser
                .post("/actions/form/add-oauth-method", form)
                .one("#allowed-hosts")
                .attr("value"))
        .isEqualTo("orders.example.com");
    form.put("url", "https://{{input.host}}/");
    assertThat(
            browser
                .post("/actions/form/add-oauth-method", form)
                .one("#allowed-hosts")
                .attr("value"))
        .isEmpty();
  }

  @Test
  void withHtmxOnlyTheAuthenticationSectionComesBack() {
    Page part = browser.post("/actions/form/add-oauth-method", typedAction(), "HX-Request", "true");
    assertThat(part.has("#authentication-section #oauth-panel")).isTrue();
    assertThat(part.has("#action-name")).isFalse();
    assertThat(part.has("html[data-theme]")).isFalse();
  }

  @Test
  void aTestStoresNothing() {
    Page opened = browser.post("/actions/form/add-oauth-method", typedAction());
    Page tested =
        browser.post(
            "/actions/form/test-connection",
            typedConnection(opened, StandInConnectionService.RIGHT_SECRET));
    assertThat(tested.one("#connection-passed").text())
        .isEqualTo("✓ Token in 182 ms, expires in 1 h, scopes granted: orders.read orders.write");
    assertThat(console.connectionService.connectionCount(account)).isZero();
  }

  @Test
  void aFieldTheServiceRefusesIsMarkedByItsLabel() {
    Page opened = browser.post("/actions/form/add-oauth-method", typedAction());
    Map<String, String> form = typedConnection(opened, "any");
    form.put("connection.tokenEndpoint", "not a url");
    Page refused = browser.post("/actions/form/save-connection", form);
    assertThat(refused.one("#token-endpoint").hasClass("is-invalid")).isTrue();
    assertThat(refused.one("#connection-refused").text())
        .contains("Token Endpoint must be an http or https URL");
  }

  @Test
  void aTemplateFillsTheForm() {
    Page page = browser.get("/actions/new?template=json-webhook");
    assertThat(page.one("#action-name").attr("value")).isEqualTo("JSON webhook");
    assertThat(page.one("#header-name-0").attr("value")).isEqualTo("Content-Type");
    assertThat(Page.value(page.one("#body"))).isEqualTo("{{input}}");
    assertThat(page.one("#sample").wholeText()).contains("A-1001");
  }

  @Test
  void editingKeepsTheSecretHeaderThatNobodyTypedAgain() {
    String id = Samples.action(console, account, "Create order", null);
    Map<String, String> form = browser.get("/actions/" + id).form(FORM);
    form.put("name", "Create the order");
    browser.post("/actions/" + id, form);

    JsonNode sent = console.connectionService.sent("PUT", id);
    assertThat(sent.get("name").asString()).isEqualTo("Create the order");
    assertThat(sent.get("headers").get(0).get("secret").asBoolean()).isTrue();
    assertThat(sent.get("headers").get(0).has("value")).isFalse();
    assertThat(sent.get("headers").get(1).get("value").asString()).isEqualTo("application/json");
    assertThat(sent.get("retry").get("maxAgeMs").asLong()).isEqualTo(86_400_000);
  }

  @Test
  void aChangeBySomebodyElseIsNotOverwritten() {
    String id = Samples.action(console, account, "Create order", null);
    Map<String, String> form = browser.get("/actions/" + id).form(FORM);
    console
        .connectionService
        .action(account, id)
        .put("version", 7)
        .put("url", "https://theirs.example.com/");
    form.put("url", "https://mine.example.com/");
    Page refused = browser.post("/actions/" + id, form);
    assertThat(refused.one("#refused").text()).contains("somebody else changed this action");
    assertThat(console.connectionService.action(account, id).get("version").asLong()).isEqualTo(7);
  }

  @Test
  void whatIsMissingOrUnreadableIsSaidAtItsField() {
    Map<String, String> form = browser.get("/actions/new").form(FORM);
    Page nameless = browser.post("/actions/new", form);
    assertThat(nameless.one("#action-name + .invalid-feedback").text())
        .isEqualTo("Name is missing");

    form.put("timeout", "soon");
    Page unreadable = browser.post("/actions/new", form);
    assertThat(unreadable.one("#timeout + .invalid-feedback").text()).contains("30 s");
    assertThat(unreadable.has("#delivery details[open]")).isTrue();
  }

  @Test
  void anErrorIsSaidAtItsFieldInItsWords() {
    Map<String, String> form = typedAction();
    form.put("method", "BREW");
    Page method = browser.post("/actions/new", form);
    assertThat(method.one("#method + .invalid-feedback").text())
        .startsWith("Method must be one of");
    assertThat(method.one("#url").hasClass("is-invalid")).isFalse();
    assertThat(method.one("#method option[selected]").text()).isEqualTo("BREW");

    form.put("method", "GET");
    form.put("timeout", "1 h");
    assertThat(browser.post("/actions/new", form).one("#timeout + .invalid-feedback").text())
        .isEqualTo("Timeout must be a duration from 100 ms to 5 min");
  }

  @Test
  void anActionIsSwitchedOffAndOn() {
    String id = Samples.action(console, account, "Create order", null);
    Page page = browser.get("/actions/" + id);
    assertThat(page.one("label:has(#enabled)").text()).isEqualTo("Enabled");
    assertThat(page.one("#enabled-hint").text()).contains("its events are held");
    Map<String, String> form = page.form(FORM);
    form.remove("enabled");
    browser.post("/actions/" + id, form);
    assertThat(console.connectionService.action(account, id).get("enabled").asBoolean()).isFalse();
    assertThat(browser.get("/actions").one("tbody").text()).contains("Disabled");

    Map<String, String> off = browser.get("/actions/" + id).form(FORM);
    assertThat(off).doesNotContainKey("enabled");
    off.put("enabled", "true");
    browser.post("/actions/" + id, off);
    assertThat(console.connectionService.action(account, id).get("enabled").asBoolean()).isTrue();

    Map<String, String> shown = browser.get("/actions/" + id).form(FORM);
    assertThat(shown).doesNotContainKey("hideRequestBody");
    shown.put("hideRequestBody", "true");
    browser.post("/actions/" + id, shown);
    assertThat(console.connectionService.action(account, id).get("keepRequestBody").asBoolean())
        .isFalse();
  }

  @Test
  void aDeletedConnectionIsNamedInListAndForm() {
    String id = Samples.flaggedAction(console, account, "Sync invoice");
    assertThat(browser.get("/actions").one(".row-flagged").text())
        .contains("The connection “ERP” was deleted.")
        .contains("Switch connection");
    assertThat(browser.get("/actions/" + id).one("#authentication option[selected]").text())
        .isEqualTo("Deleted connection: choose another");
  }

  @Test
  void thePreviewShowsTheRequestWithoutSavingIt() {
    Page part = browser.post("/actions/form/preview", typedAction(), "HX-Request", "true");
    assertThat(part.text()).contains("https://orders.example.com/orders").contains("4711");
    assertThat(part.has("#action-form")).isFalse();
  }

  @Test
  void aPreviewWithADeletedConnectionSaysSo() {
    Map<String, String> typed = new HashMap<>(typedAction());
    typed.put("authentication", "gone");
    Page part = browser.post("/actions/form/preview", typed, "HX-Request", "true");
    assertThat(part.text()).contains("Authentication method is gone").doesNotContain("Bearer");
  }

  @Test
  void testFireLeadsToWhatBecomesOfIt() {
    String id = Samples.action(console, account, "Create order", null);
    Map<String, String> form = browser.get("/actions/" + id).form(FORM);
    Page waiting = browser.post("/actions/" + id + "/fire", form);
    assertThat(waiting.one("h1").text()).isEqualTo("Waiting for a result");
    form.put("sample", "{no json");
    assertThat(browser.post("/actions/" + id + "/fire", form).one("#refused").text())
        .isEqualTo("Not fired: the sample input is not valid JSON.");
  }

  @Test
  void anotherAccountsActionDoesNotExist() {
    String foreign = Samples.action(console, RunningConsole.freshAccount(), "Theirs", null);
    assertThat(browser.get("/actions/" + foreign).status()).isEqualTo(404);
    assertThat(browser.get("/actions").text()).doesNotContain("Theirs");
  }

  private Map<String, String> typedAction() {
    Map<String, String> form = browser.get("/actions/new").form(FORM);
    form.put("name", "Create order");
    form.put("url", "https://orders.example.com/orders");
    return form;
  }

  private static Map<String, String> typedConnection(Page opened, String secret) {
    Map<String, String> form = opened.form(FORM);
    form.put("connection.name", "Production Salesforce");
    form.put("connection.clientId", "orders-client");
    form.put("connection.clientSecret", secret);
    form.put("connection.tokenEndpoint", "https://login.example.com/oauth/token");
    form.put("connection.scopes", "orders.read orders.write");
    form.put("connection.allowedHosts", "orders.example.com");
    return form;
  }
}
