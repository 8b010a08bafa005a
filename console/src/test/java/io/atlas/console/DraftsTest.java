package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.console.Browser.Page;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Nothing typed is lost, as a browser without script sees it. */
class DraftsTest {

  private static final String ACTION_FORM = "#action-form";
  private static final String CONNECTION_FORM = "#connection-form";
  private static final String SECRET = "typed-secret";

  private final RunningConsole console = RunningConsole.shared();
  private final String account = RunningConsole.freshAccount();
  private final Browser browser = Browser.signedIn(console, account);

  @AfterEach
  void close() {
    browser.close();
  }

  @Test
  void aFormThatIsSentAfterTheSessionEndedIsSavedAfterTheSignIn() {
    Map<String, String> form = typedAction();
    form.put("headers[0].name", "X-Api-Key");
    form.put("headers[0].value", SECRET);
    form.put("headers[0].secret", "true");
    form.put("headers[1].name", "X-Plain");
    form.put("headers[1].value", "plain <b>");
    form.put("connection.clientSecret", SECRET);
    form.put("connection.privateKey", SECRET);
    form.put("body", "{\n  \"a\": \"{{input.a}}\"\n}");
    browser.loseSession();

    Page ended = browser.post("/actions/new", form);
    assertThat(ended.status()).isIn(401, 403);
    assertThat(ended.text()).doesNotContain(SECRET);
    assertThat(ended.one("#kept a").attr("href")).isEqualTo("/oauth2/authorization/atlas");

    browser.get("/actions");
    Page stale = browser.post(ended.one("#kept").attr("action"), ended.form("#kept"));
    assertThat(stale.status()).isEqualTo(403);
    Map<String, String> again = stale.form("#kept");
    assertThat(again).containsEntry("headers[1].value", "plain <b>");
    again.remove("headers[0].name");
    Page saved = browser.post(stale.one("#kept").attr("action"), again);
    assertThat(saved.one("h1").text()).isEqualTo("Create order");
    JsonNode sent = console.connectionService.sent("POST", "/actions");
    assertThat(sent.get("body").asString()).contains("{{input.a}}");
  }

  @Test
  void twoEditorsOfAnActionChooseFieldByField() {
    String id = Samples.action(console, account, "Create order", null);
    Map<String, String> mine = browser.get("/actions/" + id).form(ACTION_FORM);
    Map<String, String> theirs = new HashMap<>(mine);
    theirs.put("url", "https://orders.example.com/theirs");
    theirs.put("body", "{\"theirs\":1}");
    theirs.put("timeout", "5 s");
    browser.post("/actions/" + id, theirs);
    mine.put("url", "https://orders.example.com/mine");
    mine.put("name", "My name");
    mine.put("body", "{\"mine\":1}");

    Page conflict = browser.post("/actions/" + id, mine);
    assertThat(conflict.one("#refused").text()).contains("somebody else changed this action");
    assertThat(conflict.html().select("#conflict legend").eachText())
        .containsExactly("URL", "Body", "Timeout");
    assertThat(conflict.one("#conflict").text())
        .contains("https://orders.example.com/mine", "https://orders.example.com/theirs");
    assertThat(conflict.one("input[name='choose.url'][checked]").attr("value")).isEqualTo("mine");
    assertThat(conflict.one("input[name='choose.timeout'][checked]").attr("value"))
        .as("not touched here")
        .isEqualTo("theirs");
    assertThat(conflict.one("#action-name").attr("value")).isEqualTo("My name");

    Map<String, String> chosen = conflict.form(ACTION_FORM);
    chosen.put("choose.url", "mine");
    chosen.put("choose.body", "theirs");
    chosen.put("choose.timeout", "theirs");
    browser.post("/actions/" + id, chosen);
    JsonNode saved = console.connectionService.action(account, id);
    assertThat(saved.get("url").asString()).isEqualTo("https://orders.example.com/mine");
    assertThat(saved.get("name").asString()).isEqualTo("My name");
    assertThat(saved.get("body").asString()).isEqualTo("{\"theirs\":1}");
    assertThat(saved.get("timeoutMs").asLong()).isEqualTo(5_000);
    assertThat(saved.get("version").asLong()).isEqualTo(3);
  }

  @Test
  void twoEditorsOfDifferentFieldsBothKeepTheirs() {
    String id = Samples.connection(console, account, "Orders API");
    Map<String, String> first = connectionForm(id);
    Map<String, String> second = new HashMap<>(first);
    first.put("connection.scopes", "orders.read orders.write");
    browser.post("/account/connections/" + id, first);
    second.put("connection.audience", "https://api.example.com");

    Page conflict = browser.post("/account/connections/" + id, second);
    assertThat(conflict.html().select("#conflict legend").eachText()).containsExactly("Scopes");
    browser.post("/account/connections/" + id, conflict.form(CONNECTION_FORM));
    JsonNode saved = console.connectionService.connection(account, id);
    assertThat(saved.get("scopes").toString()).contains("orders.write");
    assertThat(saved.get("audience").asString()).isEqualTo("https://api.example.com");
  }

  @Test
  void twoEditorsOfTheSameThingNeedNotChoose() {
    String id = Samples.connection(console, account, "Orders API");
    Map<String, String> first = connectionForm(id);
    first.put("connection.scopes", "orders.write");
    Map<String, String> second = new HashMap<>(first);
    browser.post("/account/connections/" + id, first);
    second.put("connection.audience", "mine");
    browser.post("/account/connections/" + id, second);
    assertThat(console.connectionService.connection(account, id).get("audience").asString())
        .isEqualTo("mine");
  }

  @Test
  void aRenameOfWhatSomebodyElseChangedIsRefusedWithTheNameThatWasTyped() {
    String id = Samples.connection(console, account, "Orders API");
    browser.get("/account/connections");
    console.connectionService.connection(account, id).put("version", 7);
    Page refused =
        browser.post(
            "/account/connections/" + id + "/rename", Map.of("name", "Mine", "version", "1"));
    assertThat(refused.one("#refused").text()).contains("Mine", "somebody else");
    Page renamed =
        browser.post(
            "/account/connections/" + id + "/rename", Map.of("name", "Mine", "version", "7"));
    assertThat(renamed.one("#connections .row-title").text()).isEqualTo("Mine");
  }

  @Test
  void oneSaveSavesTheConnectionAndTheActionThatUsesIt() {
    Map<String, String> form = withPanel(StandInConnectionService.RIGHT_SECRET);
    Page saved = browser.post("/actions/new", form);
    assertThat(saved.one("[role=status]").text()).contains("and the connection", "My API");
    assertThat(saved.one("#authentication option[selected]").text()).isEqualTo("My API");
    assertThat(console.connectionService.connectionCount(account)).isEqualTo(1);
  }

  @Test
  void oneSaveSaysWhatIsMissingInThePanel() {
    Map<String, String> form = withPanel("wrong");
    Page refused = browser.post("/actions/new", form);
    assertThat(refused.one("#refused").text()).contains("Nothing is saved yet");
    assertThat(refused.one("#connection-refused").text()).contains("invalid_client");
    assertThat(refused.one("#action-name").attr("value")).isEqualTo("Create order");
    assertThat(refused.one("#connection-name").attr("value")).isEqualTo("My API");
    assertThat(console.connectionService.connectionCount(account)).isZero();

    form.put("timeout", "banana");
    form.put("maxAttempts", "many");
    form.put("connection.rateLimit", "many");
    Page faults = browser.post("/actions/new", form);
    assertThat(faults.one("#timeout").hasClass("is-invalid")).isTrue();
    assertThat(faults.one("#max-attempts").hasClass("is-invalid")).isTrue();
    assertThat(faults.one("#connection-rate").hasClass("is-invalid")).isTrue();
  }

  @Test
  void aFormThatIsSentTwiceSavesOnce() {
    Map<String, String> form = withPanel(StandInConnectionService.RIGHT_SECRET);
    browser.post("/actions/new", form);
    browser.post("/actions/new", form);
    assertThat(console.connectionService.connectionCount(account)).isEqualTo(1);
    assertThat(console.connectionService.actionCount(account)).isEqualTo(1);
    form.put("name", "Another");
    form.put("connection.name", "Another");
    browser.post("/actions/new", form);
    assertThat(console.connectionService.actionCount(account)).isEqualTo(2);
  }

  @Test
  void whatWasTypedComesBackWithItsPanelAndRows() {
    Map<String, String> form = withPanel(SECRET);
    form.put("headers[0].name", "X-A");
    form.put("headers[0].value", "1");
    form.put("connection.provider", "zoom");
    form.put("connection.filledFor", "zoom");
    form.put("connection.parameters.account_id", "a1");
    Page restored = browser.post("/actions/form/restore", form, "HX-Request", "true");
    assertThat(restored.one("#connection-name").attr("value")).isEqualTo("My API");
    assertThat(restored.one("#parameter-account_id").attr("value")).isEqualTo("a1");
    assertThat(restored.one("#header-name-0").attr("value")).isEqualTo("X-A");
    assertThat(restored.text()).doesNotContain(SECRET);
  }

  private Map<String, String> connectionForm(String id) {
    return browser.get("/account/connections/" + id).form(CONNECTION_FORM);
  }

  private Map<String, String> typedAction() {
    Map<String, String> form = browser.get("/actions/new").form(ACTION_FORM);
    form.put("name", "Create order");
    form.put("url", "https://orders.example.com/orders");
    return form;
  }

  private Map<String, String> withPanel(String secret) {
    Map<String, String> form =
        browser.post("/actions/form/add-oauth-method", typedAction()).form(ACTION_FORM);
    form.put("connection.name", "My API");
    form.put("connection.clientId", "orders-client");
    form.put("connection.clientSecret", secret);
    form.put("connection.tokenEndpoint", "https://login.example.com/oauth/token");
    return form;
  }
}
