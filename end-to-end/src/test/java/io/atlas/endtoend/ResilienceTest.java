package io.atlas.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.atlas.embedded.TestChromium;
import io.atlas.model.client.ActionPublisher;
import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.model.event.ActionFired;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.kafka.Topic;
import io.atlas.testing.FaultyHttpServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Parts die while events flow. The methods build on one another: each start takes its seconds. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ResilienceTest {

  private static final Duration SOON = Duration.ofSeconds(40);

  /** Three turns of a job. */
  private static final int DEAD = 30;

  private static final int A_SECOND = 10;

  @TempDir static Path directory;
  private static AtlasProcess atlas;
  private static Process firstTokenService;

  @BeforeAll
  static void start() {
    atlas = AtlasProcess.prepare(directory);
    atlas.launch("--fresh", "--without", "token-service");
    atlas.awaitBroker();
    firstTokenService = atlas.run("token-service");
    atlas.awaitUp();
  }

  @AfterAll
  static void stop() {
    atlas.close();
  }

  @Test
  @Order(1)
  void cachedTokensGoOnWorkingWhenTheTokenServiceDiesAndASecondInstanceTakesOver()
      throws InterruptedException {
    AtlasApi api = AtlasApi.demo(atlas);
    String connectionId =
        api.post("/connections", Orders.connection(atlas, "Before", "orders-secret")).text("id");
    String actionId = api.post("/actions", Orders.action(atlas, "Before", connectionId)).text("id");
    fireAndAwait(actionId, 100);

    atlas.run("token-service");
    firstTokenService.destroyForcibly();
    assertThat(firstTokenService.waitFor(10, TimeUnit.SECONDS)).isTrue();

    fireAndAwait(actionId, 100);
    await("the second instance answers requests")
        .atMost(SOON)
        .until(() ->
            api.post("/connections", Orders.connection(atlas, "After", "orders-secret")).status()
                == 201);
  }

  @Test
  @Order(2)
  void executionsGoOnWhilePostgresqlIsStopped() throws Exception {
    AtlasApi api = AtlasApi.demo(atlas);
    String actionId =
        api.get("/actions?limit=200").body().path("items").findParents("name").stream()
            .filter(action -> action.path("name").asString().equals("Before"))
            .findFirst()
            .orElseThrow()
            .path("id")
            .asString();
    long pid =
        Long.parseLong(
            Files.readAllLines(atlas.dataDirectory().resolve("postgres/postmaster.pid")).get(0));
    ProcessHandle postgres = ProcessHandle.of(pid).orElseThrow();
    // A fast shutdown, as an operator's; SIGTERM would wait for the clients to leave.
    assertThat(new ProcessBuilder("kill", "-INT", Long.toString(pid)).start().waitFor()).isZero();
    await().atMost(SOON).until(() -> !postgres.isAlive());

    fireAndAwait(actionId, 200);
  }

  @Test
  @Order(3)
  void aRestartKeepsAllData() {
    atlas.stop();

    atlas.restart();

    List<String> names =
        AtlasApi.demo(atlas)
            .get("/connections?limit=200")
            .body()
            .path("items")
            .findValuesAsString("name");
    assertThat(names).contains("Before", "After");
  }

  /**
   * One more process takes 20 s of a small machine: by hand, with {@code -Datlas.kill.console=1}.
   */
  @Test
  @Order(4)
  @EnabledIfSystemProperty(named = "atlas.kill.console", matches = "1")
  void aJobOfAConsoleThatIsKilledGoesOnAndFiresNothingTwice() throws Exception {
    AtomicInteger status = new AtomicInteger(400);
    Process console = atlas.run("console");
    try (TestChromium browser = TestChromium.open();
        FaultyHttpServer target =
            FaultyHttpServer.start((request, exchange) -> exchange.json(status.get(), "{}"));
        HeldJob job = new HeldJob(atlas, console);
        Results results = new Results(atlas.kafka())) {
      String action =
          AtlasApi.demo(atlas)
              .post("/actions", Map.of("name", "Dies", "method", "POST", "url", target.url("/")))
              .text("id");
      Set<String> dead = dead(action, results);
      await().atMost(SOON).until(() -> job.deadLetters(action) == DEAD);
      status.set(200);
      startJob(browser, action);
      await().atMost(SOON).until(() -> job.done() > 0 && replays(dead).size() > job.done());

      console.destroyForcibly();
      assertThat(console.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(job.done()).isEqualTo(A_SECOND);
      assertThat(replays(dead)).hasSizeBetween(A_SECOND + 1, 2 * A_SECOND).doesNotHaveDuplicates();
      job.release();

      await("another console goes on").atMost(SOON).until(job::hasEnded);
      assertThat(job.done()).isEqualTo(DEAD);
      assertThat(replays(dead)).containsExactlyInAnyOrderElementsOf(dead);
      await().atMost(SOON).until(() -> results.succeeded(action) == DEAD);
    }
  }

  private static Set<String> dead(String action, Results results) {
    try (ActionPublisher publisher = ActionPublisher.connect(atlas.kafka(), "/test")) {
      for (int i = 0; i < DEAD; i++) {
        var _ = publisher.publish(ActionFired.of(action, Orders.order("lamp")));
      }
      Predicate<ActionExecuted> failed =
          result -> result.actionId().equals(action) && result.outcome() == Outcome.FAILED;
      await().atMost(SOON).until(() -> results.of(failed).size() == DEAD);
      return results.of(failed).stream()
          .map(ActionExecuted::executionId)
          .collect(Collectors.toSet());
    }
  }

  private static void startJob(TestChromium browser, String action) {
    Page page = browser.page();
    page.navigate(atlas.url("CONSOLE"));
    page.fill("input[name=username]", "demo");
    page.fill("input[name=password]", "demo");
    page.click("button[type=submit]");
    page.waitForURL(Pattern.compile(Pattern.quote(atlas.url("CONSOLE")) + ".*"));
    await()
        .atMost(SOON)
        .until(() -> {
          page.navigate(
              atlas.url("CONSOLE") + "/executions/jobs/new?kind=replay&actionId=" + action);
          Locator matching = page.locator("#matching");
          return matching.isVisible() && matching.innerText().equals(Integer.toString(DEAD));
        });
    page.fill("#per-second", Integer.toString(A_SECOND));
    page.click("#start-job");
    page.waitForURL(Pattern.compile(".*/executions/jobs/[0-9a-f-]{36}.*"));
  }

  /** What each record on the topic replays, as often as it is there. */
  private static List<String> replays(Set<String> of) {
    return Topics.readAll(atlas.kafka(), Topic.ACTION_FIRED).stream()
        .map(record -> String.valueOf(EventHeaders.text(record.headers(), EventHeaders.REPLAY_OF)))
        .filter(of::contains)
        .toList();
  }

  private static void fireAndAwait(String actionId, int events) {
    try (Results executed = new Results(atlas.kafka());
        ActionPublisher publisher = ActionPublisher.connect(atlas.kafka(), "/test")) {
      for (int i = 0; i < events; i++) {
        var _ = publisher.publish(ActionFired.of(actionId, Orders.order("lamp")));
      }
      await().atMost(SOON).until(() -> executed.succeeded(actionId) == events);
    }
  }
}
