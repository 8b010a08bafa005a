package io.atlas.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.atlas.console.history.DeadLetters;
import io.atlas.console.history.ExecutionFilter;
import io.atlas.console.history.ExecutionLog;
import io.atlas.model.event.ExecutionIds;
import io.atlas.model.event.FailureCategory;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The log under somebody's hands. */
class LogInBrowserTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  private static Chromium chromium;

  private final RunningConsole console = RunningConsole.shared();
  private final String account = RunningConsole.freshAccount();
  private final ExecutionLog log = console.bean(ExecutionLog.class);
  private final Instant start = Instant.now().minusSeconds(100);
  private int fired;

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
  @DisplayName("Rows stay under the pointer, a button says how many are new, and shows them")
  void pointer() {
    fire(3);
    Page page = executions();
    Locator first = page.locator("[data-execution]").first();
    first.hover();
    fire(2);
    Locator fresh = page.locator("#live-new");
    assertThat(fresh).hasText("2 new");
    assertThat(first).hasAttribute("data-execution", "e3");
    fresh.click();
    assertThat(first).hasAttribute("data-execution", "e5");
    assertThat(fresh).isHidden();
    page.mouse().move(5, 5);
    fire(1);
    assertThat(first).hasAttribute("data-execution", "e6");
  }

  @Test
  @DisplayName("Rows stay where the keyboard is, and where something is ticked")
  void keyboardAndTicks() {
    fire(2);
    console.publish(
        Results.failed(
            account, "act-1", "bad", 1, FailureCategory.FORBIDDEN, start.minusSeconds(60)));
    stored(3);
    Page page = executions();
    page.mouse().move(5, 5);
    Locator first = page.locator("[data-execution]").first();
    first.locator(".row-title").focus();
    fire(1);
    assertThat(page.locator("#live-new")).hasText("1 new");
    assertThat(first.locator(".row-title")).isFocused();
    page.locator("#live-pause").focus();
    assertThat(first).hasAttribute("data-execution", "e3");

    assertThat(page.locator("#replay-selected")).isHidden();
    page.locator("[data-execution=bad] input[type=checkbox]").check();
    assertThat(page.locator("#replay-selected")).isVisible();
    page.locator("#live-pause").focus();
    page.mouse().move(5, 5);
    fire(1);
    assertThat(page.locator("#live-new")).hasText("1 new");
    assertThat(page.locator("[data-execution=bad] input[type=checkbox]")).isChecked();
  }

  @Test
  @DisplayName("The way back from an execution leads to the log as it was filtered")
  void crumb() {
    console.publish(Results.failed(account, "act-1", "bad", 1, FailureCategory.FORBIDDEN, start));
    stored(1);
    Page page = chromium.signedIn(console, account, ColorScheme.LIGHT);
    page.navigate("/executions?outcome=FAILED&category=FORBIDDEN");
    page.locator("[data-execution=bad] .row-title").click();
    page.locator(".crumb a").click();
    assertThat(page).hasURL(Pattern.compile(".*/executions\\?outcome=FAILED&category=FORBIDDEN"));
  }

  @Test
  @DisplayName("An earlier attempt that was chosen stays chosen while later ones come")
  void attempts() {
    Instant at = start;
    console.publish(Results.retrying(account, "act-1", "again", 1, at));
    console.publish(Results.retrying(account, "act-1", "again", 2, at));
    stored(1);
    Page page = chromium.signedIn(console, account, ColorScheme.LIGHT);
    page.navigate("/executions/again");
    Locator chosen = page.locator(".attempt-list [aria-current=true] .attempt-no");
    assertThat(chosen).hasText("Attempt 2");
    page.locator(".attempt-list a").first().click();
    assertThat(chosen).hasText("Attempt 1");
    console.publish(Results.retrying(account, "act-1", "again", 3, at));
    assertThat(page.locator(".attempt-list a")).hasCount(3);
    assertThat(chosen).hasText("Attempt 1");
    assertThat(page).hasURL(Pattern.compile(".*attempt=1"));

    // What happens to others changes nothing here.
    page.evaluate("document.getElementById('execution').dataset.mark = 'same'");
    fire(2);
    page.waitForTimeout(1_500);
    Assertions.assertThat(page.evaluate("document.getElementById('execution').dataset.mark"))
        .isEqualTo("same");
  }

  @Test
  @DisplayName("Several outcomes and a time of one's own are chosen with a few clicks")
  void filters() {
    fire(1);
    console.publish(Results.retrying(account, "act-1", "again", 1, start));
    stored(2);
    Page page = executions();
    page.getByText("Succeeded", new Page.GetByTextOptions().setExact(true)).first().click();
    assertThat(page).hasURL(Pattern.compile(".*outcome=SUCCEEDED"));
    page.locator("#filter-outcome").getByText("Retrying").click();
    assertThat(page.locator("[data-execution]")).hasCount(2);
    page.locator("#filter-range").selectOption("own");
    assertThat(page.locator("#filter-from")).isVisible();
    page.locator("#filter-from").fill("2020-01-01T00:00");
    page.locator("#filter-to").fill("2020-01-02T00:00");
    page.locator("#filter-to").press("Enter");
    assertThat(page.getByText("Nothing matches")).isVisible();
  }

  @Test
  @DisplayName("All that match are replayed with two clicks, and their ends come in by themselves")
  void replayAll() {
    String id = UUID.randomUUID().toString();
    console.publish(Results.deadLetter(console.kafka, "act-1", id, "{}", 0));
    console.publish(Results.failed(account, "act-1", id, 1, FailureCategory.FORBIDDEN, start));
    fire(1);
    stored(2);
    DeadLetters letters = console.bean(DeadLetters.class);
    await().atMost(SOON).until(() -> log.find(account, id).filter(letters::has).isPresent());
    Page page = chromium.signedIn(console, account, ColorScheme.LIGHT);
    page.navigate("/executions?outcome=FAILED");
    button(page, AriaRole.LINK, "Replay all that match…").click();
    assertThat(page.getByLabel("At most so many a second")).hasValue("20");
    button(page, AriaRole.BUTTON, "Replay 1 execution").click();
    assertThat(page.locator("#job-state")).hasText("Done");
    assertThat(page.locator("#job-open")).hasText("1");
    console.publish(
        Results.succeeded(account, "act-1", ExecutionIds.ofReplay(id, 1), 1, Instant.now()));
    assertThat(page.locator("#job-succeeded"))
        .hasText("1", new LocatorAssertions.HasTextOptions().setTimeout(15_000));
    page.reload();
    assertThat(page.locator("#job-succeeded")).hasText("1");
  }

  private static Locator button(Page page, AriaRole role, String name) {
    return page.getByRole(role, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private Page executions() {
    Page page = chromium.signedIn(console, account, ColorScheme.LIGHT);
    page.navigate("/executions");
    assertThat(page.locator("#live-pause")).isVisible();
    return page;
  }

  private void fire(int count) {
    for (int i = 0; i < count; i++) {
      fired++;
      console.publish(
          Results.succeeded(account, "act-1", "e" + fired, 1, start.plusMillis(fired * 50L)));
    }
    await().atMost(SOON).until(() -> log.find(account, "e" + fired).isPresent());
  }

  private void stored(int rows) {
    await().atMost(SOON).until(() -> log.count(account, ExecutionFilter.ALL) == rows);
  }
}
