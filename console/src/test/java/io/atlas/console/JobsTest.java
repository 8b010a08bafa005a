package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.console.Browser.Page;
import io.atlas.console.history.ExecutionLog;
import io.atlas.model.event.ExecutionIds;
import io.atlas.model.event.FailureCategory;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

@DisplayName("What a filter finds is replayed, or cancelled, as a job")
class JobsTest {

  private static final Duration SOON = Duration.ofSeconds(30);

  private final RunningConsole console = RunningConsole.shared();
  private final String account = RunningConsole.freshAccount();
  private final String action = "act-" + UUID.randomUUID();
  private final DeadEvents events = new DeadEvents(account, action);
  private final Browser browser = Browser.signedIn(console, account);

  @AfterEach
  void close() {
    browser.close();
  }

  @Test
  @DisplayName("As many are fired as were counted, and how they end is counted from the history")
  void countIsWhatIsReplayed() {
    List<String> ids = events.dead(console, 7, "{}");
    List<String> others = events.dead(console, 2, "{}", "act-other");
    console.publish(Results.succeeded(account, action, "ok", 1, Instant.now()));
    events.stored(console, 10);
    Page plan = browser.get("/executions/jobs/new?kind=replay&actionId=" + action);
    assertThat(plan.one("#matching").text()).isEqualTo("7");
    assertThat(plan.html().select("#sample [data-execution]")).hasSize(5);
    assertThat(plan.one("#filter-words").text()).startsWith("Failed · action " + action);

    Map<String, String> form = plan.form("#job-form");
    form.put("perSecond", "201");
    assertThat(browser.post("/executions/jobs", form).one("#per-second-problem").text())
        .isEqualTo("A number from 1 to 200.");
    form.put("perSecond", "200");
    Page job = browser.post("/executions/jobs", form);
    String id = id(job);
    assertThat(id(browser.post("/executions/jobs", form))).as("sent twice").isEqualTo(id);
    awaitState(browser, id, "Done");
    Page done = job(browser, id);
    assertThat(done.one("#job-done").text()).isEqualTo("7");
    assertThat(done.one("#job-remaining").text()).isEqualTo("0");
    assertThat(done.one("#job-skipped").text()).isEqualTo("0");
    assertThat(done.one("#job-by").text()).isEqualTo("Person of " + account);
    assertThat(ReplaysOnTopic.of(console, ids)).containsOnlyKeys(ids).allSatisfy((_, n) -> one(n));
    assertThat(ReplaysOnTopic.of(console, others)).isEmpty();

    ids.subList(0, 4).forEach(each -> events.ended(console, each, true));
    ids.subList(4, 6).forEach(each -> events.ended(console, each, false));
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          Page counted = job(browser, id);
          assertThat(counted.one("#job-succeeded").text()).isEqualTo("4");
          assertThat(counted.one("#job-failed").text()).isEqualTo("2");
          assertThat(counted.one("#job-open").text()).isEqualTo("1");
        });
    assertThat(browser.get("/executions/jobs").one("[data-job=" + id + "] .pill").text())
        .isEqualTo("Done");
    assertThat(audited("replays.asked", "replays.done", "replay.done")).isEqualTo(9);
  }

  @Test
  @DisplayName("Replays that failed are replayed in their turn, and what was replayed is skipped")
  void replaysOfReplays() {
    List<String> ids = events.dead(console, 3, "{}");
    events.stored(console, 3);
    String first = start(browser, "replay", "", 200);
    awaitState(browser, first, "Done");
    String replay = ExecutionIds.ofReplay(ids.getFirst(), 1);
    console.publish(Results.deadLetter(console.kafka, action, replay, "{}", 1));
    events.ended(console, ids.getFirst(), false);
    events.ended(console, ids.getLast(), true);
    events.stored(console, 5);
    DeadEvents.awaitLetters(console, List.of(replay));

    Page plan = browser.get("/executions/jobs/new?kind=replay");
    assertThat(plan.one("#matching").text()).isEqualTo("4");
    String second = start(browser, "replay", "", 200);
    awaitState(browser, second, "Done");
    Page done = job(browser, second);
    assertThat(done.one("#job-done").text()).isEqualTo("1");
    assertThat(done.one("#job-reasons").text()).isEqualTo("3: replayed before");
    assertThat(ReplaysOnTopic.of(console, List.of(replay))).containsOnlyKeys(replay);
    assertThat(ReplaysOnTopic.of(console, ids)).allSatisfy((_, n) -> one(n));
  }

  @Test
  @DisplayName("What can't be fired is skipped with its reason, and holds up nothing")
  void reasons() {
    List<String> ids = events.dead(console, 1, "{}");
    String tooOften = UUID.randomUUID().toString();
    console.publish(Results.deadLetter(console.kafka, action, tooOften, "{}", 10));
    console.publish(
        Results.failed(account, action, tooOften, 1, FailureCategory.FORBIDDEN, Instant.now()));
    String notKept = UUID.randomUUID().toString();
    console.publish(
        Results.failed(account, action, notKept, 1, FailureCategory.FORBIDDEN, Instant.now()));
    events.stored(console, 3);
    DeadEvents.awaitLetters(console, List.of(tooOften));
    String id = start(browser, "replay", "", 200);
    awaitState(browser, id, "Done");
    assertThat(job(browser, id).html().select("#job-reasons li").eachText())
        .containsExactlyInAnyOrder(
            "1: replayed as often as is allowed", "1: the event is no longer kept");
    assertThat(job(browser, id).one("#job-done").text()).isEqualTo("1");
    assertThat(ReplaysOnTopic.of(console, ids)).containsOnlyKeys(ids);
  }

  @Test
  @DisplayName("A time in which executions ended bounds what is fired, as it bounds what is shown")
  void onlyWhatEndedThen() {
    Instant now = Instant.now();
    String before = UUID.randomUUID().toString();
    console.publish(Results.deadLetter(console.kafka, action, before, "{}", 0));
    console.publish(
        Results.failed(
            account, action, before, 1, FailureCategory.FORBIDDEN, now.minusSeconds(7_200)));
    List<String> ids = events.dead(console, 2, "{}");
    events.stored(console, 3);
    DeadEvents.awaitLetters(console, List.of(before));
    String filter =
        "&range=own&when=ended&from=%s&to=%s"
            .formatted(
                LocalDateTime.ofInstant(now.minusSeconds(600), ZoneOffset.UTC),
                LocalDateTime.ofInstant(now.plusSeconds(600), ZoneOffset.UTC));
    assertThat(browser.get("/executions/jobs/new?kind=replay" + filter).one("#matching").text())
        .isEqualTo("2");
    String id = start(browser, "replay", filter, 200);
    awaitState(browser, id, "Done");
    assertThat(job(browser, id).one("#job-done").text()).isEqualTo("2");
    assertThat(ReplaysOnTopic.of(console, ids)).containsOnlyKeys(ids);
    assertThat(ReplaysOnTopic.of(console, List.of(before))).isEmpty();
  }

  @Test
  @DisplayName("A filter that matches nothing starts nothing")
  void nothing() {
    console.publish(Results.succeeded(account, action, "ok", 1, Instant.now()));
    events.stored(console, 1);
    for (String filter : List.of("", "&outcome=SUCCEEDED", "&actionId=none")) {
      Page plan = browser.get("/executions/jobs/new?kind=replay" + filter);
      assertThat(plan.one("h2").text()).isEqualTo("Nothing matches");
      assertThat(plan.has("#start-job")).isFalse();
    }
    Map<String, String> form =
        Map.of(
            "job",
            UUID.randomUUID().toString(),
            "kind",
            "replay",
            "before",
            Instant.now().toString(),
            "perSecond",
            "20");
    assertThat(browser.post("/executions/jobs", form).one("h2").text())
        .isEqualTo("Nothing matches");
    Map<String, String> old = new HashMap<>(form);
    for (String time : List.of("2020-01-01T00:00:00Z", "-1000000000-01-01T00:00:00Z")) {
      old.put("before", time);
      old.put("range", "24h");
      Page again = browser.post("/executions/jobs", old);
      assertThat(again.one("main [role=alert]").text()).contains("counted too long ago");
    }
    assertThat(browser.get("/executions/jobs").has("[data-job]")).isFalse();
  }

  @Test
  @DisplayName("It is stopped, says what was not done, and another one can start")
  void stop() {
    List<String> ids = events.dead(console, 12, "{}");
    events.stored(console, 12);
    String id = start(browser, "replay", "", 2);
    await().atMost(SOON).until(() -> number(job(browser, id), "#job-done") >= 2);
    Page plan = browser.get("/executions/jobs/new?kind=replay");
    assertThat(plan.one("#running a").attr("href")).isEqualTo("/executions/jobs/" + id);
    assertThat(plan.one("#start-job").hasAttr("disabled")).isTrue();
    Page second = browser.post("/executions/jobs", plan.form("#job-form"));
    assertThat(id(second)).isEqualTo(id);
    assertThat(second.one("#refused").text()).contains("has to end first");

    Page stopped = browser.post("/executions/jobs/" + id + "/stop", Map.of());
    assertThat(stopped.one("#job-state").text()).isEqualTo("Stopped");
    assertThat(browser.post("/executions/jobs/" + id + "/stop", Map.of()).one("#refused").text())
        .isEqualTo("It had ended before.");
    // A turn that was under way is over when its lease is given back.
    JdbcClient database = JdbcClient.create(console.bean(DataSource.class));
    await()
        .atMost(SOON)
        .until(() ->
            database
                .sql("SELECT lease_owner IS NULL FROM job WHERE id = :id")
                .param("id", UUID.fromString(id))
                .query(Boolean.class)
                .single());
    Page then = job(browser, id);
    long done = number(then, "#job-done");
    assertThat(done).isBetween(2L, 11L);
    assertThat(number(then, "#job-remaining")).isEqualTo(12 - done);
    assertThat(then.one("#job-stopped").text())
        .contains("Stopped by Person of " + account, (12 - done) + " of 12 were not done");
    assertThat(ReplaysOnTopic.of(console, ids)).hasSize((int) done);
    assertThat(audited("replays.asked", "replays.stopped")).isEqualTo(2);

    String rest = start(browser, "replay", "", 200);
    awaitState(browser, rest, "Done");
    assertThat(number(job(browser, rest), "#job-done")).isEqualTo(12 - done);
    assertThat(ReplaysOnTopic.of(console, ids)).containsOnlyKeys(ids).allSatisfy((_, n) -> one(n));
  }

  @Test
  @DisplayName("Retries that match are cancelled: shown so, and told to the workers")
  void cancelRetries() {
    List<String> ids = IntStream.range(0, 4).mapToObj(_ -> UUID.randomUUID().toString()).toList();
    ids.forEach(id -> console.publish(Results.retrying(account, action, id, 1, Instant.now())));
    console.publish(Results.retrying(account, "act-other", "other", 1, Instant.now()));
    events.stored(console, 5);
    String id = start(browser, "cancel-retries", "&actionId=" + action, 200);
    awaitState(browser, id, "Done");
    assertThat(job(browser, id).one("#job-done").text()).isEqualTo("4");
    assertThat(
            browser
                .get("/executions?outcome=CANCELLED")
                .html()
                .select("[data-execution]")
                .eachAttr("data-execution"))
        .containsExactlyInAnyOrderElementsOf(ids);
    assertThat(browser.get("/executions?outcome=RETRYING").html().select("[data-execution]"))
        .hasSize(1);
    for (String each : ids) {
      await().atMost(SOON).until(() -> browser.get("/executions/" + each).has("#retry-cancelled"));
    }
    assertThat(audited("cancellations.asked", "cancellations.done", "cancellation.done"))
        .isEqualTo(6);
  }

  @Test
  @DisplayName("Another account sees no job, stops none and has its own at the same time")
  void twoAccounts() {
    events.dead(console, 6, "{}");
    events.stored(console, 6);
    String id = start(browser, "replay", "", 1);
    String theirs = RunningConsole.freshAccount();
    String letter = UUID.randomUUID().toString();
    console.publish(Results.deadLetter(console.kafka, action, letter, "{}", 0));
    console.publish(
        Results.failed(theirs, action, letter, 1, FailureCategory.FORBIDDEN, Instant.now()));
    DeadEvents.awaitLetters(console, List.of(letter));
    ExecutionLog log = console.bean(ExecutionLog.class);
    await().atMost(SOON).until(() -> log.find(theirs, letter).isPresent());
    try (Browser stranger = Browser.signedIn(console, theirs)) {
      assertThat(stranger.get("/executions/jobs").has("[data-job]")).isFalse();
      assertThat(stranger.get("/executions/jobs/" + id).status()).isEqualTo(404);
      assertThat(stranger.post("/executions/jobs/" + id + "/stop", Map.of()).status())
          .isEqualTo(404);
      String own = start(stranger, "replay", "", 200);
      awaitState(stranger, own, "Done");
      assertThat(job(stranger, own).one("#job-done").text()).isEqualTo("1");
    }
    try (Browser reader = Browser.signedIn(console, account, "openid", "atlas.read")) {
      for (String path : List.of("", "/new?kind=replay", "/" + id)) {
        assertThat(reader.get("/executions/jobs" + path).status()).as(path).isEqualTo(403);
      }
      assertThat(reader.post("/executions/jobs/" + id + "/stop", Map.of()).status()).isEqualTo(403);
    }
    assertThat(job(browser, id).one("#job-state").text()).isEqualTo("Running");
    browser.post("/executions/jobs/" + id + "/stop", Map.of());
  }

  private static boolean isLeased(JdbcClient database, String id) {
    return database
        .sql("SELECT lease_owner IS NOT NULL AND fired_from IS NOT NULL FROM job WHERE id = :id")
        .param("id", UUID.fromString(id))
        .query(Boolean.class)
        .single();
  }

  @Test
  @DisplayName("A console that dies between firing and writing it down fires nothing twice")
  void carriedOn() {
    try (RunningConsole first = RunningConsole.start();
        Browser before = Browser.signedIn(first, account)) {
      List<String> ids = events.dead(first, 30, "{}");
      events.stored(first, 30);
      JdbcClient database = JdbcClient.create(first.bean(DataSource.class));
      // From the second turn on, what was fired can't be written down.
      database
          .sql(
              """
              CREATE FUNCTION not_now() RETURNS trigger LANGUAGE plpgsql AS
              $$ BEGIN RAISE EXCEPTION 'not now'; END $$
              """)
          .update();
      database
          .sql(
              """
              CREATE TRIGGER dies BEFORE UPDATE ON job FOR EACH ROW
              WHEN (NEW.done > OLD.done AND OLD.done > 0) EXECUTE FUNCTION not_now()
              """)
          .update();
      String id = start(before, "replay", "", 10);
      await()
          .atMost(SOON)
          .until(() ->
              job(before, id).has("#job-problem") && ReplaysOnTopic.of(first, ids).size() == 20);
      assertThat(number(job(before, id), "#job-done")).isEqualTo(10);
      // Killed, it gives no turn back either.
      database
          .sql(
              """
              CREATE TRIGGER keeps BEFORE UPDATE ON job FOR EACH ROW
              WHEN (NEW.lease_owner IS NULL AND OLD.lease_owner IS NOT NULL)
              EXECUTE FUNCTION not_now()
              """)
          .update();
      await().atMost(SOON).until(() -> isLeased(database, id));
      first.stop();
      JdbcClient other = JdbcClient.create(new DriverManagerDataSource(first.database));
      other.sql("DROP TRIGGER dies ON console.job").update();
      other.sql("DROP TRIGGER keeps ON console.job").update();
      // However long the second one takes to start, it meets the lease.
      other.sql("UPDATE console.job SET lease_until = now() + interval '1 hour'").update();

      try (RunningConsole second = RunningConsole.startInstance(first);
          Browser after = Browser.signedIn(second, account)) {
        assertThat(number(job(after, id), "#job-done")).isEqualTo(10);
        assertThat(other.sql("UPDATE console.job SET lease_until = now()").update()).isEqualTo(1);
        awaitState(after, id, "Done");
        Page done = job(after, id);
        assertThat(done.one("#job-done").text()).isEqualTo("30");
        assertThat(done.one("#job-skipped").text()).isEqualTo("0");
        assertThat(ReplaysOnTopic.of(second, ids))
            .containsOnlyKeys(ids)
            .allSatisfy((_, n) -> one(n));
      }
    }
  }

  private static void one(int times) {
    assertThat(times).isEqualTo(1);
  }

  private static String start(Browser browser, String kind, String filter, int perSecond) {
    Page plan = browser.get("/executions/jobs/new?kind=" + kind + filter);
    Map<String, String> form = plan.form("#job-form");
    form.put("perSecond", Integer.toString(perSecond));
    return id(browser.post("/executions/jobs", form));
  }

  private static Page job(Browser browser, String id) {
    return browser.get("/executions/jobs/" + id);
  }

  private static String id(Page job) {
    String refresh = job.one("#refresh").attr("href");
    return refresh.substring(refresh.lastIndexOf('/') + 1);
  }

  private static void awaitState(Browser browser, String id, String state) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> assertThat(job(browser, id).one("#job-state").text()).isEqualTo(state));
  }

  private static long number(Page page, String css) {
    return Long.parseLong(page.one(css).text());
  }

  private int audited(String... whats) {
    JdbcClient database = JdbcClient.create(console.bean(DataSource.class));
    return database
        .sql("SELECT count(*) FROM audit WHERE account_id = :account AND what = ANY (:whats)")
        .param("account", account)
        .param("whats", whats)
        .query(Integer.class)
        .single();
  }
}
