package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.console.Browser.Page;
import io.atlas.model.event.ActionExecuted.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The page of figures, without script: a known load, in figures, tables, CSV and links. */
class OperationsPagesTest {

  private static final String ORDERS = "orders.example.com";
  private static final String ERP = "erp.example.com";

  /** A quarter of an hour that no other test has results in. */
  private static Instant from;

  private static Instant to;
  private static String own;

  private static final RunningConsole CONSOLE = RunningConsole.shared();
  private static final String ACCOUNT = RunningConsole.freshAccount();
  private static List<String> failed;
  private static List<String> cancelled;

  private final Browser browser = Browser.signedIn(CONSOLE, ACCOUNT);

  /** 240 succeed, 24 are tried again, 36 fail, 3 are cancelled. */
  @BeforeAll
  static void load() {
    from = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(7));
    to = from.plus(Duration.ofMinutes(15));
    own = "range=own&from=" + text(from) + "&to=" + text(to);
    OperationsLoad load = new OperationsLoad(CONSOLE, ACCOUNT);
    load.add("act-a", ORDERS, Outcome.SUCCEEDED, 200, from.plusSeconds(61), 40);
    load.add("act-a", ORDERS, Outcome.SUCCEEDED, 30, from.plusSeconds(310), 400);
    load.add("act-b", ERP, Outcome.RETRYING, 24, from.plusSeconds(310), 90);
    load.add("act-b", ERP, Outcome.SUCCEEDED, 10, from.plusSeconds(725), 40);
    failed = load.add("act-b", ERP, Outcome.FAILED, 35, from.plusSeconds(310), 90);
    load.add("act-a", ORDERS, Outcome.FAILED, 1, from.plusSeconds(725), 90);
    cancelled = load.addCancelled("act-b", ERP, 3, from.plusSeconds(725));
    load.publish(from, to);
  }

  @AfterEach
  void close() {
    browser.close();
  }

  @Test
  @DisplayName("Page, table and CSV say the same numbers, and these are the load's")
  void numbers() {
    Page page = browser.get("/operations?" + own);
    assertThat(page.one("#tile-fired .tile-note").text()).isEqualTo("300 in all");
    assertThat(page.one("#tile-executed .tile-note").text()).isEqualTo("303 in all");
    assertThat(page.one("#tile-success .tile-value").text()).isEqualTo("86.95 %");
    assertThat(page.one("#tile-success .tile-note").text()).isEqualTo("240 of 276 that ended");
    assertThat(page.one("#tile-dead .tile-value").text()).isEqualTo("36");
    assertThat(page.html().select("#chart-outcomes .keys li").eachText())
        .containsExactly("Succeeded 240", "Retrying 24", "Failed 36", "Cancelled 3");
    assertThat(filled(page, "outcomes"))
        .containsExactly(
            step(720) + " 10 0 1 3", step(300) + " 30 24 35 0", step(60) + " 200 0 0 0");
    assertThat(millis(page, "latency", 60))
        .hasSize(4)
        .first()
        .satisfies(p50 -> assertThat(p50).isBetween(39.0, 41.0));
    assertThat(page.html().select("#chart-reasons .keys li").eachText())
        .containsExactly("Request refused (4xx) 36");
    assertThat(filled(page, "reasons")).containsExactly(step(720) + " 1", step(300) + " 35");
    assertThat(browser.get("/operations/reasons.csv?" + own).text())
        .startsWith("from,Request refused (4xx)");
    String csv = browser.get("/operations/outcomes.csv?" + own).text();
    List<String> lines = csv.lines().toList();
    assertThat(lines.getFirst()).isEqualTo("from,Succeeded,Retrying,Failed,Cancelled");
    assertThat(lines).hasSize(1 + page.html().select("#chart-outcomes tbody tr").size());
    assertThat(lines.stream().filter(line -> !line.endsWith(",0,0,0,0")).skip(1))
        .containsExactly(
            from.plusSeconds(60) + ",200,0,0,0",
            from.plusSeconds(300) + ",30,24,35,0",
            from.plusSeconds(720) + ",10,0,1,3");
  }

  @Test
  @DisplayName("Every figure leads to exactly its executions")
  void links() {
    Page page = browser.get("/operations?" + own);
    Element cell = page.one("#chart-outcomes td:has(a):contains(35)");
    Page log = browser.get(cell.selectFirst("a").attr("href"));
    assertThat(log.html().select("[data-execution]").eachAttr("data-execution"))
        .containsExactlyInAnyOrderElementsOf(failed);
    assertThat(log.has("#filter-when option[value=ended][selected]")).isTrue();
    for (String css : List.of("#tile-dead a", "#chart-outcomes .keys li:contains(Failed) a")) {
      Page all = browser.get(page.one(css).attr("href"));
      assertThat(all.html().select("[data-execution]")).as(css).hasSize(36);
    }
    Page refused = browser.get(page.one("#chart-reasons td:has(a):contains(35) a").attr("href"));
    assertThat(refused.html().select("[data-execution]").eachAttr("data-execution"))
        .containsExactlyInAnyOrderElementsOf(failed);
    Page people =
        browser.get(page.one("#chart-outcomes .keys li:contains(Cancelled) a").attr("href"));
    assertThat(people.html().select("[data-execution]").eachAttr("data-execution"))
        .containsExactlyInAnyOrderElementsOf(cancelled);
    Page step = browser.get(page.one("#chart-latency tbody a").attr("href"));
    assertThat(step.html().select("[data-execution]")).hasSize(14);
  }

  @Test
  @DisplayName("Split by target, each with its own figures, and narrowed down to one")
  void split() {
    Page page = browser.get("/operations?by=target&" + own);
    assertThat(page.html().select("#parts tbody tr").eachText())
        .satisfiesExactly(
            first -> assertThat(first).startsWith("orders.example.com 99.56 % 230 0 1 0 "),
            second -> assertThat(second).startsWith("erp.example.com 22.22 % 10 24 35 3 "));
    assertThat(page.html().select("#chart-shares .keys li").eachText())
        .containsExactly("orders.example.com 231", "erp.example.com 72");
    Page one = browser.get(page.one("#parts td:contains(erp) a").attr("href"));
    assertThat(one.one("#tile-fired .tile-note").text()).isEqualTo("69 in all");
    assertThat(one.one(".operations-scope strong").text()).isEqualTo(ERP);
    Page dead = browser.get(one.one("#tile-dead a").attr("href"));
    assertThat(dead.html().select("[data-execution]").eachAttr("data-execution"))
        .containsExactlyInAnyOrderElementsOf(failed);
    assertThat(browser.get("/operations/shares.csv?by=target&" + own).text())
        .startsWith("from,orders.example.com,erp.example.com\r\n");
  }

  @Test
  @DisplayName("Neither of two accounts sees the other's figures, and the platform sees both")
  void accounts() {
    String other = RunningConsole.freshAccount();
    OperationsLoad load = new OperationsLoad(CONSOLE, other);
    load.add("act-c", ORDERS, Outcome.SUCCEEDED, 7, from.plusSeconds(61), 40);
    load.publish(from, to);
    try (Browser neighbour = Browser.signedIn(CONSOLE, other);
        Browser operator =
            Browser.signedIn(
                CONSOLE, RunningConsole.freshAccount(), "atlas.read", "atlas.platform");
        Browser reader = Browser.signedIn(CONSOLE, ACCOUNT, "atlas.read")) {
      assertThat(all(neighbour, "account=" + ACCOUNT)).isEqualTo("7 in all");
      assertThat(all(browser, "account=" + other)).isEqualTo("300 in all");
      assertThat(all(operator, "")).isEqualTo("307 in all");
      assertThat(all(operator, "account=" + other)).isEqualTo("7 in all");
      Page split = operator.get("/operations?by=account&" + own);
      assertThat(split.html().select("#chart-shares .keys li").eachText())
          .containsExactly(ACCOUNT + " 303", other + " 7");
      assertThat(split.html().select("#board a[href^=/executions]")).isEmpty();
      assertThat(reader.get("/operations").status()).isEqualTo(403);
      assertThat(reader.get("/actions").has(".rail a[href=/operations]")).isFalse();
    }
  }

  @Test
  @DisplayName(
      "What can't be read in the address is said, and a chart that there is not is not found")
  void oddAddresses() {
    for (String odd :
        List.of(
            "range=own",
            "range=own&from=x&to=y",
            "range=own&from=2026-01-02T00:00&to=2026-01-01T00:00",
            "range=own&from=-999999999-01-01T00:00&to=+999999999-12-31T23:59",
            "range=own&from=2026-01-01T00:00:00Z&to=1000000000-12-31T23:59:59Z")) {
      Page page = browser.get("/operations?" + odd.replace("+", "%2B"));
      assertThat(page.status()).as(odd).isEqualTo(200);
      assertThat(page.one("#filter-problem").text()).contains("UTC");
    }
    Page wide = browser.get("/operations?range=own&from=1970-01-01T00:00&to=2026-11-20T00:00");
    assertThat(wide.status()).isEqualTo(200);
    assertThat(browser.get("/operations?range=x&by=y&account=%00").status()).isEqualTo(400);
    assertThat(browser.get("/operations?range=x&by=y").status()).isEqualTo(200);
    assertThat(browser.get("/operations/nothing.csv").status()).isEqualTo(404);
  }

  @Test
  @DisplayName("Without its database the page says what is missing, and shows the rest")
  void without() throws SQLException {
    try (Browser operator =
            Browser.signedIn(
                CONSOLE, RunningConsole.freshAccount(), "atlas.read", "atlas.platform");
        Connection database = CONSOLE.bean(DataSource.class).getConnection();
        Statement statement = database.createStatement()) {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> operator.get("/operations").has("#chart-waiting"));
      database.setAutoCommit(false);
      statement.execute("LOCK TABLE figures_minute, figures_10s IN ACCESS EXCLUSIVE MODE");
      Page page = operator.get("/operations");
      database.rollback();
      database.setAutoCommit(true);
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.one("#board .alert").text()).contains("figures over time are missing");
      assertThat(page.has("#tile-fired")).isFalse();
      assertThat(page.one("#tile-flight").text()).startsWith("In flight");
      assertThat(page.html().select("[data-chart]").eachAttr("id"))
          .containsExactly("chart-waiting", "chart-lag", "chart-tokens", "chart-circuits");
    }
  }

  private String all(Browser by, String more) {
    return by.get("/operations?" + own + "&" + more).one("#tile-fired .tile-note").text();
  }

  /** The rows in which something happened, as text. */
  private static List<String> filled(Page page, String chart) {
    return page.html().select("#chart-" + chart + " tbody tr").stream()
        .filter(row -> row.select("td").stream().skip(1).anyMatch(cell -> !cell.text().equals("0")))
        .map(row ->
            row.selectFirst("time").attr("datetime")
                + " "
                + String.join(" ", row.select("td").eachText().stream().skip(1).toList()))
        .toList();
  }

  private static Stream<Double> millis(Page page, String chart, int second) {
    return page
        .one("#chart-" + chart + " tr:has(time[datetime=" + step(second) + "])")
        .select("td[data-v]")
        .stream()
        .map(cell -> Double.valueOf(cell.attr("data-v")));
  }

  private static String step(int second) {
    return from.plusSeconds(second).toString();
  }

  private static String text(Instant time) {
    return LocalDateTime.ofInstant(time, ZoneOffset.UTC).toString();
  }
}
