package io.atlas.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.atlas.endtoend.ConsolePage.button;
import static io.atlas.endtoend.ConsolePage.label;
import static io.atlas.endtoend.ConsolePage.panel;
import static io.atlas.endtoend.ConsolePage.save;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.atlas.embedded.TestChromium;
import io.atlas.model.kafka.Topic;
import io.atlas.testing.FaultyHttpServer;
import io.atlas.testing.FaultyHttpServer.Behaviour;
import io.atlas.testing.FaultyHttpServer.Request;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Further sentences of what people are told about OAuth credentials, with a provider that counts.
 */
class TokenSentencesTest {

  private static final AtlasProcess atlas = AtlasProcess.shared();
  private static final ContainsTextOptions SOON = new ContainsTextOptions().setTimeout(30_000);
  private static final String SECRET = "of-the-counting-provider-4711";
  private static TestChromium browser;

  private final String name = "Counted " + UUID.randomUUID().toString().substring(0, 8);

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

  /** Numbers its tokens. */
  private static Behaviour issuing(int seconds) {
    AtomicInteger issued = new AtomicInteger();
    return (_, exchange) ->
        exchange.json(
            200,
            "{\"access_token\":\"counted-%d\",\"token_type\":\"Bearer\",\"expires_in\":%d}"
                .formatted(issued.incrementAndGet(), seconds));
  }

  private static String bearer(FaultyHttpServer target) {
    return target.requests().getLast().header("Authorization");
  }

  @Test
  @DisplayName(
      "Atlas will request an access token before each action call, cache the token until it"
          + " expires, and attach Authorization: Bearer <token> to the action’s HTTP request")
  void cached() {
    try (FaultyHttpServer provider = FaultyHttpServer.start(issuing(3_600));
        FaultyHttpServer target = FaultyHttpServer.start(FaultyHttpServer.always(200, "{}"))) {
      AtlasApi api = AtlasApi.demo(atlas);
      String action = action(api, target, connection(api, provider));
      Page page = page("/actions/" + action);
      Locator result = page.locator("#test-fire-result");
      for (int calls = 1; calls <= 2; calls++) {
        button(page, "Test fire").click();
        assertThat(result).containsText("HTTP 200", SOON);
        int made = calls;
        Assertions.assertThat(target.requests()).hasSize(made);
        Assertions.assertThat(bearer(target)).isEqualTo("Bearer counted-1");
        page.reload();
      }
      Assertions.assertThat(provider.requests()).hasSize(1);
    }
    try (FaultyHttpServer provider = FaultyHttpServer.start(issuing(2));
        FaultyHttpServer target = FaultyHttpServer.start(FaultyHttpServer.always(200, "{}"))) {
      AtlasApi api = AtlasApi.demo(atlas);
      String action = action(api, target, connection(api, provider));
      await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(500))
          .until(() -> {
            int before = target.requests().size();
            api.post("/actions/" + action + "/test-fire", Map.of("input", Map.of()));
            return target.requests().size() > before && !bearer(target).equals("Bearer counted-1");
          });
    }
  }

  @Test
  @DisplayName("Client Secret — From your OAuth app. Stored encrypted")
  void storedEncrypted() {
    try (FaultyHttpServer provider = FaultyHttpServer.start(issuing(3_600))) {
      Page page = typed(provider);
      assertThat(panel(page)).containsText("Stored encrypted");
      save(panel(page)).click();
      assertThat(page.locator("#authentication option:checked")).hasText(name);
      String id = page.locator("#authentication").inputValue();
      page.navigate(atlas.url("CONSOLE") + "/account/connections/" + id);
      assertThat(label(page, "Client Secret")).hasValue("");
      Assertions.assertThat(page.content()).contains(name).doesNotContain(SECRET);
      String told =
          Topics.readAll(atlas.kafka(), Topic.CONNECTIONS).stream()
              .filter(record -> id.equals(record.key()))
              .map(record -> new String(record.value(), StandardCharsets.UTF_8))
              .collect(Collectors.joining());
      Assertions.assertThat(told).contains("sealedSecret").doesNotContain(SECRET);
    }
  }

  @Test
  @DisplayName("Audience — Optional. Required by some providers (Auth0, etc.)")
  void audience() {
    Behaviour demanding =
        (request, exchange) -> {
          if (request.body().contains("audience=")) {
            issuing(3_600).serve(request, exchange);
          } else {
            exchange.json(
                400,
                "{\"error\":\"invalid_request\",\"error_description\":\"audience is needed\"}");
          }
        };
    try (FaultyHttpServer provider = FaultyHttpServer.start(demanding)) {
      Page page = typed(provider);
      save(panel(page)).click();
      assertThat(panel(page)).containsText("audience is needed");
      Locator audience = page.getByLabel("Audience");
      assertThat(audience).hasAttribute("aria-invalid", "true");
      audience.fill("https://api.example.com/");
      save(panel(page)).click();
      assertThat(page.locator("#authentication option:checked")).hasText(name);
      Request accepted = provider.requests().getLast();
      Assertions.assertThat(accepted.body()).contains("audience=https%3A%2F%2Fapi.example.com%2F");
    }
  }

  @Test
  @DisplayName(
      "Action returns 401 — Token expired or scopes don’t include the resource. Try regenerating"
          + " the credentials in your OAuth provider")
  void unauthorized() {
    try (FaultyHttpServer provider = FaultyHttpServer.start(issuing(3_600));
        FaultyHttpServer target = FaultyHttpServer.start(FaultyHttpServer.always(401, "{}"))) {
      AtlasApi api = AtlasApi.demo(atlas);
      Page page = page("/actions/" + action(api, target, connection(api, provider)));
      button(page, "Test fire").click();
      Locator result = page.locator("#test-fire-result");
      assertThat(result).containsText("HTTP 401", SOON);
      assertThat(result)
          .containsText("The token expired or its scopes don't include the resource.");
      assertThat(result).containsText("try regenerating the credentials in your OAuth provider.");
    }
  }

  private Page typed(FaultyHttpServer provider) {
    Page page = page("/actions/new");
    button(page, "Add new OAuth method").click();
    label(page, "Connection Name").fill(name);
    label(page, "Client ID").fill("counting-client");
    label(page, "Client Secret").fill(SECRET);
    label(page, "Token Endpoint").fill(provider.url("/token"));
    label(page, "Allowed hosts").fill("api.example.com");
    return page;
  }

  private static Page page(String path) {
    Page page = ConsolePage.signedIn(browser, atlas, 1360, 768);
    page.navigate(atlas.url("CONSOLE") + path);
    return page;
  }

  private String connection(AtlasApi api, FaultyHttpServer provider) {
    Map<String, Object> connection = new HashMap<>(Orders.connection(atlas, name, SECRET));
    connection.put("tokenEndpoint", provider.url("/token"));
    AtlasApi.Answer created = api.post("/connections", connection);
    Assertions.assertThat(created.status()).as(created.body().toString()).isEqualTo(201);
    return created.text("id");
  }

  private String action(AtlasApi api, FaultyHttpServer target, String connection) {
    Map<String, Object> action = new HashMap<>(Orders.action(atlas, name, connection));
    action.put("url", target.url("/"));
    action.put("body", "{}");
    return api.post("/actions", action).text("id");
  }
}
