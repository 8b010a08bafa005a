package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.console.Browser.Page;
import io.atlas.console.history.ExecutionLog;
import io.atlas.model.event.FailureCategory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lists by a browser without script. */
class ListPagesTest {

  private static final String LONG = "x".repeat(200);

  private final RunningConsole console = RunningConsole.shared();
  private final String account = RunningConsole.freshAccount();
  private final Browser browser = Browser.signedIn(console, account);

  @AfterEach
  void close() {
    browser.close();
  }

  @Test
  void actionsComeAPageAtATimeForthAndBack() {
    for (int i = 100; i < 220; i++) {
      Samples.action(console, account, "Action " + i, null);
    }
    Page page = browser.get("/actions?sort=name&q=action");
    Set<String> names = new LinkedHashSet<>(names(page));
    assertThat(names).hasSize(50).contains("Action 100");
    assertThat(page.has("#previous-page")).isFalse();
    page = browser.get(page.one("#next-page").attr("href"));
    names.addAll(names(page));
    assertThat(page.one("#sort option[selected]").attr("value")).isEqualTo("name");
    assertThat(page.one("#q").attr("value")).isEqualTo("action");
    Page last = browser.get(page.one("#next-page").attr("href"));
    names.addAll(names(last));
    assertThat(names).hasSize(120);
    assertThat(last.has("#next-page")).isFalse();
    assertThat(names(browser.get(last.one("#previous-page").attr("href")))).isEqualTo(names(page));
  }

  @Test
  void aPageOfActionsReadsNoMoreThanItShows() {
    String used = Samples.connection(console, account, "Orders API");
    for (int i = 0; i < 120; i++) {
      Samples.action(console, account, "Action " + i, used);
    }
    int before = console.connectionService.requests().size();
    assertThat(browser.get("/actions").text()).contains("Orders API");
    List<String> asked =
        console.connectionService.requests().stream()
            .skip(before)
            .map(request -> request.target())
            .toList();
    assertThat(asked).hasSize(3).allMatch(target -> target.contains("limit="));
  }

  @Test
  void filtersOfActionsStandInTheAddressAndInTheForm() {
    String used = Samples.connection(console, account, "Orders API");
    Samples.action(console, account, "With", used);
    Samples.action(console, account, "Without", null);
    Samples.flaggedAction(console, account, "Broken");
    Page with = browser.get("/actions?connection=" + used);
    assertThat(names(with)).containsExactly("With");
    assertThat(with.one("#filter-connection option[selected]").text()).isEqualTo("Orders API");
    assertThat(names(browser.get("/actions?flagged=true"))).containsExactly("Broken");
    Page host = browser.get("/actions?host=erp.example.com&enabled=true");
    assertThat(names(host)).containsExactly("Broken");
    assertThat(host.form("form.filters"))
        .containsEntry("host", "erp.example.com")
        .containsEntry("enabled", "true");
    Page none = browser.get("/actions?q=nowhere");
    assertThat(none.one("main [role=status]").text()).isEqualTo("No action matches. Show all");
    assertThat(browser.get("/actions?connection=gone").text()).contains("A deleted connection");
  }

  @Test
  void whatCannotBeSearchedForIsSaidInWordsBesideTheFilters() {
    Samples.action(console, account, "A", null);
    Page host = browser.get("/actions?host=" + encoded("https://x/"));
    assertThat(host.status()).isEqualTo(200);
    assertThat(host.one("#refused").text())
        .isEqualTo("Host must be a host alone, such as api.example.com.");
    assertThat(host.form("form.filters")).containsEntry("host", "https://x/");
    Page cursor = browser.get("/actions?cursor=broken");
    assertThat(cursor.one("#refused").text()).contains("leads to no page");
    assertThat(browser.get("/account/connections?cursor=broken").one("#refused").text())
        .contains("leads to no page");
  }

  @Test
  void connectionsAreSearchedFilteredAndSorted() {
    Samples.connection(console, account, "B");
    Samples.connection(console, account, "A");
    Samples.failingConnection(console, account, "C failing");
    assertThat(names(browser.get("/account/connections?sort=-name")))
        .containsExactly("C failing", "B", "A");
    assertThat(names(browser.get("/account/connections?status=FAILING")))
        .containsExactly("C failing");
    Page expiring = browser.get("/account/connections?secretExpiresBefore=2026-12-31");
    assertThat(names(expiring)).containsExactly("C failing");
    assertThat(expiring.one("form.filters").text()).contains("Secret expires before 2026-12-31");
    assertThat(browser.get("/account/connections?q=zzz").text()).contains("No connection matches.");
  }

  @Test
  void theConnectionThatIsTestedIsInViewWhereverItStandsInTheList() {
    String last = "";
    for (int i = 0; i < 60; i++) {
      last = Samples.connection(console, account, "C" + i);
    }
    browser.get("/account/connections");
    Page tested = browser.post("/account/connections/" + last + "/test", Map.of());
    assertThat(tested.one("#connection-" + last + " [role=status]").text()).contains("12 ms");
    assertThat(names(tested)).hasSize(51);
  }

  @Test
  void manyConnectionsAreSearchedForAnActionWithoutLosingWhatWasTyped() {
    String chosen = "";
    for (int i = 100; i < 160; i++) {
      chosen = Samples.connection(console, account, "Connection " + i);
    }
    Page page = browser.get("/actions/new");
    assertThat(page.html().select("#authentication option")).hasSize(51);
    Map<String, String> form = page.form("#action-form");
    form.put("name", "Typed");
    form.put("connectionSearch", "CONNECTION 15");
    page = browser.post("/actions/form/find-connection", form);
    assertThat(page.html().select("#authentication option").eachText())
        .hasSize(11)
        .contains("None", "Connection 150", "Connection 159");
    form = page.form("#action-form");
    assertThat(form).containsEntry("name", "Typed").containsEntry("authentication", "NONE");
    form.put("authentication", chosen);
    form.put("connectionSearch", "connection 10");
    page = browser.post("/actions/form/find-connection", form);
    assertThat(page.one("#authentication option[selected]").text()).isEqualTo("Connection 159");
    form = page.form("#action-form");
    assertThat(form).containsEntry("authentication", chosen);
    form.put("connectionSearch", "nowhere");
    page = browser.post("/actions/form/find-connection", form);
    assertThat(page.one("#authentication-choice [role=status]").text())
        .isEqualTo("No connection has that in its name, URL or id.");

    String id = Samples.action(console, account, "Saved", chosen);
    assertThat(browser.get("/actions/" + id).one("#authentication option[selected]").text())
        .isEqualTo("Connection 159");
  }

  @Test
  void fewConnectionsAreAllInTheDropdownAndNotSearched() {
    for (int i = 0; i < 50; i++) {
      Samples.connection(console, account, "Connection " + i);
    }
    Page page = browser.get("/actions/new");
    assertThat(page.html().select("#authentication option")).hasSize(51);
    assertThat(page.has("#connection-search")).isFalse();
  }

  @Test
  void actionsOfADeletedConnectionAreMovedToOneThatASearchFinds() {
    for (int i = 100; i < 160; i++) {
      Samples.connection(console, account, "Connection " + i);
    }
    String old = Samples.connection(console, account, "A old");
    Samples.action(console, account, "Create order", old);
    Page page = browser.get("/account/connections/" + old + "/delete");
    assertThat(page.html().select("#move-to option").eachText())
        .hasSize(49)
        .doesNotContain("A old", "Connection 159");
    page = browser.get("/account/connections/" + old + "/delete?q=159");
    assertThat(page.html().select("#move-to option").eachText()).containsExactly("Connection 159");
  }

  @Test
  void oneSearchFindsNamesUrlsAndShortIds() {
    String connection = Samples.connection(console, account, "Orders API");
    String action = Samples.action(console, account, "Create order", connection);
    Samples.action(console, account, "Else", null);
    String id = UUID.randomUUID().toString();
    console.publish(
        Results.failed(account, action, id, 1, FailureCategory.FORBIDDEN, Instant.now()));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> console.bean(ExecutionLog.class).find(account, id).isPresent());

    Page orders = browser.get("/search?q=ORDER");
    assertThat(orders.one("[aria-labelledby=found-actions]").text())
        .contains("Create order", "Else");
    assertThat(orders.one("[aria-labelledby=found-connections]").text()).contains("Orders API");
    assertThat(browser.get("/search?q=login.example").text()).contains("Orders API");
    Page shortId = browser.get("/search?q=" + id.substring(0, 8));
    assertThat(shortId.one("[aria-labelledby=found-executions]").text())
        .contains(id, "Create order", "Failed");
    assertThat(browser.get(shortId.one("[aria-labelledby=found-executions] a").attr("href")).text())
        .contains("Create order");
    assertThat(browser.get("/search?q=" + id).one("h1").text()).doesNotContain("Search");
    assertThat(browser.get("/search?q=nowhere").one("main [role=status]").text())
        .startsWith("Nothing of this account");
    assertThat(browser.get("/search").status()).isEqualTo(200);
    try (Browser other = Browser.signedIn(console, RunningConsole.freshAccount())) {
      assertThat(other.get("/search?q=" + id.substring(0, 8)).text()).doesNotContain(id);
    }
  }

  @Test
  void oddSearchesAreAnswered() {
    Samples.action(console, account, "A", null);
    for (String odd :
        List.of(
            "<script>",
            "\u202evil",
            "\u2068x\u2069",
            "x".repeat(5_000),
            "🚀".repeat(150),
            "%",
            "'",
            "../..",
            "a\r\nb",
            "{q}",
            "&flagged=true",
            "2affcc5d-",
            "ffff",
            "----",
            "x;y/z")) {
      for (String path : List.of("/search?q=", "/actions?q=", "/account/connections?q=")) {
        Page page = browser.get(path + encoded(odd));
        assertThat(page.status()).as(path + odd).isEqualTo(200);
        assertThat(page.html().select("main script")).isEmpty();
      }
    }
  }

  @Test
  void namesOfAnyKindStandInListsAsTheyAreAndWholeOnHover() {
    List<String> names =
        List.of("<b>bold</b>", "e\u202evil", LONG, "🚀 ünïcode שלום", "\"quoted\" & 'single'");
    for (String name : names) {
      String escaped = name.replace("\"", "\\\"");
      String connection = Samples.connection(console, account, escaped);
      Samples.action(console, account, escaped, connection);
    }
    for (String path : List.of("/actions?sort=name", "/account/connections?sort=name")) {
      Page page = browser.get(path);
      assertThat(page.html().select(".row-title").eachText()).hasSameElementsAs(names);
      assertThat(page.html().select(".row-title"))
          .allMatch(title -> title.attr("title").equals(title.text()) && title.hasAttr("dir"));
      assertThat(page.html().select("main b")).isEmpty();
    }
    Page found = browser.get("/search?q=" + encoded("<b>"));
    assertThat(found.html().select("main b")).isEmpty();
    assertThat(found.html().select(".row-title").eachText())
        .containsExactly("<b>bold</b>", "<b>bold</b>");
    for (Element option : browser.get("/actions").html().select("#filter-connection option")) {
      assertThat(option.text()).doesNotContain("\u202e");
    }
  }

  @Test
  void needsAttentionCountsAllAndListsTheFirst() {
    for (int i = 0; i < 40; i++) {
      Samples.flaggedAction(console, account, "Flagged " + i);
    }
    Samples.failingConnection(console, account, "Failing");
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(browser.get("/attention/count").text()).contains("41"));
    int before = console.connectionService.requests().size();
    browser.get("/attention/count");
    assertThat(console.connectionService.requests()).hasSize(before);
    Page page = browser.get("/attention");
    assertThat(page.html().select(".findings strong")).hasSize(26);
    assertThat(page.one(".findings .more").text()).startsWith("Flagged actions in all: 40");
    assertThat(names(browser.get(page.one(".findings .more a").attr("href")))).hasSize(40);
  }

  private static List<String> names(Page page) {
    return page.html().select(".row-title").eachText();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
