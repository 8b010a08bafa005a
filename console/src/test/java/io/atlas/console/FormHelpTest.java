package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.console.Browser.Page;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What helps to fill in the forms, and what they say of themselves. */
class FormHelpTest {

  private static final String ACTION_FORM = "#action-form";
  private static final String CONNECTION_FORM = "#connection-form";

  private final RunningConsole console = RunningConsole.shared();
  private final String account = RunningConsole.freshAccount();
  private final Browser browser = Browser.signedIn(console, account);

  @AfterEach
  void close() {
    browser.close();
  }

  @Test
  void anyUrlOfAnIssuerFillsInEndpointMethodAndScopes() {
    Map<String, String> form = newConnection();
    form.put("connection.issuer", "login.example.com/authorize");
    Page found = browser.post("/account/connections/discover", form);
    assertThat(found.one("#token-endpoint").attr("value"))
        .isEqualTo("https://login.example.com/oauth/token");
    assertThat(found.one("#auth-method option[selected]").attr("value")).isEqualTo("post");
    assertThat(found.html().select("#scope-suggestions [data-scope]").eachAttr("data-scope"))
        .containsExactly("orders.read", "orders.write");
    assertThat(found.one("#discovered").text()).contains("client credentials grant");
    assertThat(found.one("#connection-name").attr("value")).isEqualTo("Mine");

    Page again = browser.post("/account/connections/new/test", found.form(CONNECTION_FORM));
    assertThat(again.html().select("#scope-suggestions [data-scope]")).hasSize(2);

    form.put("connection.issuer", "https://nobody.example.com");
    Page none = browser.post("/account/connections/discover", form);
    assertThat(none.one("#issuer-error").text()).contains("HTTP 404").contains("Check the issuer.");
    assertThat(none.one("#issuer").attr("aria-describedby")).contains("issuer-error");
    form.put("connection.issuer", " ");
    assertThat(browser.post("/account/connections/discover", form).one("#issuer-error").text())
        .contains("paste any address");
  }

  @Test
  void scopesAreOfferedOnceTheEndpointIsKnown() {
    Page offered =
        browser.post(
            "/account/connections/offer-scopes",
            Map.of("connection.tokenEndpoint", "https://login.example.com/oauth/token"));
    assertThat(offered.html().select("[data-scope]").eachAttr("data-scope"))
        .containsExactly("orders.read", "orders.write");
    assertThat(
            browser
                .post(
                    "/account/connections/offer-scopes",
                    Map.of("connection.tokenEndpoint", "https://nobody.example.com/token"))
                .has("[data-scope]"))
        .isFalse();
  }

  @Test
  void aScopeThatAnApiMissedIsOfferedFirst() {
    String id = Samples.connection(console, account, "Orders API");
    Page page = browser.get("/account/connections/" + id + "?scope=orders.write");
    assertThat(page.one("#missing-scope").text()).contains("orders.write");
    assertThat(page.one("#scope-suggestions [data-scope]").text()).isEqualTo("orders.write");
    assertThat(
            browser.get("/account/connections/" + id + "?scope=%22%3Cb%3E").has("#missing-scope"))
        .isFalse();
  }

  @Test
  void secretParametersAndHeadersAreMadeKeptChangedAndRemoved() {
    Map<String, String> form = newConnection();
    form.put("connection.clientSecret", StandInConnectionService.RIGHT_SECRET);
    form.put("connection.tokenEndpoint", "https://login.example.com/oauth/token");
    form.put("connection.anyHost", "true");
    form.put("connection.extraHeaders", "X-Plain: 1");
    row(form, 0, "parameter", "api_key", "first-key");
    row(form, 1, "header", "X-Key", "second-key");
    browser.post("/account/connections/new", form);
    JsonNode sent = console.connectionService.sent("POST", "/connections");
    assertThat(sent.get("extraParameters").toString())
        .isEqualTo("{\"api_key\":{\"value\":\"first-key\",\"secret\":true}}");
    assertThat(sent.get("extraHeaders").toString())
        .isEqualTo("{\"X-Plain\":\"1\",\"X-Key\":{\"value\":\"second-key\",\"secret\":true}}");

    String id =
        console.connectionService.addConnection(
            account,
            """
            {"name":"Kept","tokenEndpoint":"https://login.example.com/token","clientId":"a",
             "extraParameters":{"api_key":{"secret":true},"p":"1"},
             "extraHeaders":{"X-Key":{"secret":true},"X-Gone":{"secret":true}},
             "status":"ACTIVE","usedBy":0}
            """);
    Map<String, String> saved = browser.get("/account/connections/" + id).form(CONNECTION_FORM);
    assertThat(saved)
        .containsEntry("connection.secretExtras[0].name", "api_key")
        .containsEntry("connection.secretExtras[2].name", "X-Gone");
    saved.put("connection.secretExtras[1].value", "changed-key");
    saved.put("connection.secretExtras[2].name", "");
    Page page = browser.post("/account/connections/" + id, saved);
    assertThat(page.text()).doesNotContain("changed-key");
    JsonNode changed = console.connectionService.sent("PUT", id + "/credentials");
    assertThat(changed.get("extraParameters").toString())
        .isEqualTo("{\"api_key\":{\"secret\":true},\"p\":\"1\"}");
    assertThat(changed.get("extraHeaders").toString())
        .isEqualTo("{\"X-Key\":{\"value\":\"changed-key\",\"secret\":true}}");
  }

  @Test
  void aSecretOneWithoutAValueIsSaidAndNoneIsShownAgain() {
    Map<String, String> form = newConnection();
    form.put("connection.anyHost", "true");
    row(form, 0, "header", "X-Key", "");
    row(form, 1, "parameter", "api_key", "first-key");
    form.put("connection.extraHeaders", "no colon");
    Page refused = browser.post("/account/connections/new", form);
    assertThat(refused.one("#extra-headers-error").text()).contains("Name: value");
    assertThat(refused.text()).doesNotContain("first-key");
    assertThat(refused.one("#extra-name-1").attr("value")).isEqualTo("api_key");
    form.put("connection.extraHeaders", "");
    assertThat(browser.post("/account/connections/new", form).one("#extra-headers-error").text())
        .contains("without a value: X-Key");
  }

  @Test
  void everyWrongFieldIsReportedAtOnce() {
    Map<String, String> form = browser.get("/actions/new").form(ACTION_FORM);
    form.put("timeout", "banana");
    form.put("maxAttempts", "many");
    Page refused = browser.post("/actions/new", form);
    for (String field : new String[] {"action-name", "timeout", "max-attempts"}) {
      assertThat(refused.one("#" + field).attr("aria-invalid")).as(field).isEqualTo("true");
      assertThat(refused.one("#" + field).attr("aria-describedby"))
          .as(field)
          .contains(field + "-error");
      assertThat(refused.has("#" + field + "-error")).as(field).isTrue();
    }
    assertThat(console.connectionService.actionCount(account)).isZero();
  }

  @Test
  void whatIsAtFaultSaysItInTheProvidersWords() {
    Map<String, String> form = newConnection();
    form.put("connection.clientSecret", "wrong");
    form.put("connection.tokenEndpoint", "https://login.example.com/oauth/token");
    form.put("connection.anyHost", "true");
    Page refused = browser.post("/account/connections/new", form);
    for (String field : new String[] {"client-id", "client-secret"}) {
      assertThat(refused.one("#" + field + "-error").text()).contains("invalid_client");
      assertThat(refused.one("#" + field).attr("aria-describedby")).startsWith(field + "-error");
    }
  }

  @Test
  void aTestFireFiresWhatIsTyped() {
    Map<String, String> form = browser.get("/actions/new").form(ACTION_FORM);
    form.put("url", "https://typed.example.com/");
    form.put("body", "{}");
    Page fired = browser.post("/actions/form/test-fire", form, "HX-Request", "true");
    assertThat(fired.has(ACTION_FORM)).isFalse();
    assertThat(fired.one("#test-fired").text())
        .contains("HTTP 403", "The API does not allow it.", "https://typed.example.com/", "token");
    assertThat(fired.one("#copy-curl").attr("data-copy"))
        .contains("--data-raw '{\"a\":\"it'\\''s\"}'", "$TOKEN");
    assertThat(browser.post("/actions/form/test-fire", form).one("#test-fired").text())
        .as("without script")
        .contains("HTTP 403");
    assertThat(console.connectionService.actionCount(account)).isZero();

    String id = Samples.action(console, account, "Create order", null);
    Map<String, String> saved = browser.get("/actions/" + id).form(ACTION_FORM);
    assertThat(browser.post("/actions/form/test-fire", saved).one("#test-fired").text())
        .contains("https://saved.example");
    saved.put("url", "https://missing.example.com/");
    assertThat(browser.post("/actions/form/test-fire", saved).one("#test-fire-refused").text())
        .contains("type it again, or save the action first");
    saved.put("sample", "{no json");
    Page refused = browser.post("/actions/form/test-fire", saved);
    assertThat(refused.one("#test-fire-refused").text()).contains("Sample input is not valid JSON");
    assertThat(Page.value(refused.one("#sample"))).isEqualTo("{no json");
  }

  private Map<String, String> newConnection() {
    Map<String, String> form =
        new HashMap<>(browser.get("/account/connections/new").form(CONNECTION_FORM));
    form.put("connection.name", "Mine");
    form.put("connection.clientId", "orders-client");
    return form;
  }

  private static void row(
      Map<String, String> form, int row, String kind, String name, String value) {
    String field = "connection.secretExtras[" + row + "].";
    form.put(field + "kind", kind);
    form.put(field + "name", name);
    form.put(field + "value", value);
  }
}
