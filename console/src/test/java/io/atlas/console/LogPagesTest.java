package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.console.Browser.Page;
import io.atlas.console.history.DeadLetters;
import io.atlas.console.history.Execution;
import io.atlas.console.history.ExecutionFilter;
import io.atlas.console.history.ExecutionLog;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionDefinition.Authentication;
import io.atlas.model.event.ActionDefinition.Retry;
import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ActionFired;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.kafka.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LogPagesTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  private final RunningConsole console = RunningConsole.shared();
  private final String account = RunningConsole.freshAccount();
  private final ExecutionLog log = console.bean(ExecutionLog.class);
  private final Browser browser = Browser.signedIn(console, account);
  private final Instant now = Instant.now();

  @AfterEach
  void close() {
    browser.close();
  }

  @Test
  @DisplayName("Outcome (several), status, time, connection and a deleted action can be asked for")
  void filters() {
    String action = "act-" + UUID.randomUUID();
    console.publish(Results.succeeded(account, action, "ok", 1, now));
    console.publish(Results.failed(account, action, "no", 1, FailureCategory.FORBIDDEN, now));
    console.publish(Results.retrying(account, action, "again", 1, now.minusSeconds(100)));
    console.publish(
        Results.succeeded(account, "act-other", "old", 1, now.minus(Duration.ofDays(2))));
    stored(4);
    assertThat(shown("")).containsExactlyInAnyOrder("ok", "no", "again", "old");
    assertThat(shown("?outcome=FAILED&outcome=RETRYING")).containsExactly("no", "again");
    assertThat(shown("?status=403")).containsExactly("no");
    assertThat(shown("?status=5xx")).containsExactly("again");
    assertThat(shown("?status=2XX&range=24h")).containsExactly("ok");
    assertThat(shown("?actionId=" + action + "&outcome=SUCCEEDED")).containsExactly("ok");
    String yesterday = now.minus(Duration.ofDays(1)).toString();
    assertThat(shown("?range=own&to=" + yesterday.substring(0, 16))).containsExactly("old");
    assertThat(shown("?from=" + yesterday.substring(0, 16)))
        .containsExactlyInAnyOrder("ok", "no", "again");
    assertThat(shown("?connectionId=none")).isEmpty();
    for (String wrong : List.of("status=abc", "status=999", "from=soon", "to=2026-99-99T00:00")) {
      assertThat(browser.get("/executions?" + wrong).has("#filter-problem")).as(wrong).isTrue();
    }
    Page both = browser.get("/executions?outcome=FAILED&outcome=RETRYING");
    assertThat(both.html().select("#filter-outcome input[checked]").eachAttr("value"))
        .containsExactly("RETRYING", "FAILED");
    assertThat(both.text()).doesNotContain("INSUFFICIENT_SCOPE<").contains("Scope missing (403)");
  }

  @Test
  @DisplayName("The log is grouped by day")
  void days() {
    console.publish(Results.succeeded(account, "act-1", "today", 1, now));
    console.publish(
        Results.succeeded(account, "act-1", "before", 1, now.minus(Duration.ofDays(1))));
    console.publish(Results.succeeded(account, "act-1", "old", 1, now.minus(Duration.ofDays(3))));
    stored(3);
    List<String> days = browser.get("/executions").html().select("tr.day").eachText();
    assertThat(days).hasSize(3).startsWith("Today", "Yesterday");
    assertThat(days.getLast()).matches("[A-Z][a-z]+day, \\d+ [A-Z][a-z]+.*");
  }

  @Test
  @DisplayName("A deleted action keeps its name, and nothing leads to where it was")
  void deletedActions() {
    String action = "act-" + UUID.randomUUID();
    console.publish(named(action, "Forgotten order", null));
    console.publish(Results.failed(account, action, "one", 1, FailureCategory.REJECTED, now));
    stored(1);
    console.publish(new ProducerRecord<>(console.kafka.name(Topic.ACTIONS), action, null));
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(browser.get("/executions").one(".row-title").text())
                .isEqualTo("Forgotten order (deleted)"));
    Page page = browser.get("/executions/one");
    assertThat(page.one("h1").text()).isEqualTo("Forgotten order");
    assertThat(page.html().select("a[href^=/actions/]")).isEmpty();
    assertThat(browser.get("/executions?actionId=" + action).one("option[selected]").text())
        .isEqualTo("Forgotten order (deleted)");
  }

  @Test
  @DisplayName("Ticked executions are replayed together, each once")
  void selection() {
    List<String> ids = List.of(UUID.randomUUID().toString(), UUID.randomUUID().toString());
    ids.forEach(id -> {
      console.publish(Results.deadLetter(console.kafka, "act-1", id, "{}", 0));
      console.publish(Results.failed(account, "act-1", id, 1, FailureCategory.FORBIDDEN, now));
    });
    DeadLetters letters = console.bean(DeadLetters.class);
    await()
        .atMost(SOON)
        .until(() ->
            ids.stream().allMatch(id -> log.find(account, id).filter(letters::has).isPresent()));
    Page list = browser.get("/executions");
    assertThat(list.html().select("input[form=selection][name=id]")).hasSize(2);
    assertThat(list.html().select("[data-replay]")).hasSize(2);
    Page none = browser.post("/executions/replay", Map.of());
    assertThat(none.one("#refused").text()).contains("Tick");
    Page done =
        browser.post("/executions/replay?id=" + ids.getLast(), Map.of("id", ids.getFirst()));
    assertThat(done.one("[role=status]").text()).isEqualTo("2 events fired again.");
    assertThat(done.html().select("input[form=selection][name=id]")).isEmpty();
    Page again = browser.post("/executions/replay", Map.of("id", ids.getFirst()));
    assertThat(again.one("#refused").text()).contains("1 not replayed");
  }

  @Test
  @DisplayName("The event of an execution that succeeded is shown, changed and fired again")
  void inputIsShownEditedAndFired() throws Exception {
    String action = "act-" + UUID.randomUUID();
    String id = UUID.randomUUID().toString();
    console.publish(named(action, "Create order", null));
    String place = fire(action, id, "{\"price\":10.10,\"note\":\"</pre>\"}");
    publish(Results.succeeded(account, action, id, 1, now), place);
    stored(1);
    await().atMost(SOON).until(() -> browser.get("/executions").text().contains("Create order"));
    assertThat(browser.get("/executions/" + id + "/event").one("#event-input").text())
        .contains("10.10", "</pre>");
    Page edit = browser.get("/executions/" + id + "/edit");
    Map<String, String> form = edit.form("#edit-form");
    form.put("input", "{broken");
    Page broken = browser.post("/executions/" + id + "/edit", form);
    assertThat(broken.one("#input-problem").text()).contains("not valid JSON");
    assertThat(broken.one("#event-input").wholeText()).contains("{broken");

    form.put("input", "{\"price\":11.20}");
    try (KafkaConsumer<String, byte[]> consumer = atEnd()) {
      Page fired = browser.post("/executions/" + id + "/edit", form);
      Page twice = browser.post("/executions/" + id + "/edit", form);
      assertThat(fired.one("h1").text()).isEqualTo("Waiting for a result");
      assertThat(twice.one("code[title]").attr("title"))
          .isEqualTo(fired.one("code[title]").attr("title"));
      List<ConsumerRecord<String, byte[]>> events = new ArrayList<>();
      await()
          .atMost(SOON)
          .until(() -> {
            consumer.poll(Duration.ofMillis(100)).forEach(events::add);
            return !events.isEmpty();
          });
      consumer.poll(Duration.ofMillis(500)).forEach(events::add);
      assertThat(events).hasSize(1);
      ActionFired event = EventJson.read(events.getFirst().value(), ActionFired.class);
      assertThat(event.input().toString()).isEqualTo("{\"price\":11.20}");
      assertThat(event.executionId()).isEqualTo(fired.one("code[title]").attr("title"));
      assertThat(EventHeaders.text(events.getFirst().headers(), EventHeaders.REPLAY_OF))
          .isEqualTo(id);
    }
  }

  @Test
  @DisplayName("What an action hides, and another account's event, is shown to nobody")
  void hiddenInputs() throws Exception {
    String action = "act-" + UUID.randomUUID();
    console.publish(named(action, "Secretive", false));
    String id = UUID.randomUUID().toString();
    publish(
        Results.succeeded(account, action, id, 1, now), fire(action, id, "{\"pin\":\"4711-x\"}"));
    // A place that a topic made anew gives to another action's event.
    String foreign = UUID.randomUUID().toString();
    publish(
        Results.succeeded(account, "act-1", foreign, 1, now),
        fire("act-theirs", foreign, "{\"pin\":\"4711-x\"}"));
    stored(2);
    await().atMost(SOON).until(() -> browser.get("/executions").text().contains("Secretive"));
    for (String each : List.of(id, foreign)) {
      Page event = browser.get("/executions/" + each + "/event");
      assertThat(event.has("#event-input")).isFalse();
      assertThat(event.text()).doesNotContain("4711-x");
      assertThat(browser.get("/executions/" + each + "/edit").text()).doesNotContain("4711-x");
    }
    assertThat(browser.get("/executions/" + id + "/event").text()).contains("hides its requests");
    try (Browser stranger = Browser.signedIn(console, RunningConsole.freshAccount())) {
      assertThat(stranger.get("/executions/" + id + "/event").status()).isEqualTo(404);
    }
  }

  @Test
  @DisplayName("A page that is open learns how many its filters would add, and stays where it is")
  void newer() {
    console.publish(Results.succeeded(account, "act-1", "first", 1, now.minusSeconds(60)));
    stored(1);
    String top = browser.get("/executions?status=403").one("#rows").attr("data-top");
    assertThat(top).isEmpty();
    String all = browser.get("/executions").one("#rows").attr("data-top");
    console.publish(Results.succeeded(account, "act-1", "second", 1, now));
    console.publish(Results.failed(account, "act-1", "third", 1, FailureCategory.FORBIDDEN, now));
    stored(3);
    assertThat(browser.get("/executions/newer?top=" + all).text()).isEqualTo("2 new");
    assertThat(browser.get("/executions/newer?status=403&top=" + all).text()).isEqualTo("1 new");
    assertThat(browser.get("/executions/newer?status=500&top=" + all).text()).isEmpty();
  }

  private List<String> shown(String query) {
    return browser
        .get("/executions" + query)
        .html()
        .select("[data-execution]")
        .eachAttr("data-execution");
  }

  private void stored(int rows) {
    await().atMost(SOON).until(() -> log.count(account, ExecutionFilter.ALL) == rows);
    assertThat(log.page(account, ExecutionFilter.ALL, null, 50).items())
        .extracting(Execution::executionId)
        .hasSize(rows);
  }

  private void publish(ActionExecuted result, String place) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(
            console.kafka.name(Topic.ACTION_EXECUTED),
            result.executionId(),
            EventJson.write(result));
    EventHeaders.set(record.headers(), EventHeaders.FIRED_PLACE, place);
    console.publish(record);
  }

  /** Returns where it lies. */
  private String fire(String action, String id, String input) throws Exception {
    try (var producer = console.kafka.producer("log-test", Map.of())) {
      var sent =
          producer
              .send(
                  new ProducerRecord<>(
                      console.kafka.name(Topic.ACTION_FIRED),
                      null,
                      EventJson.write(
                          ActionFired.of(action, EventJson.MAPPER.readTree(input))
                              .withExecutionId(id))))
              .get();
      return sent.partition() + "/" + sent.offset();
    }
  }

  private ProducerRecord<String, byte[]> named(String id, String name, Boolean keepsBody) {
    return new ProducerRecord<>(
        console.kafka.name(Topic.ACTIONS),
        id,
        EventJson.write(
            new ActionDefinition(
                1,
                account,
                name,
                true,
                "POST",
                "https://orders.example.com/",
                List.of(),
                null,
                Authentication.NONE,
                30_000,
                Retry.DEFAULT,
                null,
                null,
                keepsBody,
                List.of())));
  }

  private KafkaConsumer<String, byte[]> atEnd() {
    KafkaConsumer<String, byte[]> consumer = console.kafka.consumer("log-test", Map.of());
    String topic = console.kafka.name(Topic.ACTION_FIRED);
    consumer.assign(
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList());
    consumer.seekToEnd(consumer.assignment());
    consumer.assignment().forEach(consumer::position);
    return consumer;
  }
}
