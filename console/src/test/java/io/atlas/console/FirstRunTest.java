package io.atlas.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.util.concurrent.atomic.AtomicInteger;
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
  private final AtomicInteger clicks = new AtomicInteger();
  private final AtomicInteger keys = new AtomicInteger();
  private final AtomicInteger tabs = new AtomicInteger();
  private int typed;

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
    count(page);
    page.navigate("/");
    page.click("#start-here");
    assertThat(page.locator("#tokenEndpoint")).isFocused();
    type(page, "https://login.example.com/oauth2/token");
    type(page, "orders.write");
    type(page, "orders-client");
    type(page, "wrong-secret!");
    page.keyboard().press("Tab");
    type(page, "https://orders.example.com/orders");
    page.click("#save-and-fire");
    assertThat(page.locator("#start-refused")).containsText("invalid_client");
    assertThat(page.locator("#url")).hasValue("https://orders.example.com/orders");
    Assertions.assertThat(console.connectionService.connectionCount(account)).isZero();
    System.out.printf(
        "COUNTED to the first event: %d clicks, %d keys, %d of them Tab%n",
        clicks.get(), keys.get(), tabs.get());
    Assertions.assertThat(clicks).as("clicks, had the secret been right").hasValue(2);
    Assertions.assertThat(keys.get()).as("keys, had it been right").isEqualTo(typed + tabs.get());
    Assertions.assertThat(tabs).hasValue(6);

    page.click("#clientSecret");
    page.keyboard().type(StandInConnectionService.RIGHT_SECRET);
    page.keyboard().press("Enter");
    assertThat(page).hasURL(Pattern.compile(".*/executions/fired-act.*"));
    System.out.printf(
        "COUNTED with one wrong secret: %d clicks, %d keys%n", clicks.get(), keys.get());
    Assertions.assertThat(clicks.get()).as("one wrong secret included").isLessThanOrEqualTo(6);
    Assertions.assertThat(console.connectionService.sent("POST", "/connections").toString())
        .contains("\"allowedHosts\":[\"orders.example.com\"]");
  }

  /** What a person's hand does, as the browser sees it. */
  private void count(Page page) {
    page.exposeFunction(
        "counted",
        what -> {
          (what[0].equals("click") ? clicks : keys).incrementAndGet();
          if (what[0].equals("Tab")) {
            tabs.incrementAndGet();
          }
          return null;
        });
    page.addInitScript(
        """
        addEventListener('pointerdown', (event) => event.isTrusted && window.counted('click'), true);
        addEventListener('keydown', (event) => event.isTrusted && window.counted(event.key), true);
        """);
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

  private void type(Page page, String text) {
    page.keyboard().type(text);
    typed += text.length();
    page.keyboard().press("Tab");
  }
}
