package io.atlas.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.atlas.embedded.TestChromium;
import io.atlas.model.client.ActionPublisher;
import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.model.event.ActionFired;
import io.atlas.model.event.EventJson;
import io.atlas.testing.FaultyHttpServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Operators look on while a worker dies, a target hangs and events of known outcomes are fired. */
class OperationsWalkTest {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration LOST_WITHIN = Duration.ofSeconds(20);

  private static final int EVENTS = 3_000;
  private static final int HANGING = 80;

  /** Few enough that nobody is told: other tests count what they are told. */
  private static final int FAILED = 9;

  private static final int RETRIED = 60;
  private static final Map<String, Long> KNOWN =
      Map.of(
          "Succeeded", (long) EVENTS - FAILED, "Retrying", (long) RETRIED, "Failed", (long) FAILED);

  private final AtlasProcess atlas = AtlasProcess.shared();
  private final AtlasApi api = AtlasApi.demo(atlas);
  private final CountDownLatch released = new CountDownLatch(1);
  private final Set<String> triedOnce = ConcurrentHashMap.newKeySet();

  @Test
  void lostInstancesHangingTargetsAndFiguresAreSeen() {
    try (TestChromium browser = TestChromium.open();
        FaultyHttpServer hanging = FaultyHttpServer.start(this::hang);
        FaultyHttpServer target = FaultyHttpServer.start(this::answer);
        Results results = new Results(atlas.kafka());
        ActionPublisher publisher = ActionPublisher.connect(atlas.kafka(), "/test")) {
      Page operator = signedIn(browser, "operator");
      Process worker = atlas.run("action-worker");
      Locator workers = operator.locator("tr[data-service=action-worker]");
      await().atMost(SOON).until(() -> instances(operator) && workers.count() == 2);

      worker.destroyForcibly();
      String stalled = action("Hangs", hanging.url("/"), 1);
      for (int i = 0; i < HANGING; i++) {
        var _ = publisher.publish(ActionFired.of(stalled, EventJson.MAPPER.createObjectNode()));
      }
      String action = action("Known outcomes", target.url("/known"), 3);
      Set<String> failing = fire(publisher, action);
      Locator lost = workers.filter(new Locator.FilterOptions().setHasText("Lost"));
      await("a killed worker is lost")
          .atMost(LOST_WITHIN)
          .until(() -> instances(operator) && lost.count() == 1);

      Page page = signedIn(browser, "demo");
      await("a hanging target shows")
          .atMost(SOON)
          .until(() -> {
            page.navigate(atlas.url("CONSOLE") + "/operations");
            return page.locator("#tile-circuits").innerText().contains("1\n");
          });
      assertThat(instances(operator)).isTrue();
      assertThat(operator.locator("#circuits tr[data-action='" + stalled + "']").innerText())
          .contains("localhost", "demo");

      await()
          .atMost(SOON)
          .until(() -> ended(results, action, Outcome.SUCCEEDED) == EVENTS - FAILED);
      assertThat(ended(results, action, Outcome.FAILED)).isEqualTo(FAILED);
      assertThat(ended(results, action, Outcome.RETRYING)).isEqualTo(RETRIED);
      saysExactly(page, action, failing);

      operator.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Dismiss")).click();
      await().atMost(SOON).until(() -> instances(operator) && lost.count() == 0);
      // Failures would be told to whoever has an alert.
      released.countDown();
      await().atMost(SOON).until(() -> ended(results, stalled, Outcome.SUCCEEDED) == HANGING);
      api.delete("/actions/" + stalled);
      api.delete("/actions/" + action);
    }
  }

  /** The page, its table, its CSV, and where the links of the chart's failures lead. */
  private void saysExactly(Page page, String action, Set<String> failing) {
    String address = atlas.url("CONSOLE") + "/operations";
    String csv = address + "/outcomes.csv?actionId=" + action;
    await("all of it is counted")
        .atMost(SOON)
        .until(() -> sums(page.request().get(csv).text()).equals(KNOWN));
    page.navigate(address + "?actionId=" + action);
    assertThat(page.locator("#tile-fired").innerText()).contains("3,000 in all");
    Locator chart = page.locator("#chart-outcomes");
    assertThat(chart.locator(".keys").innerText())
        .containsSubsequence("Succeeded", "2,991", "Retrying", "60", "Failed", "9");
    chart
        .getByRole(
            AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Table of Results by outcome"))
        .click();
    KNOWN.forEach((outcome, known) ->
        assertThat(
                chart
                    .locator("td[data-label=" + outcome + "]")
                    .evaluateAll(
                        "cells => cells.reduce((sum, each) => sum + Number(each.dataset.v), 0)"))
            .as(outcome)
            .isEqualTo(known.intValue()));
    List<?> links =
        (List<?>)
            chart
                .locator("td[data-label=Failed] a")
                .evaluateAll("links => links.map(each => each.href)");
    List<String> found = new ArrayList<>();
    for (Object link : links) {
      page.navigate((String) link);
      for (Locator row : page.locator("[data-execution]").all()) {
        found.add(row.getAttribute("data-execution"));
      }
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(failing);
  }

  private static Map<String, Long> sums(String csv) {
    List<String[]> lines = csv.lines().map(line -> line.split(",", -1)).toList();
    String[] head = lines.getFirst();
    return KNOWN.keySet().stream()
        .collect(
            Collectors.toMap(
                name -> name,
                name ->
                    lines.stream()
                        .skip(1)
                        .mapToLong(line -> Long.parseLong(line[List.of(head).indexOf(name)]))
                        .sum()));
  }

  private boolean instances(Page operator) {
    operator.navigate(atlas.url("CONSOLE") + "/operations/instances");
    return operator.locator("#instances").isVisible();
  }

  private String action(String name, String url, int attempts) {
    return api.post(
            "/actions",
            Map.of(
                "name",
                name,
                "method",
                "POST",
                "url",
                url,
                "headers",
                List.of(
                    Map.of("name", "Content-Type", "value", "application/json", "secret", false)),
                "body",
                "{{input}}",
                "timeoutMs",
                60_000,
                "retry",
                Map.of("maxAttempts", attempts, "firstDelayMs", 1_000)))
        .text("id");
  }

  /** The ids of those that fail. */
  private static Set<String> fire(ActionPublisher publisher, String action) {
    Set<String> failing = ConcurrentHashMap.newKeySet();
    List<Integer> numbers = new ArrayList<>();
    for (int number = 0; number < EVENTS; number++) {
      numbers.add(number);
    }
    numbers.stream()
        .map(number ->
            publisher
                .publish(
                    ActionFired.of(
                        action, EventJson.MAPPER.createObjectNode().put("number", number)))
                .thenAccept(id -> {
                  if (fails(number)) {
                    failing.add(id);
                  }
                }))
        .toList()
        .forEach(sent -> sent.join());
    assertThat(failing).hasSize(FAILED);
    return failing;
  }

  private static boolean fails(int number) {
    return number % 333 == 0 && number > 0;
  }

  private void hang(FaultyHttpServer.Request request, FaultyHttpServer.Exchange exchange)
      throws IOException, InterruptedException {
    released.await();
    exchange.json(200, "{}");
  }

  private void answer(FaultyHttpServer.Request request, FaultyHttpServer.Exchange exchange)
      throws IOException {
    int number = EventJson.MAPPER.readTree(request.body()).path("number").asInt();
    boolean comesAgain = number % 50 == 1 && triedOnce.add(request.body());
    exchange.json(fails(number) ? 422 : comesAgain ? 503 : 200, "{}");
  }

  private static long ended(Results results, String action, Outcome outcome) {
    return results
        .of(result -> result.actionId().equals(action) && result.outcome() == outcome)
        .stream()
        .map(ActionExecuted::executionId)
        .distinct()
        .count();
  }

  private Page signedIn(TestChromium browser, String person) {
    Page page = browser.page();
    page.navigate(atlas.url("CONSOLE"));
    page.fill("input[name=username]", person);
    page.fill("input[name=password]", person);
    page.click("button[type=submit]");
    page.waitForURL(Pattern.compile(Pattern.quote(atlas.url("CONSOLE")) + ".*"));
    return page;
  }
}
