package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.console.Browser.Page;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.event.TokenState;
import io.atlas.model.event.TokenState.Denial;
import io.atlas.model.event.TokenState.Grant;
import io.atlas.model.kafka.Topic;
import io.atlas.model.seal.SealedText;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HealthPagesTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  private final RunningConsole console = RunningConsole.shared();
  private final String account = RunningConsole.freshAccount();
  private final Browser browser = Browser.signedIn(console, account);
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

  @AfterEach
  void close() {
    browser.close();
  }

  @Test
  @DisplayName(
      "A connection's page tells what the provider answered, in its words, and who uses it")
  void connection() {
    String id =
        console.connectionService.addConnection(
            account,
            """
            {"name":"Orders API","tokenEndpoint":"https://login.example.com/token",
             "clientId":"orders-client","authMethod":"basic","scopes":[],"status":"ACTIVE",
             "secretExpiresOn":"2020-01-01","usedBy":1,
             "tokenRequests":{"lastHour":2,"today":300,"perDay":500}}
            """);
    String action = Samples.action(console, account, "Create order", id);
    console.publish(Results.succeeded(account, action, "of-" + id, 1, now));
    Grant grant =
        new Grant(
            now.toEpochMilli(),
            1,
            new SealedText("a.b.c.d.e"),
            null,
            now.minusSeconds(60),
            now.plusSeconds(60),
            now.plusSeconds(120));
    Denial denial =
        new Denial(
            1,
            CredentialCategory.CREDENTIALS,
            "invalid_client",
            "The provider does not accept the <b>credentials</b>.",
            "Check the secret.",
            now.plusSeconds(30));
    tell(id, TokenState.granted(grant));
    tell(id, new TokenState(grant, denial));
    tell(id, new TokenState(grant, denial));
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> assertThat(connectionPage(id).html().select("#timeline li")).hasSize(2));
    Page page = connectionPage(id);
    assertThat(page.one("#timeline").text())
        .contains("Refused", "invalid_client", "does not accept the <b>credentials</b>", "Token");
    assertThat(page.one("#budget").text()).startsWith("300 of 500");
    assertThat(page.one("#budget meter").attr("value")).isEqualTo("60");
    assertThat(page.one("#secret-expiry").text()).isEqualTo("2020-01-01: expired");
    assertThat(page.one("#used-by").text()).contains("Create order", "On", "Succeeded");
    assertThat(page.one("#requests-by-hour").text()).contains("UTC");
    assertThat(page.text()).doesNotContain("a.b.c.d.e");
  }

  @Test
  @DisplayName("A deleted connection is restored on a page of its own")
  void restore() {
    String id = Samples.connection(console, account, "Orders API");
    console.publish(
        new ProducerRecord<>(
            console.kafka.name(Topic.CONNECTIONS),
            id,
            EventJson.MAPPER.writeValueAsBytes(
                Map.of(
                    "version",
                    1,
                    "credentialsVersion",
                    1,
                    "accountId",
                    account,
                    "name",
                    "Orders API",
                    "tokenEndpoint",
                    "https://login.example.com/token",
                    "settings",
                    Map.of("clientId", "a", "authMethod", "basic")))));
    browser.get("/account/connections");
    browser.post("/account/connections/" + id + "/delete", Map.of());
    assertThat(browser.get("/account/deleted").text()).contains("Nothing was deleted");
    console.publish(new ProducerRecord<>(console.kafka.name(Topic.CONNECTIONS), id, null));
    await().atMost(SOON).until(() -> browser.get("/account/deleted").has("#deleted"));
    assertThat(browser.get("/account/deleted").one("#deleted .row-title").text())
        .isEqualTo("Orders API");
    try (Browser stranger = Browser.signedIn(console, RunningConsole.freshAccount())) {
      assertThat(stranger.get("/account/deleted").has("#deleted")).isFalse();
    }
    Page restored = browser.post("/account/deleted/" + id + "/restore", Map.of());
    assertThat(restored.one("[role=status]").text()).contains("Restored “Orders API”");
    assertThat(restored.one("h1").text()).isEqualTo("Orders API");
    Page late = browser.post("/account/deleted/" + id + "/restore", Map.of());
    assertThat(late.one("#refused").text()).contains("deleted too long ago");
  }

  @Test
  @DisplayName("An action's page tells its outcomes, failures, next retries and who changed it")
  void action() {
    String id = Samples.action(console, account, "Create order", null);
    console.publish(Results.succeeded(account, id, "a1", 1, now.minusSeconds(30)));
    console.publish(
        Results.failed(account, id, "a2", 1, FailureCategory.FORBIDDEN, now.minusSeconds(20)));
    console.publish(Results.retrying(account, id, "a3", 1, now.minusSeconds(10)));
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(browser.get("/actions/" + id + "/health").html().select("#latest li"))
                .hasSize(3));
    Page page = browser.get("/actions/" + id + "/health");
    assertThat(page.one("#failures").text()).contains(FailureCategory.FORBIDDEN.summary(), "1");
    assertThat(page.one("#retries").text()).contains("attempt 2", "Server error");
    assertThat(page.one("#versions").text()).contains("grace", "ada", "Changed timeout, URL");
    assertThat(page.text()).doesNotContain("timeoutMs", "TARGET_ERROR<");
  }

  @Test
  @DisplayName("An action is paused, resumed and copied without its form")
  void switches() {
    String id = Samples.action(console, account, "Create order", null);
    browser.get("/actions/" + id + "/health");
    Page paused = browser.post("/actions/" + id + "/pause", Map.of());
    assertThat(paused.one("[role=status]").text()).startsWith("Paused. Its events are held");
    assertThat(paused.one("#action-state").text()).contains("held");
    assertThat(console.connectionService.action(account, id).get("enabled").asBoolean()).isFalse();
    assertThat(paused.has("#pause")).isFalse();
    Page resumed = browser.post("/actions/" + id + "/resume", Map.of());
    assertThat(resumed.has("#pause")).isTrue();
    assertThat(console.connectionService.action(account, id).get("enabled").asBoolean()).isTrue();

    Page copy = browser.post("/actions/" + id + "/duplicate", Map.of());
    assertThat(copy.one("[role=status]").text()).contains("paused", "X-Api-Key");
    assertThat(copy.one("#action-name").attr("value")).isEqualTo("Create order copy");
    try (Browser reader = Browser.signedIn(console, account, "openid", "atlas.read")) {
      assertThat(reader.get("/actions/" + id + "/health").has("#pause")).isFalse();
      assertThat(reader.post("/actions/" + id + "/pause", Map.of()).status()).isEqualTo(403);
      assertThat(reader.post("/actions/" + id + "/duplicate", Map.of()).status()).isEqualTo(403);
    }
  }

  @Test
  @DisplayName("An action's earlier version is shown beside what it is, and restored by its form")
  void earlierVersion() {
    String id = Samples.action(console, account, "Create order", null);
    Map<String, String> form = browser.get("/actions/" + id).form("#action-form");
    form.put("url", "https://other.example.com/v2");
    form.put("body", "{\"new\": true}");
    form.put("headers[1].value", "text/plain");
    assertThat(browser.post("/actions/" + id, form).status()).isEqualTo(200);
    browser.post("/actions/" + id + "/pause", Map.of());

    Page health = browser.get("/actions/" + id + "/health");
    assertThat(health.html().select("#versions a").eachText())
        .containsExactly("Version 3", "Version 2", "Version 1");
    Page first = browser.get(health.html().select("#versions a").last().attr("href"));
    assertThat(first.html().select("#differences h3").eachText())
        .containsExactly("Enabled", "URL", "Body", "Headers");
    assertThat(first.one("#differences [aria-label=URL]").text())
        .contains("https://orders.example.com/orders", "https://other.example.com/v2");
    assertThat(first.one("#whole").text()).contains("Timeout 30 s", "X-Api-Key: (secret)");
    assertThat(browser.get("/actions/" + id + "/versions/3").one("#differences").text())
        .contains("Nothing");

    Page typed = browser.get(first.one("#restore-version").attr("href"));
    assertThat(typed.one("#restoring").text()).contains("version 1", "not saved yet");
    assertThat(console.connectionService.action(account, id).at("/url").asString())
        .isEqualTo("https://other.example.com/v2");
    Map<String, String> restored = typed.form("#action-form");
    assertThat(restored)
        .containsEntry("url", "https://orders.example.com/orders")
        .containsEntry("headers[1].value", "application/json")
        .containsEntry("headers[0].stored", "true")
        .containsEntry("version", "3")
        .doesNotContainKey("enabled");
    assertThat(browser.post("/actions/" + id, restored).one("[role=status]").text())
        .startsWith("Saved");
    assertThat(console.connectionService.action(account, id).at("/url").asString())
        .isEqualTo("https://orders.example.com/orders");
    assertThat(console.connectionService.action(account, id).at("/version").asLong()).isEqualTo(4);

    for (String odd : List.of("7", "x", "-1", "99999999999999999999")) {
      assertThat(browser.get("/actions/" + id + "/versions/" + odd).status()).isEqualTo(404);
      assertThat(browser.get("/actions/" + id + "/versions/" + odd + "/edit").status())
          .isEqualTo(404);
    }
    try (Browser reader = Browser.signedIn(console, account, "openid", "atlas.read")) {
      assertThat(reader.get("/actions/" + id + "/versions/1").has("#restore-version")).isFalse();
    }
  }

  private Page connectionPage(String id) {
    return browser.get("/account/connections/" + id);
  }

  private void tell(String id, TokenState state) {
    console.publish(
        new ProducerRecord<>(console.kafka.name(Topic.TOKENS), id, EventJson.write(state)));
  }
}
