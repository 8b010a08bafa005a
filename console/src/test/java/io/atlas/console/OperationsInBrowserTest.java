package io.atlas.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import io.atlas.model.event.ActionExecuted.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The page of figures in a real browser. */
class OperationsInBrowserTest {

  private static final Pattern SUCCEEDED_20 = legend(20);
  private static final Pattern SUCCEEDED_21 = legend(21);

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
  @DisplayName(
      "Charts say the load's numbers with a clock an hour off, live, and lead to executions")
  void live() {
    Instant now = Instant.now();
    // Early in a step of the chart: the cursor takes the step whose start is nearest.
    Instant ended = Instant.ofEpochSecond((now.getEpochSecond() - 300) / 10 * 10 + 2);
    OperationsLoad load = new OperationsLoad(console, account);
    load.add("act-a", "orders.example.com", Outcome.SUCCEEDED, 20, ended, 40);
    List<String> failed = load.add("act-a", "orders.example.com", Outcome.FAILED, 5, ended, 90);
    load.publish(now.minus(Duration.ofMinutes(14)), now);
    Page page = chromium.signedIn(console, account, ColorScheme.LIGHT);
    List<String> errors = new ArrayList<>();
    page.onConsoleMessage(message -> {
      if (message.type().equals("error")) {
        errors.add(message.text());
      }
    });
    page.onPageError(errors::add);
    page.addInitScript(
        "const real = Date.now; Date.now = () => real() + 3_600_000;"
            + " window.Date = class extends Date { constructor(...given) {"
            + " given.length ? super(...given) : super(Date.now()); } };");
    page.setViewportSize(1360, 768);
    page.navigate("/operations");
    Locator outcomes = page.locator("#chart-outcomes");
    assertThat(outcomes.locator("canvas")).isVisible();
    assertThat(outcomes.locator(".chart-table")).isHidden();
    assertThat(outcomes.locator(".keys")).containsText(SUCCEEDED_20);
    for (String chart : List.of("#chart-outcomes", "#chart-latency")) {
      BoundingBox box = page.locator(chart).boundingBox();
      Assertions.assertThat(box.y + box.height).as("%s without scrolling", chart).isLessThan(768);
    }
    outcomes.getByRole(AriaRole.BUTTON).click();
    assertThat(outcomes.locator(".chart-table")).isVisible();
    outcomes.getByRole(AriaRole.BUTTON).click();

    console.publish(Results.succeeded(account, "act-a", "one-more", 1, Instant.now()));
    assertThat(outcomes.locator(".keys")).containsText(SUCCEEDED_21);
    assertThat(page.locator("#tile-fired .tile-note")).containsText("26 in all");

    page.locator("#board-pause").click();
    Point point = point(outcomes, ended, 22.5 / 27);
    page.mouse().move(point.x(), point.y());
    assertThat(outcomes.locator(".keys")).containsText(SUCCEEDED_20);
    // The other chart's cursor is at the same time.
    assertThat(page.locator("#chart-latency .keys b").last()).hasText("0");
    page.mouse().click(point.x(), point.y());
    assertThat(page.locator("[data-execution]")).hasCount(5);
    Assertions.assertThat(failed)
        .containsExactlyInAnyOrderElementsOf(
            page.locator("[data-execution]").all().stream()
                .map(row -> row.getAttribute("data-execution"))
                .toList());
    Assertions.assertThat(errors).isEmpty();

    page.navigate("/operations?range=1h");
    Point begin = point(outcomes, ended.minusSeconds(600), 0.5);
    Point end = point(outcomes, ended.plusSeconds(120), 0.5);
    page.mouse().move(begin.x(), begin.y());
    page.mouse().down();
    page.mouse().move(end.x(), end.y(), new Mouse.MoveOptions().setSteps(4));
    page.mouse().up();
    assertThat(page).hasURL(Pattern.compile(".*range=own&from=.*&to=.*"));
    assertThat(outcomes.locator(".keys")).containsText(SUCCEEDED_20);
    page.context().close();
  }

  private static Pattern legend(int succeeded) {
    return Pattern.compile("Succeeded\\s+" + succeeded + "\\s.*Failed\\s+5\\b", Pattern.DOTALL);
  }

  /** In pixels of the page. */
  private record Point(double x, double y) {}

  /**
   * @param high 0 at the bottom of the chart, 1 at its top
   */
  private static Point point(Locator chart, Instant time, double high) {
    assertThat(chart.locator(".u-over")).isVisible();
    BoundingBox box = chart.locator(".u-over").boundingBox();
    Locator board = chart.page().locator("#board");
    double from = Double.parseDouble(board.getAttribute("data-from"));
    double to = Double.parseDouble(board.getAttribute("data-to"));
    return new Point(
        box.x + box.width * (time.getEpochSecond() - from) / (to - from),
        box.y + box.height * (1 - high));
  }
}
