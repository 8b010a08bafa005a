package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.console.Browser.Page;
import io.atlas.console.history.DeadLetters;
import io.atlas.console.history.ExecutionLog;
import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.ExecutionIds;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.kafka.ByteKeys;
import io.atlas.model.kafka.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExecutionPagesTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  private final RunningConsole console = RunningConsole.shared();
  private final String account = RunningConsole.freshAccount();
  private final ExecutionLog log = console.bean(ExecutionLog.class);
  private final String action = Samples.action(console, account, "Create order", null);
  private final Browser browser = Browser.signedIn(console, account);

  @AfterEach
  void close() {
    browser.close();
  }

  @Test
  void aFailureIsExplainedAndReplayedFromItsPage() {
    String id = failed();
    Page page = browser.get("/executions/" + id);
    assertThat(page.one("h1").text()).isEqualTo("Create order");
    assertThat(page.one(".diagnosis").text())
        .contains(FailureCategory.FORBIDDEN.summary())
        .contains(FailureCategory.FORBIDDEN.hint())
        .contains("Add scopes");
    assertThat(page.one(".wire-headers .redacted").text()).isEqualTo("Bearer [redacted]");
    assertThat(page.one("#replay").hasAttr("disabled")).isFalse();

    Page replay = browser.post("/executions/" + id + "/replay", Map.of());
    assertThat(replay.one("h1").text()).isEqualTo("Waiting for a result");
    assertThat(replay.text()).contains(ExecutionIds.ofReplay(id, 1));
    assertThat(browser.get("/executions/" + id).one("#replay").hasAttr("disabled")).isTrue();
  }

  @Test
  void whatMayHaveBeenCarriedOutIsOfferedWithTheSameKeyAndReplayedInItsOrder() {
    byte[] orderingKey = {0, 0, 0, 0, 0, 0, 0, (byte) 0x81};
    String id = UUID.randomUUID().toString();
    var letter = Results.deadLetter(console.kafka, action, id, "{\"price\":10.10}", 0);
    EventHeaders.set(letter.headers(), EventHeaders.ORDERING_KEY, orderingKey);
    console.publish(letter);
    console.publish(Results.timedOut(account, action, id, 1, Instant.now()));
    DeadLetters letters = console.bean(DeadLetters.class);
    await().atMost(SOON).until(() -> log.find(account, id).filter(letters::has).isPresent());
    Page page = browser.get("/executions/" + id);
    assertThat(page.one("#may-be-done").text()).contains("may have carried it out");
    assertThat(page.one("#replay").text()).isEqualTo("Replay with a new key");
    assertThat(page.one("#replay-same-key").text()).isEqualTo("Replay with the same key");
    assertThat(page.one(".wire-body").text()).isEqualTo("{\"sent\":\"ü\"}");
    assertThat(page.text()).contains("record cannot be");

    try (KafkaConsumer<String, byte[]> consumer = console.kafka.byteKeyConsumer("test", Map.of())) {
      String topic = console.kafka.name(Topic.ACTION_FIRED);
      consumer.assign(
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList());
      consumer.seekToEnd(consumer.assignment());
      consumer.assignment().forEach(consumer::position);
      Page replay = browser.post("/executions/" + id + "/replay", Map.of("sameKey", "true"));
      assertThat(replay.one("h1").text()).isEqualTo("Waiting for a result");
      List<ConsumerRecord<String, byte[]>> fired = new ArrayList<>();
      await()
          .atMost(SOON)
          .until(() -> {
            consumer.poll(Duration.ofMillis(100)).forEach(fired::add);
            return !fired.isEmpty();
          });
      assertThat(EventHeaders.text(fired.getFirst().headers(), EventHeaders.IDEMPOTENCY_KEY))
          .isEqualTo(id);
      assertThat(ByteKeys.bytes(fired.getFirst().key())).isEqualTo(orderingKey);
      assertThat(new String(fired.getFirst().value(), StandardCharsets.UTF_8))
          .contains("\"price\":10.10");
    }
  }

  @Test
  void aScheduledRetryIsCancelledFromItsPage() {
    String id = UUID.randomUUID().toString();
    console.publish(Results.retrying(account, action, id, 1, Instant.now()));
    await().atMost(SOON).until(() -> log.find(account, id).isPresent());
    try (Browser reader = Browser.signedIn(console, account, "openid", "atlas.read")) {
      assertThat(reader.get("/executions/" + id).has("#cancel-retry")).isFalse();
      assertThat(reader.post("/executions/" + id + "/cancel-retry", Map.of()).status())
          .isEqualTo(403);
    }
    assertThat(browser.get("/executions/" + id).has("#cancel-retry")).isTrue();
    Page cancelled = browser.post("/executions/" + id + "/cancel-retry", Map.of());
    assertThat(cancelled.one("[role=status]").text())
        .isEqualTo("Cancelled: it is not tried again.");
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(browser.get("/executions/" + id).one("#retry-cancelled").text())
                .startsWith("Cancelled by "));
    assertThat(browser.get("/executions/" + id).has("#cancel-retry")).isFalse();

    Page list = browser.get("/executions");
    assertThat(list.one("[data-execution] .pill").text()).isEqualTo("Cancelled");
    assertThat(browser.get("/executions?outcome=RETRYING").has("[data-execution]")).isFalse();
    assertThat(browser.get("/executions?outcome=CANCELLED").has("[data-execution]")).isTrue();
    Page waiting = browser.get("/executions/" + id);
    assertThat(waiting.one(".strip .pill").text()).isEqualTo("Cancelled");
    assertThat(waiting.one("#obstacle").text()).contains("it can be replayed then");

    console.publish(cancelled(id, 2));
    await().atMost(SOON).until(() -> !browser.get("/executions/" + id).has("#retry-cancelled"));
    Page ended = browser.get("/executions/" + id);
    assertThat(ended.html().select(".attempt-no").eachText())
        .containsExactly("Attempt 1", "Cancelled");
    assertThat(ended.one(".strip").text()).contains("Attempts 1");
    Page late = browser.post("/executions/" + id + "/cancel-retry", Map.of());
    assertThat(late.text()).contains("Not cancelled: It failed for good");
  }

  /** As a worker ends it: nothing was sent. */
  private ActionExecuted cancelled(String id, int attempt) {
    return new ActionExecuted(
        id,
        action,
        account,
        attempt,
        ActionExecuted.Outcome.FAILED,
        null,
        FailureCategory.CANCELLED,
        null,
        Instant.now(),
        0,
        null,
        null,
        null,
        null,
        null,
        null,
        log.find(account, id).orElseThrow().firedAt(),
        null);
  }

  @Test
  void withoutTheRightToOperateNothingIsReplayed() {
    String id = failed();
    try (Browser reader = Browser.signedIn(console, account, "openid", "atlas.read")) {
      Page page = reader.get("/executions/" + id);
      assertThat(page.one("#replay").hasAttr("disabled")).isTrue();
      assertThat(reader.post("/executions/" + id + "/replay", Map.of()).status()).isEqualTo(403);
    }
  }

  @Test
  void theFiltersStandInTheUrl() {
    String id = failed();
    Page all = browser.get("/executions");
    assertThat(all.html().select("[data-execution]").eachAttr("data-execution"))
        .containsExactly(id);
    Page none = browser.get("/executions?outcome=SUCCEEDED");
    assertThat(none.html().select("#filter-outcome input[checked]").eachAttr("value"))
        .containsExactly("SUCCEEDED");
    assertThat(none.has("[data-execution]")).isFalse();
    assertThat(none.text()).contains("Nothing matches");
  }

  @Test
  void whatNeedsAPersonIsListedAndEndsWithTheReplay() {
    String id = failed();
    assertThat(browser.get("/attention/count").text()).contains("1");
    assertThat(browser.get("/attention").one(".findings").text())
        .contains("1 event of “Create order” failed");
    browser.post("/executions/" + id + "/replay", Map.of());
    assertThat(browser.get("/attention").text()).contains("Nothing needs you.");
  }

  @Test
  void openPagesAreToldOfResultsOfTheirAccountOnly() {
    try (Browser stranger = Browser.signedIn(console, RunningConsole.freshAccount())) {
      List<String> mine = browser.follow("/executions/live");
      List<String> theirs = stranger.follow("/executions/live");
      await().atMost(SOON).until(() -> mine.contains(":open") && theirs.contains(":open"));
      console.publish(
          Results.succeeded(account, action, UUID.randomUUID().toString(), 1, Instant.now()));
      await().atMost(SOON).until(() -> mine.contains("event:executed"));
      assertThat(mine).contains("data:1");
      assertThat(theirs).doesNotContain("event:executed");
    }
  }

  private String failed() {
    String id = UUID.randomUUID().toString();
    console.publish(Results.deadLetter(console.kafka, action, id, "{}", 0));
    console.publish(
        Results.failed(account, action, id, 1, FailureCategory.FORBIDDEN, Instant.now()));
    await()
        .atMost(SOON)
        .until(() -> log.find(account, id).map(console.bean(DeadLetters.class)::has).orElse(false));
    return id;
  }
}
