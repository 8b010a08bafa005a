package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.atlas.console.Browser.Page;
import io.atlas.console.brand.BrandSettings;
import io.atlas.model.event.FailureCategory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The white label. */
class BrandTest {

  private static final Duration SOON = Duration.ofSeconds(20);

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
      hintsSendPeopleToTheRenamedPage(console);
    }
  }

  /** Other services write them, and know no white label. */
  private static void hintsSendPeopleToTheRenamedPage(RunningConsole console) {
    String account = RunningConsole.freshAccount();
    FailureCategory failing = FailureCategory.CONNECTION_FAILING;
    String flag = failing.summary() + " " + failing.hint();
    String connection = Samples.connection(console, account, "Orders API");
    String flagged = Samples.flaggedAction(console, account, "Account > Ledger", connection, flag);
    String plain = Samples.action(console, account, "Create order", connection);
    console.connectionService.answerTestFires(failing);
    console.publish(Results.failed(account, plain, "branded", 1, failing, Instant.now()));
    try (Browser browser = Browser.signedIn(console, account)) {
      await()
          .atMost(SOON)
          .untilAsserted(() ->
              assertThat(browser.get("/attention").html().select(".findings li > div").eachText())
                  .as("a flagged action and an event that failed")
                  .hasSize(2)
                  .allSatisfy(line -> assertThat(line).contains("Workspace > Sign-ins")));
      assertThat(browser.get("/attention").text()).contains("Account &gt; Ledger");
      List<Page> pages =
          Stream.of(
                  "/actions",
                  "/actions/" + flagged,
                  "/actions/" + flagged + "/health",
                  "/account/connections/" + connection,
                  "/executions/branded")
              .map(browser::get)
              .collect(Collectors.toCollection(ArrayList::new));
      assertThat(pages.getFirst().one(".flag a").attr("href"))
          .as("the link does what the words say")
          .isEqualTo("/account/connections/" + connection);
      Map<String, String> form = pages.get(1).form("#action-form");
      pages.add(browser.post("/actions/form/test-fire", form, "HX-Request", "true"));
      assertThat(pages)
          .allSatisfy(page ->
              assertThat(page.html().text())
                  .contains("Workspace > Sign-ins")
                  .doesNotContain("Account > Connections"));
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
