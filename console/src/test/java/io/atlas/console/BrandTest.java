package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.atlas.console.Browser.Page;
import io.atlas.console.brand.BrandSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The white label. */
class BrandTest {

  @TempDir private Path directory;

  @Test
  @DisplayName(
      "To rename or delete a connection, go to Account > Connections (or whichever page your"
          + " white-label uses)")
  void aWhiteLabelHasItsNameLogoColoursAndWords() throws Exception {
    Path logo = Files.writeString(directory.resolve("logo.svg"), "<svg/>");
    try (RunningConsole console =
            RunningConsole.start(
                "--atlas.product-name=Acme Flows",
                "--atlas.brand.logo=" + logo,
                "--atlas.brand.colour=#ff8800",
                "--atlas.brand.account=Workspace",
                "--atlas.brand.connections=Sign-ins");
        Browser browser = Browser.signedIn(console, RunningConsole.freshAccount())) {
      Page page = browser.get("/account/connections");
      assertThat(page.one(".brand").text()).isEqualTo("Acme Flows");
      assertThat(page.one(".brand img").attr("src")).isEqualTo("/brand/logo");
      assertThat(page.one(".rail-group").text()).isEqualTo("Workspace");
      assertThat(page.one("h1").text()).isEqualTo("Sign-ins");
      assertThat(page.one(".crumb").text()).isEqualTo("Workspace");
      assertThat(page.html().title()).startsWith("Sign-ins");
      Page colours = browser.get("/brand/colours.css");
      assertThat(colours.headers().get("Content-Type")).startsWith("text/css");
      assertThat(colours.text()).contains("#ff8800", "--tblr-btn-color: #000");
      assertThat(browser.get("/brand/logo").headers().get("Content-Type"))
          .startsWith("image/svg+xml");
      inABrowser(console);
    }
  }

  private static void inABrowser(RunningConsole console) {
    String account = RunningConsole.freshAccount();
    String id = Samples.connection(console, account, "Orders API");
    try (Chromium chromium = Chromium.open()) {
      var page = chromium.signedIn(console, account, ColorScheme.LIGHT);
      page.navigate("/actions");
      Locator rail = page.getByRole(AriaRole.NAVIGATION, named("Main"));
      PlaywrightAssertions.assertThat(rail).containsText("Workspace");
      rail.getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("Sign-ins")).click();
      PlaywrightAssertions.assertThat(page.getByRole(AriaRole.HEADING, named("Sign-ins")))
          .isVisible();
      page.getByRole(AriaRole.LINK, named("Orders API")).click();
      Locator head = page.locator(".page-actions");
      head.locator("summary").click();
      head.getByLabel("New name").fill("Orders");
      head.locator("button").click();
      PlaywrightAssertions.assertThat(page.locator("#connection-" + id)).containsText("Orders");
      page.locator("#connection-" + id + " [data-delete]").click();
      page.locator("#dialog #confirm-delete").click();
      PlaywrightAssertions.assertThat(page.getByRole(AriaRole.STATUS).first())
          .containsText("Deleted");
    }
  }

  private static GetByRoleOptions named(String name) {
    return new GetByRoleOptions().setName(name).setExact(true);
  }

  @Test
  void whatIsNoColourOrNoWordIsRefusedAtStart() {
    for (String odd : new String[] {"red", "#fff", "#12345g", "#123456;}", ""}) {
      assertThatThrownBy(() -> new BrandSettings(null, odd, null, "Account", "Connections"))
          .as(odd)
          .hasMessageContaining("atlas.brand.colour");
    }
    assertThatThrownBy(() -> new BrandSettings(null, null, null, " ", "Connections"))
        .hasMessageContaining("atlas.brand.account");
  }
}
