package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.console.history.Execution;
import io.atlas.console.history.ExecutionFilter;
import io.atlas.console.history.ExecutionLog;
import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.model.event.ActionExecuted.Response;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.kafka.Topic;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HistoryTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  private final RunningConsole console = RunningConsole.shared();
  private final ExecutionLog log = console.bean(ExecutionLog.class);
  private final String account = RunningConsole.freshAccount();
  private final String action = "act-" + UUID.randomUUID();
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

  @Test
  void anExecutionIsOneRowWithItsAttempts() {
    String id = UUID.randomUUID().toString();
    console.publish(Results.retrying(account, action, id, 1, now));
    console.publish(Results.retrying(account, action, id, 2, now));
    console.publish(Results.succeeded(account, action, id, 3, now));

    Execution execution = awaitExecution(id, 3);
    assertThat(execution.outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(execution.category()).isNull();
    assertThat(execution.nextAttemptAt()).isNull();
    assertThat(log.attempts(account, id))
        .extracting(ActionExecuted::attempt)
        .containsExactly(1, 2, 3);
    assertThat(log.page(account, ExecutionFilter.ALL, null, 10).items()).hasSize(1);
  }

  @Test
  @DisplayName("However precisely its attempts tell when it fired, an execution is one row")
  void noGhosts() {
    Instant precise = now.plusNanos(453_828);
    Instant over = Instant.now().minus(Duration.ofDays(30));
    String retried = UUID.randomUUID().toString();
    console.publish(Results.retrying(account, action, retried, 1, precise));
    console.publish(Results.failed(account, action, retried, 2, FailureCategory.FORBIDDEN, now));
    // Told once believably, then not.
    String odd = UUID.randomUUID().toString();
    console.publish(Results.retrying(account, action, odd, 1, now.minusSeconds(60)));
    awaitExecution(odd, 1);
    console.publish(firedAt(over, Results.succeeded(account, action, odd, 2, now)));
    // In one batch, and never told believably.
    String never = UUID.randomUUID().toString();
    console.publish(firedAt(over, Results.retrying(account, action, never, 1, now)));
    console.publish(firedAt(over, Results.succeeded(account, action, never, 2, now)));
    // The same id again, on purpose: an execution of its own.
    String twice = UUID.randomUUID().toString();
    console.publish(Results.succeeded(account, action, twice, 1, now.minusSeconds(3_600)));
    console.publish(Results.retrying(account, action, twice, 1, now));
    console.publish(Results.succeeded(account, action, twice, 2, now));
    awaitExecution(twice, 2);

    List<Execution> rows = log.page(account, ExecutionFilter.ALL, null, 20).items();
    assertThat(rows)
        .extracting(Execution::executionId)
        .containsExactlyInAnyOrder(retried, odd, never, twice, twice);
    assertThat(rows).extracting(Execution::outcome).doesNotContain(Outcome.RETRYING);
  }

  @Test
  void everyAccountThatMaySignInHasAHistory() {
    for (String odd : List.of("Ünïted 株式会社", "a b", "x@y|z:/+=-_.~", "'; DROP", "a".repeat(128))) {
      String id = UUID.randomUUID().toString();
      console.publish(Results.succeeded(odd, action, id, 1, now));
      await().atMost(SOON).until(() -> log.find(odd, id).isPresent());
      try (Browser browser = Browser.signedIn(console, odd)) {
        assertThat(browser.get("/executions/" + id).one("h1").text()).isEqualTo("Deleted action");
      }
    }
  }

  @Test
  void aQuestionThatTakesTooLongIsGivenUp() throws SQLException {
    try (var other = DriverManager.getConnection(console.database);
        var statement = other.createStatement();
        Browser browser = Browser.signedIn(console, account)) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE console.execution IN ACCESS EXCLUSIVE MODE");
      Browser.Page page = browser.get("/executions");
      assertThat(page.status()).isEqualTo(422);
      assertThat(page.text()).contains("Narrow the filter");
      other.rollback();
      assertThat(browser.get("/executions").status()).isEqualTo(200);
    }
  }

  @Test
  void resultsThatComeAgainOrLateChangeNothing() {
    String id = UUID.randomUUID().toString();
    ActionExecuted first = Results.retrying(account, action, id, 1, now);
    console.publish(first);
    console.publish(Results.failed(account, action, id, 2, FailureCategory.FORBIDDEN, now));
    console.publish(first);
    String marker = UUID.randomUUID().toString();
    console.publish(Results.succeeded(account, action, marker, 1, now));
    awaitExecution(id, 2);
    awaitExecution(marker, 1);

    assertThat(log.find(account, id).orElseThrow().outcome()).isEqualTo(Outcome.FAILED);
    assertThat(log.attempts(account, id)).hasSize(2);
  }

  @Test
  void anIdThatAnotherAccountAlsoUsesStaysApart() {
    String id = "order-4711";
    String other = RunningConsole.freshAccount();
    console.publish(Results.succeeded(account, action, id, 1, now));
    console.publish(Results.failed(other, "act-other", id, 1, FailureCategory.FORBIDDEN, now));
    awaitExecution(id, 1);
    await().atMost(SOON).until(() -> log.find(other, id).isPresent());
    assertThat(log.find(account, id).orElseThrow().outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(log.attempts(other, id)).hasSize(1);
  }

  @Test
  void pagesGoOnWhereTheyStopped() {
    for (int i = 0; i < 7; i++) {
      console.publish(Results.succeeded(account, action, "page-" + i, 1, now.minusSeconds(i / 2)));
    }
    await().atMost(SOON).until(() -> log.count(account, ExecutionFilter.ALL) == 7);
    List<Execution> walked = new ArrayList<>();
    String cursor = null;
    do {
      ExecutionLog.Page page = log.page(account, ExecutionFilter.ALL, cursor, 3);
      walked.addAll(page.items());
      cursor = page.nextCursor();
    } while (cursor != null);
    assertThat(walked).extracting(Execution::executionId).doesNotHaveDuplicates().hasSize(7);
    assertThat(walked).extracting(Execution::firedAt).isSortedAccordingTo((a, b) -> b.compareTo(a));
  }

  @Test
  void whatCannotBeKeptHoldsUpNothing() {
    ProducerRecord<String, byte[]> unreadable =
        new ProducerRecord<>(
            console.kafka.name(Topic.ACTION_EXECUTED),
            "x",
            "not json".getBytes(StandardCharsets.UTF_8));
    console.publish(unreadable);
    console.publish(Results.succeeded(account, action, "x".repeat(5_000), 1, now));
    console.publish(Results.succeeded(account, action, "nul\u0000nul", 1, now));
    console.publish(
        Results.result(
            null, action, "nobody", 1, Outcome.FAILED, null, FailureCategory.UNKNOWN_ACTION, now));
    ActionExecuted nulInBody = Results.succeeded(account, action, "nul-in-body", 1, now);
    console.publish(
        new ActionExecuted(
            nulInBody.executionId(),
            nulInBody.actionId(),
            nulInBody.accountId(),
            1,
            nulInBody.outcome(),
            200,
            null,
            null,
            nulInBody.startedAt(),
            1,
            null,
            null,
            nulInBody.request(),
            new Response(Map.of(), "a\u0000b"),
            null,
            null,
            nulInBody.firedAt(),
            null));
    Execution kept = awaitExecution("nul-in-body", 1);
    assertThat(log.attempts(account, kept.executionId()).getFirst().response().body())
        .isEqualTo("a\u0000b");
    assertThat(log.count(account, ExecutionFilter.ALL)).isEqualTo(1);
  }

  @Test
  void aTimeOfFiringThatNobodyBelievesIsReplaced() {
    console.publish(
        firedAt(Instant.EPOCH, Results.succeeded(account, action, "from-1970", 1, now)));
    assertThat(awaitExecution("from-1970", 1).firedAt())
        .isCloseTo(now, org.assertj.core.api.Assertions.within(1, ChronoUnit.MINUTES));
  }

  @Test
  void theBacklogIsStoredAfterTheDatabaseWasAway() throws SQLException {
    try (RunningConsole own = RunningConsole.start()) {
      ExecutionLog ownLog = own.bean(ExecutionLog.class);
      own.publish(Results.succeeded(account, action, "before", 1, now));
      await().atMost(SOON).until(() -> ownLog.find(account, "before").isPresent());

      String name = own.database.replaceAll(".*/([^/?]+)\\?.*", "$1");
      admin(own, "ALTER DATABASE " + name + " ALLOW_CONNECTIONS false");
      admin(
          own,
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
      for (int i = 0; i < 50; i++) {
        own.publish(Results.succeeded(account, action, "during-" + i, 1, now));
      }
      try (Browser browser = Browser.signedIn(own, account)) {
        // Without sessions nobody can be told apart, so no page is shown.
        Browser.Page page = browser.get("/executions");
        assertThat(page.status()).isEqualTo(503);
        assertThat(page.text()).contains("Actions go on firing");
      }
      admin(own, "ALTER DATABASE " + name + " ALLOW_CONNECTIONS true");
      await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions()
          .until(() -> ownLog.count(account, ExecutionFilter.ALL) == 51);
    }
  }

  private static ActionExecuted firedAt(Instant firedAt, ActionExecuted result) {
    return new ActionExecuted(
        result.executionId(),
        result.actionId(),
        result.accountId(),
        result.attempt(),
        result.outcome(),
        result.status(),
        result.category(),
        null,
        result.startedAt(),
        1,
        null,
        null,
        null,
        null,
        null,
        null,
        firedAt,
        null);
  }

  private Execution awaitExecution(String id, int attempts) {
    await()
        .atMost(SOON)
        .until(() -> log.find(account, id).filter(each -> each.attempts() == attempts).isPresent());
    return log.find(account, id).orElseThrow();
  }

  /** From another database of the same server. */
  private static void admin(RunningConsole console, String sql) throws SQLException {
    String url = console.database.replaceAll("/[^/?]+\\?", "/postgres?");
    try (var connection = DriverManager.getConnection(url);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
