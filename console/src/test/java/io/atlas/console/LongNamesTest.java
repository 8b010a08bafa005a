package io.atlas.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Names of 200 characters in the heads of pages, on a phone. */
class LongNamesTest {

  private static final int TWO_LINES = 64;

  private static Chromium chromium;

  private final RunningConsole console = RunningConsole.shared();
  private final String account = RunningConsole.freshAccount();

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
  @DisplayName("A name is cut at two lines; a finger, a pointer and the keyboard get all of it")
  void cut() {
    String unbroken = "n".repeat(200);
    String connection = Samples.connection(console, account, "Eine Verbindung ".repeat(12).strip());
    String action = Samples.action(console, account, unbroken, connection);
    Page page = chromium.signedIn(console, account, ColorScheme.LIGHT);
    page.setViewportSize(390, 844);
    for (String path :
        new String[] {
          "/account/connections/" + connection,
          "/actions/" + action,
          "/actions/" + action + "/health"
        }) {
      page.navigate(path);
      Locator name = page.locator(".page-head h1");
      Locator button = page.locator(".page-head .show-whole").first();
      assertThat(button).isVisible();
      assertThat(button).hasAttribute("aria-expanded", "false");
      Assertions.assertThat(height(name)).as(path).isLessThanOrEqualTo(TWO_LINES);
      Assertions.assertThat(name.getAttribute("title")).hasSizeGreaterThan(190);
      button.press("Enter");
      assertThat(button).hasAttribute("aria-expanded", "true");
      Assertions.assertThat(height(name)).as(path).isGreaterThan(2 * TWO_LINES);
      button.click();
      Assertions.assertThat(height(name)).as(path).isLessThanOrEqualTo(TWO_LINES);
    }
    String plain = Samples.action(console, account, "Create order", null);
    page.navigate("/actions/" + plain);
    assertThat(page.locator(".page-head .show-whole")).isHidden();
  }

  private static double height(Locator name) {
    return name.boundingBox().height;
  }
}
