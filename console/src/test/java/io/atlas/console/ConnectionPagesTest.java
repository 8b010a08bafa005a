package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.console.Browser.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ConnectionPagesTest {

  private final RunningConsole console = RunningConsole.shared();
  private final String account = RunningConsole.freshAccount();
  private final String id = Samples.connection(console, account, "Orders API");
  private final Browser browser = Browser.signedIn(console, account);

  @AfterEach
  void close() {
    browser.close();
  }

  @Test
  void renaming() {
    browser.get("/account/connections");
    Page list = browser.post("/account/connections/" + id + "/rename", Map.of("name", "Orders"));
    assertThat(list.one("#connections .row-title").text()).isEqualTo("Orders");
  }

  @Test
  void aNameThatAnotherHasIsAskedForOnce() {
    Map<String, String> form = browser.get("/account/connections/new").form("#connection-form");
    form.put("connection.name", " orders API ");
    form.put("connection.tokenEndpoint", "https://login.example.com/token");
    form.put("connection.clientId", "a");
    form.put("connection.clientSecret", StandInConnectionService.RIGHT_SECRET);
    form.put("connection.anyHost", "true");
    Page asked = browser.post("/account/connections/new", form);
    assertThat(asked.one("#connection-name-error").text())
        .isEqualTo("A connection named “orders API” exists: choose another name");
    assertThat(console.connectionService.connectionCount(account)).isEqualTo(1);
    assertThat(asked.one("#same-name").hasAttr("checked")).isFalse();

    form = asked.form("#connection-form");
    form.put("connection.sameName", asked.one("#same-name").attr("value"));
    form.put("connection.clientSecret", "wrong");
    Page refused = browser.post("/account/connections/new", form);
    assertThat(refused.one("#same-name").hasAttr("checked")).isTrue();
    form = refused.form("#connection-form");
    form.put("connection.clientSecret", StandInConnectionService.RIGHT_SECRET);
    assertThat(browser.post("/account/connections/new", form).one("[role=status]").text())
        .startsWith("Saved");
    assertThat(console.connectionService.connectionCount(account)).isEqualTo(2);

    String other = Samples.connection(console, account, "Other");
    Page renaming =
        browser.post(
            "/account/connections/" + other + "/rename",
            Map.of("name", "ORDERS API", "version", "1"));
    assertThat(renaming.one("#same-name").text()).contains("named “ORDERS API” exists");
    assertThat(renaming.one("#connection-" + other).attr("data-name")).isEqualTo("Other");
    Page renamed =
        browser.post("/account/connections/" + other + "/rename", renaming.form("#same-name"));
    assertThat(renamed.one("#connection-" + other).attr("data-name")).isEqualTo("ORDERS API");
  }

  @Test
  void deletingNamesTheActionsThatBreak() {
    Samples.action(console, account, "Create order", id);
    Samples.action(console, account, "Other action", null);
    Page confirm = browser.get("/account/connections/" + id + "/delete");
    assertThat(confirm.one(".breaks").text()).isEqualTo("Create order");
    assertThat(confirm.text()).contains("One action breaks");

    Page deleted = browser.post("/account/connections/" + id + "/delete", Map.of());
    assertThat(deleted.one("[role=status]").text()).contains("Create order");
    assertThat(console.connectionService.connectionCount(account)).isZero();
  }

  @Test
  void actionsCanBeMovedBeforeDeleting() {
    String action = Samples.action(console, account, "Create order", id);
    String other = Samples.connection(console, account, "Orders API 2");
    browser.get("/account/connections/" + id + "/delete");
    Page moved = browser.post("/account/connections/" + id + "/move-actions", Map.of("to", other));
    assertThat(moved.has(".breaks")).isFalse();
    assertThat(
            console
                .connectionService
                .action(account, action)
                .at("/authentication/connectionId")
                .asString())
        .isEqualTo(other);
  }

  @Test
  void rotatingTheSecretKeepsEverySettingTheFormDoesNotShow() {
    Map<String, String> form = browser.get("/account/connections/" + id).form("#connection-form");
    form.put("connection.clientSecret", StandInConnectionService.RIGHT_SECRET);
    browser.post("/account/connections/" + id, form);
    JsonNode sent = console.connectionService.sent("PUT", id + "/credentials");
    assertThat(sent.get("clientSecret").asString())
        .isEqualTo(StandInConnectionService.RIGHT_SECRET);
    assertThat(sent.get("tokenRequestsPerDay").asInt()).isEqualTo(500);
    assertThat(sent.get("scopes").get(0).asString()).isEqualTo("orders.read");
  }

  @Test
  void theRateLimitOfAllItsActionsIsShownChangedAndChecked() {
    Map<String, String> form = browser.get("/account/connections/" + id).form("#connection-form");
    assertThat(form.get("connection.rateLimit")).isEmpty();
    form.put("connection.rateLimit", "2.5");
    browser.post("/account/connections/" + id, form);
    assertThat(
            console
                .connectionService
                .connection(account, id)
                .at("/rateLimit/perSecond")
                .doubleValue())
        .isEqualTo(2.5);
    assertThat(
            browser
                .get("/account/connections/" + id)
                .form("#connection-form")
                .get("connection.rateLimit"))
        .isEqualTo("2.5");

    form.put("connection.rateLimit", "many");
    Page refused = browser.post("/account/connections/" + id, form);
    assertThat(refused.one("#connection-rate ~ .invalid-feedback").text())
        .isEqualTo("Rate limit must be a number");
  }

  @Test
  void whatTokensAreBoundToIsChosenAndShown() {
    String path = "/account/connections/" + id;
    Map<String, String> form = browser.get(path).form("#connection-form");
    assertThat(form.get("connection.tokenBinding")).isEqualTo("none");
    form.put("connection.tokenBinding", "dpop");
    browser.post(path, form);
    assertThat(console.connectionService.connection(account, id).get("tokenBinding").asString())
        .isEqualTo("dpop");
    assertThat(browser.get(path).form("#connection-form").get("connection.tokenBinding"))
        .isEqualTo("dpop");
  }

  @Test
  void aRefusedRotationKeepsTheOldOneAndSaysWhy() {
    Map<String, String> form = browser.get("/account/connections/" + id).form("#connection-form");
    form.put("connection.clientSecret", "wrong");
    Page refused = browser.post("/account/connections/" + id, form);
    assertThat(refused.one("#connection-refused").text()).contains("invalid_client");
    assertThat(refused.text()).doesNotContain("wrong");
  }

  @Test
  void whereTheTokenMayGoIsDecidedAndNotForgotten() {
    Map<String, String> form = browser.get("/account/connections/new").form("#connection-form");
    form.put("connection.name", "New");
    form.put("connection.clientId", "orders-client");
    form.put("connection.clientSecret", StandInConnectionService.RIGHT_SECRET);
    form.put("connection.tokenEndpoint", "https://login.example.com/token");
    assertThat(form).doesNotContainKey("connection.anyHost");
    Page refused = browser.post("/account/connections/new", form);
    assertThat(refused.one("#allowed-hosts ~ .invalid-feedback").text())
        .isEqualTo(
            "Allowed hosts is empty: name the hosts that the token is for, or tick “Any host may"
                + " receive this connection’s token”");
    assertThat(console.connectionService.connectionCount(account)).isEqualTo(1);

    form.put("connection.anyHost", "true");
    browser.post("/account/connections/new", form);
    assertThat(console.connectionService.connectionCount(account)).isEqualTo(2);
    assertThat(console.connectionService.sent("POST", "/connections").has("allowedHosts"))
        .isFalse();

    String named =
        console.connectionService.addConnection(
            account,
            """
            {"name":"Named","tokenEndpoint":"https://login.example.com/token","clientId":"a",
             "allowedHosts":["api.example.com"],"status":"ACTIVE","usedBy":0}
            """);
    form = browser.get("/account/connections/" + named).form("#connection-form");
    assertThat(form).doesNotContainKey("connection.anyHost");
    form.put("connection.allowedHosts", "");
    assertThat(browser.post("/account/connections/" + named, form).has("#connection-refused"))
        .isTrue();
    form.put("connection.anyHost", "true");
    browser.post("/account/connections/" + named, form);
    assertThat(console.connectionService.sent("PUT", named + "/credentials").get("allowedHosts"))
        .isEmpty();
  }

  @Test
  void anyHostThatWasDecidedStaysTicked() {
    assertThat(browser.get("/account/connections/" + id).form("#connection-form"))
        .containsEntry("connection.anyHost", "true");
  }

  @Test
  void everySettingHasALabelForWhatIsFoundOfIt() {
    Map<String, String> form = browser.get("/account/connections/new").form("#connection-form");
    form.put("connection.name", "New");
    form.put("connection.clientId", "orders-client");
    form.put("connection.authMethod", "private_key_jwt");
    form.put("connection.tokenEndpoint", "https://login.example.com/token");
    form.put("connection.anyHost", "true");
    Page refused = browser.post("/account/connections/new", form);
    assertThat(refused.one("#private-key ~ .invalid-feedback").text())
        .isEqualTo("Private key is missing; private_key_jwt needs it");
  }

  @Test
  void theSavedSettingsCanBeTested() {
    browser.get("/account/connections");
    Page tested = browser.post("/account/connections/" + id + "/test", Map.of());
    assertThat(tested.one("#connection-" + id + " [role=status]").text())
        .isEqualTo("✓ Token in 12 ms");
    assertThat(browser.get("/account/connections/" + id + "/test").one("h1").text())
        .as("the address that the page then has")
        .isEqualTo("Orders API");
  }

  @Test
  void aTokenWhoseTimeIsOverIsSaidToBeFetchedWithTheNextUse() {
    for (int seconds : new int[] {-3_600, 3_700}) {
      console.connectionService.addConnection(
          account,
          """
          {"name":"Token %1$d","tokenEndpoint":"https://login.example.com/token","clientId":"c",
           "authMethod":"basic","scopes":[],"status":"ACTIVE","usedBy":0,
           "lastTokenAt":"2026-11-01T00:00:00Z",
           "tokenExpiresAt":"%2$s"}
          """
              .formatted(seconds, Instant.now().plusSeconds(seconds)));
    }
    assertThat(browser.get("/account/connections").text())
        .contains("over; the next use fetches one", "in 1 h")
        .doesNotContain("1 h ago");
  }

  @Test
  void aFailingConnectionSaysWhyAndNeedsAttention() {
    Samples.failingConnection(console, account, "Leads");
    Page list = browser.get("/account/connections");
    assertThat(list.one("tr[data-name=Leads]").text())
        .contains("Failing")
        .contains("The provider does not accept the client's credentials.")
        .contains("invalid_client");
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() ->
            assertThat(browser.get("/attention").text())
                .contains("Connection “Leads” is failing", "Check Client ID and Client Secret"));
  }

  @Test
  void anotherAccountsConnectionDoesNotExist() {
    String foreign = Samples.connection(console, RunningConsole.freshAccount(), "Theirs");
    assertThat(browser.get("/account/connections/" + foreign).status()).isEqualTo(404);
    assertThat(browser.get("/account/connections").text()).doesNotContain("Theirs");
  }

  @Test
  void anIdThatIsNoneCallsNothing() {
    assertThat(browser.get("/account/connections/..%3Fx").status()).isIn(400, 404);
    assertThat(console.connectionService.requests())
        .noneMatch(request -> request.target().startsWith("/api/v1/connections/.."));
  }
}
