package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.atlas.console.history.ExecutionFilter;
import io.atlas.console.history.ExecutionLog;
import io.atlas.console.history.State;
import io.atlas.model.event.ActionFired;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.event.Notice.Kind;
import io.atlas.model.kafka.Topic;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * What holds for everybody on every page: with and without data, light and dark, wide and narrow.
 */
class EveryPageTest {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String LONG = "Ein sehr langer Name ".repeat(9).strip();
  private static final String AXE = axe();

  private static final String ALL =
      "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']";

  /** Nothing else changes with the dark. */
  private static final String COLOURS =
      "{type: 'rule', values: ['color-contrast', 'link-in-text-block']}";

  private static final String NOTHING = "/nothing-here";

  private static final String UNWORDED =
      Stream.of(
              FailureCategory.values(), CredentialCategory.values(), Kind.values(), State.values())
          .flatMap(Stream::of)
          .map(Enum::name)
          .filter(name -> name.length() > 4)
          .collect(
              Collectors.joining(
                  "|",
                  "\\b(?:",
                  "|1 (?:fields|entries|events|targets|actions|executions|connections))\\b"
                      + "|\\d{4}-\\d\\d-\\d\\dT\\d\\d:"));

  private static final List<String> EMPTY =
      List.of(
          "/actions",
          "/actions/new",
          "/actions/templates",
          "/executions",
          "/executions?outcome=FAILED",
          "/executions/nothing",
          "/operations",
          "/executions/jobs",
          "/executions/jobs/new?kind=replay",
          "/attention",
          "/attention/alerts",
          "/operations/topics",
          "/operations/topics/secret-promotions?partition=x",
          "/operations/dead-letters?partition=99",
          "/operations/instances",
          "/account/connections",
          "/account/connections/new",
          "/account/deleted",
          "/search?q=none",
          "/start",
          NOTHING,
          "/signed-out");

  /**
   * Parts of pages, streams, and what leads elsewhere; the error page has an address of its own.
   */
  private static final Set<String> NO_PAGES =
      Set.of(
          "/",
          "/account",
          "/account/connections/{id}/test",
          "/attention/count",
          "/brand/colours.css",
          "/brand/logo",
          "/error",
          "/executions/live",
          "/executions/newer",
          "/operations/live",
          "/operations/{chart}.csv",
          "/session",
          "/sign-in-failed",
          "/theme");

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
  @DisplayName("axe finds nothing on any page of an empty account, light and dark")
  void withoutData() {
    look("empty", EMPTY);
  }

  @Test
  @DisplayName("axe finds nothing on any page of an account with data, light and dark")
  void withData() {
    String connection = Samples.failingConnection(console, account, LONG);
    String action = Samples.action(console, account, LONG, connection);
    String plain = Samples.action(console, account, "\u202eevil", null);
    Samples.flaggedAction(console, account, "Sync invoice");
    Samples.alert(console, account, action);
    Instant now = Instant.now();
    console.publish(Results.deadLetter(console.kafka, action, "every-failed", "{}", 0));
    console.publish(
        Results.failed(account, action, "every-failed", 1, FailureCategory.FORBIDDEN, now));
    console.publish(Results.retrying(account, action, "every-retrying", 1, now));
    console.publish(Results.succeeded(account, plain, "every-ok", 1, now.minusSeconds(90_000)));
    console.publish(Results.timedOut(account, action, "every-timeout", 1, now));
    ExecutionLog log = console.bean(ExecutionLog.class);
    await().atMost(SOON).until(() -> log.count(account, ExecutionFilter.ALL) == 4);
    String dead =
        console.place(
            Results.deadLetter(
                console.kafka, "nobodys", "every-dead", "{\"a\":[1,\"\\u202e\"]}", 0));
    String fired =
        console.place(
            new ProducerRecord<>(
                console.kafka.name(Topic.ACTION_FIRED),
                LONG,
                EventJson.write(ActionFired.of(action, EventJson.MAPPER.readTree("{\"b\":{}}")))));
    String binary =
        console.place(
            new ProducerRecord<>(
                console.kafka.name(Topic.SECRET_REMINDERS), "every", new byte[] {0, 1, -1}));
    String job = replayAll();
    Statuses.tell(console, Statuses.worker("every-page", account, action, LONG.replace(" ", "-")));
    List<String> pages =
        List.of(
            "/operations/instances",
            "/operations/topics/action-fired?path=/actionId&value=" + action,
            "/operations/topics/action-fired/" + fired + "?find=b",
            "/operations/topics/action-fired/" + fired + "/produce",
            "/operations/topics/action-dead/" + dead,
            "/operations/topics/secret-reminders/" + binary,
            "/operations/dead-letters",
            "/actions",
            "/actions/" + action,
            "/actions/" + action + "/health",
            "/actions/" + action + "/versions/1",
            "/actions/" + action + "/versions/1/edit",
            "/actions/" + action + "/delete",
            "/executions",
            "/executions?range=own&status=abc",
            "/executions/every-failed",
            "/executions/every-failed/event",
            "/executions/every-failed/edit",
            "/executions/every-retrying",
            "/executions/every-timeout",
            "/executions/every-ok",
            "/executions?range=own&when=ended",
            "/operations",
            "/operations?range=24h&by=action",
            "/executions/jobs",
            "/executions/jobs/new?kind=replay&actionId=" + action,
            "/executions/jobs/new?kind=cancel-retries",
            job,
            "/attention",
            "/attention/alerts?q=lang",
            "/search?q=lang",
            "/account/connections",
            "/account/connections/" + connection,
            "/account/connections/" + connection + "/delete");
    look("data", pages);
    for (Routes.Route route : Routes.of(console)) {
      if (route.method().equals("GET") && !route.isApi() && !NO_PAGES.contains(route.pattern())) {
        String page = route.pattern().replaceAll("\\{[^}]*}", "[^/?]+") + "(\\?.*)?";
        assertThat(Stream.concat(EMPTY.stream(), pages.stream()))
            .as("%s is looked at here", route.pattern())
            .anyMatch(path -> path.matches(page));
      }
    }
  }

  /** Returns the job's page. */
  private String replayAll() {
    try (Browser browser = Browser.signedIn(console, account)) {
      Browser.Page plan = browser.get("/executions/jobs/new?kind=replay");
      return browser.post("/executions/jobs", plan.form("#job-form")).one("#refresh").attr("href");
    }
  }

  private void look(String what, List<String> pages) {
    Screenshots screenshots = new Screenshots(what);
    List<String> found = new ArrayList<>();
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      Page page = chromium.signedIn(console, account, scheme, StandInIssuer.OPERATOR);
      for (String path : pages) {
        page.setViewportSize(1360, 900);
        int status = page.navigate(path).status();
        screenshots.take(page, scheme, path);
        if (status != (path.equals(NOTHING) ? 404 : 200)) {
          found.add(path + " answers " + status);
        }
        if (page.locator("#conflict").count() > 0) {
          found.add(path + " tells of somebody else's change, and there is none");
        }
        found.addAll(
            violations(page, scheme + " " + path, scheme == ColorScheme.LIGHT ? ALL : COLOURS));
        if (scheme == ColorScheme.LIGHT) {
          found.addAll(sideways(page, "wide " + path));
          found.addAll(unworded(page, path));
          page.setViewportSize(390, 844);
          found.addAll(violations(page, "phone " + path, ALL));
          found.addAll(sideways(page, "phone " + path));
          found.addAll(tall(page, "phone " + path));
          page.setViewportSize(768, 1024);
          found.addAll(sideways(page, "tablet " + path));
          page.setViewportSize(2560, 1200);
          found.addAll(offCentre(page, path));
        }
      }
      page.context().close();
    }
    assertThat(found).as(String.join("\n", found)).isEmpty();
  }

  /**
   * @param rules as axe takes them
   */
  private static List<String> violations(Page page, String where, String rules) {
    page.evaluate(AXE);
    // What lies under the bar with the buttons comes out from under it with the next scroll.
    page.evaluate(
        "document.querySelectorAll('.save-bar').forEach(each => (each.style.position = 'static'))");
    Object result =
        page.evaluate(
            """
            async () => JSON.stringify((await axe.run(document, {
              resultTypes: ['violations'],
              runOnly: %s,
            })).violations.map(each => each.id + ' ' + each.nodes.slice(0, 3)
              .map(node => node.html.slice(0, 140) + ' '
                + (node.any[0]?.message ?? node.all[0]?.message ?? '').slice(0, 160)).join(' | ')))
            """
                .formatted(rules));
    List<String> found = new ArrayList<>();
    for (JsonNode each : EventJson.MAPPER.readTree(String.valueOf(result))) {
      found.add(where + ": " + each.asString());
    }
    return found;
  }

  /** Nothing scrolls sideways, not even a table in itself, and no field is a stripe. */
  private static List<String> sideways(Page page, String where) {
    Object wide =
        page.evaluate(
            """
            () => JSON.stringify([document.documentElement, ...document.querySelectorAll('main *')]
              .filter(each => each.scrollWidth > each.clientWidth + 1
                || (each.matches('.field') && each.clientWidth > 0 && each.clientWidth < 80))
              .filter(each => each === document.documentElement
                || (each.matches('.field') && each.clientWidth < 80)
                || ['auto', 'scroll'].includes(getComputedStyle(each).overflowX))
              .filter(each => each.tagName !== 'PRE' && each.tagName !== 'TEXTAREA')
              .map(each => each.outerHTML.slice(0, 120)))
            """);
    List<String> found = new ArrayList<>();
    for (JsonNode each : EventJson.MAPPER.readTree(String.valueOf(wide))) {
      found.add(where + " scrolls sideways, or is too narrow: " + each.asString());
    }
    return found;
  }

  /** What people read has no name of an enum's, no time as programs write it, and no "1 fields". */
  private static List<String> unworded(Page page, String where) {
    Object found =
        page.evaluate(
            """
            (unworded) => { const main = document.querySelector('main').cloneNode(true);
              main.querySelectorAll('pre, code, textarea, script, .mono, .record-headers').forEach(each => each.remove());
              const texts = document.createTreeWalker(main, NodeFilter.SHOW_TEXT), said = [];
              while (texts.nextNode()) said.push(texts.currentNode.data);
              return JSON.stringify(said.join(' | ').match(new RegExp(unworded, 'g')) ?? []); }
            """,
            UNWORDED);
    List<String> words = new ArrayList<>();
    for (JsonNode each : EventJson.MAPPER.readTree(String.valueOf(found))) {
      words.add(where + " says " + each.asString());
    }
    return words;
  }

  /** Names of 200 characters take two lines of a head at most. */
  private static List<String> tall(Page page, String where) {
    Object tall =
        page.evaluate(
            """
            () => JSON.stringify([...document.querySelectorAll('.page-head h1, .page-head .crumb')]
              .filter(each => each.getBoundingClientRect().height
                > 2.2 * parseFloat(getComputedStyle(each).lineHeight))
              .map(each => each.outerHTML.slice(0, 120)))
            """);
    List<String> found = new ArrayList<>();
    for (JsonNode each : EventJson.MAPPER.readTree(String.valueOf(tall))) {
      found.add(where + " has a head that a name fills: " + each.asString());
    }
    return found;
  }

  private static List<String> offCentre(Page page, String where) {
    Object off =
        page.evaluate(
            """
            () => { const content = document.querySelector('#content'),
              stage = document.querySelector('.stage');
              if (!content || !stage) return 0;
              const a = content.getBoundingClientRect(), b = stage.getBoundingClientRect();
              return Math.round(Math.abs((a.left - b.left) - (b.right - a.right))); }
            """);
    return ((Number) off).intValue() <= 2
        ? List.of()
        : List.of(where + " is " + off + " pixels off the centre");
  }

  private static String axe() {
    try (InputStream script =
        EveryPageTest.class.getClassLoader().getResourceAsStream("axe.min.js")) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
