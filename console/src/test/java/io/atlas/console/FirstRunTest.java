package io.atlas.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** An empty account, from the sign-in to the first fired event. */
class FirstRunTest {

  private static Chromium chromium;

  private final RunningConsole console = RunningConsole.shared();
  private final String account = RunningConsole.freshAccount();
  private int clicks;

  @BeforeAll
  static void open() {
    chromium = Chromium.open();
  }

  @AfterAll
  static void close() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @Test
  @DisplayName("At most 6 clicks, and what must be typed, lead to the first fired event")
  void sixClicks() {
    Page page = chromium.signedIn(console, account, ColorScheme.LIGHT);
    page.navigate("/");
    click(page, "#start-here");
    assertThat(page.locator("#tokenEndpoint")).isFocused();
    type(page, "https://login.example.com/oauth2/token");
    type(page, "orders.write");
    type(page, "orders-client");
    type(page, "wrong");
    page.keyboard().press("Tab");
    type(page, "https://orders.example.com/orders");
    click(page, "#save-and-fire");
    assertThat(page.locator("#start-refused")).containsText("invalid_client");
    assertThat(page.locator("#url")).hasValue("https://orders.example.com/orders");
    Assertions.assertThat(console.connectionService.connectionCount(account)).isZero();

    click(page, "#clientSecret");
    page.keyboard().type(StandInConnectionService.RIGHT_SECRET);
    page.keyboard().press("Enter");
    assertThat(page).hasURL(Pattern.compile(".*/executions/fired-act.*"));
    Assertions.assertThat(clicks).as("clicks, one wrong secret included").isLessThanOrEqualTo(6);
    Assertions.assertThat(console.connectionService.sent("POST", "/connections").toString())
        .contains("\"allowedHosts\":[\"orders.example.com\"]");
  }

  @Test
  @DisplayName("Without script, what is missing is said at the fields, and nothing is saved")
  void missing() {
    try (Browser browser = Browser.signedIn(console, account)) {
      var form = browser.get("/start").form("#start-form");
      form.put("clientId", "orders-client");
      form.put("input", "{");
      Browser.Page page = browser.post("/start", form);
      Assertions.assertThat(page.html().select(".invalid-feedback").eachText())
          .containsExactly(
              "Token Endpoint is missing",
              "Client Secret is missing",
              "URL is missing: what is to be called?",
              "The event’s input is not valid JSON");
      Assertions.assertThat(console.connectionService.connectionCount(account)).isZero();
    }
  }

  private void click(Page page, String selector) {
    page.click(selector);
    clicks++;
  }

  private static void type(Page page, String text) {
    page.keyboard().type(text);
    page.keyboard().press("Tab");
  }
}
