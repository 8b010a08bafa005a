package io.atlas.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.SelectOption;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The Authentication section of an action's form under somebody's hands. */
class ConnectionPanelInBrowserTest {

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
  @DisplayName("Escape and Cancel close the panel, keep the action's fields and save nothing")
  void closing() {
    Samples.connection(console, account, "Orders API");
    Page page = newAction();
    Locator panel = page.getByRole(AriaRole.GROUP, named("New OAuth connection"));
    page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("Create order");
    page.getByLabel("Authentication method").selectOption("Orders API");

    add(page);
    page.getByLabel("Connection Name").fill("Half typed");
    page.getByLabel("Connection Name").press("Escape");
    assertThat(panel).hasCount(0);
    assertThat(page.getByLabel("Authentication method")).isFocused();

    add(page);
    assertThat(page.getByLabel("Connection Name")).isFocused();
    // What is open within the panel is closed first.
    Locator advanced = panel.locator("details").first();
    advanced.locator("summary").click();
    assertThat(advanced).hasAttribute("open", "");
    advanced.locator("summary").press("Escape");
    assertThat(advanced).not().hasAttribute("open", "");
    assertThat(panel).isVisible();
    panel.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Cancel")).click();
    assertThat(panel).hasCount(0);

    assertThat(page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)))
        .hasValue("Create order");
    Assertions.assertThat(chosen(page)).isEqualTo("Orders API");
    page.navigate("/account/connections?q=Half");
    assertThat(page.getByText("No connection matches.")).isVisible();
  }

  @Test
  @DisplayName("Beyond 50 connections, typing finds the others and keeps what is chosen")
  void searching() {
    for (int i = 100; i < 160; i++) {
      Samples.connection(console, account, "Connection " + i);
    }
    Page page = newAction();
    Locator choice = page.getByLabel("Authentication method");
    assertThat(choice.locator("option")).hasCount(51);
    Locator search = page.getByLabel("Search the connections by name, URL or id");
    search.pressSequentially("connection 159");
    assertThat(choice.locator("option")).hasCount(2);
    assertThat(search).isFocused();
    assertThat(search).hasValue("connection 159");
    choice.selectOption("Connection 159");

    search.fill("nowhere");
    assertThat(page.getByText("No connection has that in its name, URL or id.")).isVisible();
    Assertions.assertThat(chosen(page)).isEqualTo("Connection 159");
    search.fill("connection 10");
    assertThat(page.getByText("All that match are in the list.")).isVisible();
    Assertions.assertThat(chosen(page)).isEqualTo("Connection 159");
  }

  @Test
  @DisplayName(
      "Connections of one name are told apart, and a filter that was chosen keeps the focus")
  void ofOneName() {
    String first = Samples.connection(console, account, "UI Orders");
    String second = Samples.connection(console, account, "UI Orders");
    Samples.connection(console, account, "Alone");
    Page page = newAction();
    Locator choices = page.getByLabel("Authentication method").locator("option");
    assertThat(choices.filter(new Locator.FilterOptions().setHasText(first))).hasCount(1);
    assertThat(choices.filter(new Locator.FilterOptions().setHasText(second))).hasCount(1);
    assertThat(page.locator("#authentication")).containsText("Alone");
    Assertions.assertThat(choices.allInnerTexts())
        .anyMatch(text -> text.contains("Alone") && !text.contains("("));

    page.navigate("/executions");
    Locator range = page.getByLabel("Time range");
    range.selectOption(new SelectOption().setIndex(1));
    assertThat(page).hasURL(Pattern.compile(".*/executions\\?range=.+"));
    assertThat(range).isFocused();
  }

  @Test
  @DisplayName("A button that is pressed as soon as it is there asks from within the page")
  void atOnce() {
    Page page = newAction();
    page.evaluate(
        """
        () => new MutationObserver((_, watch) => {
          const button = document.getElementById('discover');
          if (button) {
            watch.disconnect();
            document.getElementById('issuer').value = 'login.example.com/authorize';
            button.click();
          }
        }).observe(document.body, {childList: true, subtree: true})
        """);
    add(page);
    assertThat(page.locator("#discovered")).isVisible();
    assertThat(page).hasURL(Pattern.compile(".*/actions/new"));
  }

  private Page newAction() {
    Page page = chromium.signedIn(console, account, ColorScheme.LIGHT);
    page.navigate("/actions/new");
    return page;
  }

  private static void add(Page page) {
    page.getByRole(AriaRole.BUTTON, named("Add new OAuth method")).click();
  }

  private static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name);
  }

  private static Object chosen(Page page) {
    return page.evaluate("document.getElementById('authentication').selectedOptions[0].text");
  }
}
