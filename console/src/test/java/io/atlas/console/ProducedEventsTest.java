package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.console.Browser.Page;
import io.atlas.console.history.ActionNames;
import io.atlas.console.history.DeadLetters;
import io.atlas.console.history.ExecutionLog;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionDefinition.Authentication;
import io.atlas.model.event.ActionDefinition.Retry;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.ExecutionIds;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.kafka.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

@DisplayName("Events that an operator of the platform fires: once each, by name, on record")
class ProducedEventsTest {

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String TOPICS = "/operations/topics";

  private final RunningConsole console = RunningConsole.shared();
  private final String account = RunningConsole.freshAccount();
  private final String tenant = RunningConsole.freshAccount();
  private final String action = "act-" + UUID.randomUUID();
  private final Browser browser = Browser.signedIn(console, account, StandInIssuer.OPERATOR);

  @AfterEach
  void close() {
    browser.close();
  }

  @Test
  void aNewEventIsMadeOfAnExistingOneAndFiresOnce() {
    named(true);
    String place =
        fired("{\"actionId\":\"%s\",\"input\":{\"n\":1},\"executionId\":\"old\",\"own\":10.10}");
    String page = TOPICS + "/action-fired/" + place + "/produce";
    Page form = browser.get(page);
    Map<String, String> typed = form.form("#produce-form");
    assertThat(typed.get("key")).isEqualTo("k-1");
    assertThat(typed.get("value")).contains("\"n\" : 1").doesNotContain("old");
    assertThat(typed)
        .containsValue("x-custom")
        .containsValue("kept")
        .doesNotContainValue("atlas-reason");
    assertThat(typed.values()).doesNotContain("ce_id", "atlas-execution-id");
    typed.put("value", typed.get("value").replace("\"n\" : 1", "\"n\" : 2"));
    try (KafkaConsumer<String, byte[]> after = atEnd()) {
      Page done = browser.post(page, typed);
      assertThat(done.one(".alert-success").text()).contains(typed.get("form"));
      Page again = browser.post(page, typed);
      assertThat(again.one("#refused").text()).contains("fired before");

      List<ConsumerRecord<String, byte[]>> events = poll(after);
      assertThat(events).hasSize(1);
      ConsumerRecord<String, byte[]> event = events.getFirst();
      assertThat(event.key()).isEqualTo("k-1");
      JsonNode value = EventJson.MAPPER.readTree(event.value());
      assertThat(value.at("/input/n").intValue()).isEqualTo(2);
      assertThat(value.at("/own").toString()).isEqualTo("10.10");
      assertThat(value.at("/executionId").asString()).isEqualTo(typed.get("form"));
      assertThat(EventHeaders.text(event.headers(), EventHeaders.FIRED_BY))
          .isEqualTo("Person of " + account);
      assertThat(EventHeaders.text(event.headers(), "x-custom")).isEqualTo("kept");
      assertThat(EventHeaders.text(event.headers(), "ce_id")).isEqualTo(typed.get("form"));
      assertThat(Arrays.stream(event.headers().toArray()).map(Header::key))
          .doesNotContainAnyElementsOf(EventHeaders.JOURNEY);
    }
    assertThat(audit(account, typed.get("form")))
        .containsExactly("produce.refused", "produce.asked", "produce.done", "produce.asked");
    assertThat(audit(tenant, typed.get("form"))).containsExactly("produce.done");
  }

  @Test
  void whatCannotBeAnEventIsRefusedAtTheForm() {
    String place = fired("{\"actionId\":\"%s\",\"input\":{\"password\":\"hunter2\"}}");
    String page = TOPICS + "/action-fired/" + place + "/produce";
    Map<String, String> typed = browser.get(page).form("#produce-form");
    assertThat(typed.get("value")).contains("[redacted]").doesNotContain("hunter2");
    try (KafkaConsumer<String, byte[]> after = atEnd()) {
      assertRefused(page, typed, "A secret stands in the record");
      for (String bad :
          List.of(
              "{",
              "[]",
              "{\"input\":{}}",
              "{\"actionId\":\"a\",\"actionId\":\"b\"}",
              "{\"actionId\":7}")) {
        typed.put("value", bad);
        assertRefused(page, typed, "The value");
      }
      typed.put("value", "{\"actionId\":\"a\",\"executionId\":\"e\"}");
      assertRefused(page, typed, "Take executionId out");
      typed.put("value", "{\"actionId\":\"a\"}");
      typed.put("headers[0].name", "Atlas-Reason");
      assertRefused(page, typed, "set by Atlas");
      typed.put("headers[0].name", "");
      typed.put("key", "hex:0g");
      assertRefused(page, typed, "hexadecimal");
      assertThat(poll(after)).isEmpty();
    }
  }

  @Test
  void whatAnActionHidesIsNeitherShownNorFoundNorProduced() {
    named(false);
    String place = fired("{\"actionId\":\"%s\",\"input\":{\"customer\":\"4711-x\"}}");
    String at = TOPICS + "/action-fired/" + place;
    assertThat(browser.get(at).one("#hides").text()).contains("hides its requests");
    assertThat(browser.get(at + "/produce").has("#produce-form")).isFalse();
    String list = TOPICS + "/action-fired?path=/actionId&value=" + action;
    assertThat(browser.get(list).html().select("[data-record]")).hasSize(1);
    for (String page : List.of(at, at + "/produce", list)) {
      assertThat(browser.get(page).text()).as(page).doesNotContain("4711-x");
    }
    assertThat(
            browser
                .get(TOPICS + "/action-fired?path=/input/customer&value=4711-x")
                .html()
                .select("[data-record]"))
        .isEmpty();
  }

  @Test
  void deadLettersOfNoAccountAreListedAndFiredAgainOnce() {
    named(true);
    String id = UUID.randomUUID().toString();
    String nobodys =
        console.place(Results.deadLetter(console.kafka, "nobody-" + id, id, "{\"a\":1}", 0));
    String broken = dead(id + "-b", "{\"actionId\": <zq7>" + id, "UNREADABLE_EVENT");
    String none = dead(id + "-n", null, "UNREADABLE_EVENT");
    String tenants =
        console.place(Results.deadLetter(console.kafka, action, id + "-t", "{\"a\":1}", 0));

    Page page = browser.get("/operations/dead-letters");
    assertThat(page.html().select("[data-record]").eachAttr("data-record"))
        .contains(nobodys, broken, none)
        .doesNotContain(tenants);
    assertThat(page.one("[data-record='" + broken + "']").text())
        .contains("Unreadable event", "Said by a worker", "{\"actionId\": <zq7>");
    assertThat(page.has("[data-record='" + broken + "'] form")).isFalse();
    assertThat(page.has("[data-record='" + none + "'] form")).isFalse();

    for (String odd : List.of("-1/0", "99/0", "0/-1", "0/9223372036854775807")) {
      assertThat(browser.post(TOPICS + "/action-dead/" + odd + "/redrive", Map.of()).status())
          .as(odd)
          .isEqualTo(404);
    }
    String redrive = TOPICS + "/action-dead/" + nobodys + "/redrive";
    try (KafkaConsumer<String, byte[]> after = atEnd()) {
      assertThat(browser.post(redrive, Map.of()).one(".alert-success").text())
          .contains(ExecutionIds.ofReplay(id, 1));
      assertThat(browser.post(redrive, Map.of()).one("#refused").text())
          .contains("replayed already");
      assertThat(
              browser
                  .post(TOPICS + "/action-dead/" + broken + "/redrive", Map.of())
                  .one("#refused")
                  .text())
          .contains("no event that a worker could read");
      List<ConsumerRecord<String, byte[]>> events = poll(after);
      assertThat(events).hasSize(1);
      assertThat(EventHeaders.text(events.getFirst().headers(), EventHeaders.REPLAY_OF))
          .isEqualTo(id);
    }
    assertThat(audit(account, id))
        .containsExactly("replay.refused", "replay.asked", "replay.done", "replay.asked");
  }

  @Test
  @DisplayName(
      "A dead event of an account is fired again once, whether its people or an operator ask")
  void ofAnAccountItIsItsOwnReplay() {
    named(true);
    String id = UUID.randomUUID().toString();
    String place = console.place(Results.deadLetter(console.kafka, action, id, "{\"a\":1}", 0));
    console.publish(
        Results.failed(tenant, action, id, 1, FailureCategory.FORBIDDEN, Instant.now()));
    ExecutionLog log = console.bean(ExecutionLog.class);
    await()
        .atMost(SOON)
        .until(() -> log.find(tenant, id).map(console.bean(DeadLetters.class)::has).orElse(false));
    assertThat(browser.get(TOPICS + "/action-dead/" + place).text()).contains(tenant);
    assertThat(
            browser
                .post(TOPICS + "/action-dead/" + place + "/redrive", Map.of())
                .has(".alert-success"))
        .isTrue();
    try (Browser person = Browser.signedIn(console, tenant)) {
      person.get("/executions/" + id);
      assertThat(person.post("/executions/" + id + "/replay", Map.of()).one("#refused").text())
          .contains("replayed already");
    }
    assertThat(audit(tenant, id)).containsExactly("replay.done", "replay.asked");
    assertThat(audit(account, id)).containsExactly("redrive.asked");
  }

  private void assertRefused(String page, Map<String, String> typed, String why) {
    Page refused = browser.post(page, typed);
    assertThat(refused.status()).isEqualTo(200);
    assertThat(refused.one("#produce-problem").text()).contains(why);
    assertThat(Page.value(refused.one("#produce-value")).replace("\r\n", "\n"))
        .isEqualTo(typed.get("value").replace("\r\n", "\n"));
    assertThat(refused.one("[name=form]").attr("value")).isEqualTo(typed.get("form"));
  }

  /** Newest first. */
  private List<String> audit(String of, String subject) {
    try (Browser reader = new Browser(console)) {
      Page page =
          reader.get(
              "/api/v1/audit?subject=" + subject,
              "Authorization",
              "Bearer " + console.issuer.bearer(of, "atlas.read", "atlas.operate"));
      return EventJson.MAPPER
          .readTree(page.text())
          .get("items")
          .valueStream()
          .map(entry -> entry.at("/what").asString())
          .toList();
    }
  }

  private String fired(String value) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(
            console.kafka.name(Topic.ACTION_FIRED),
            "k-1",
            value.formatted(action).getBytes(StandardCharsets.UTF_8));
    EventHeaders.cloudEvent(record.headers(), "ce-1", "io.atlas.action.fired", "/x", Instant.now());
    EventHeaders.set(record.headers(), EventHeaders.REASON, "TIMEOUT");
    EventHeaders.set(record.headers(), EventHeaders.EXECUTION_ID, "other");
    EventHeaders.set(record.headers(), EventHeaders.REPLAY_OF, "first");
    EventHeaders.set(record.headers(), "x-custom", "kept");
    return console.place(record);
  }

  private String dead(String id, String value, String reason) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(
            console.kafka.name(Topic.ACTION_DEAD),
            id,
            value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    EventHeaders.set(record.headers(), EventHeaders.REASON, reason);
    EventHeaders.set(record.headers(), EventHeaders.SUMMARY, "Said by a worker.");
    return console.place(record);
  }

  private void named(boolean keepsBodies) {
    console.publish(
        new ProducerRecord<>(
            console.kafka.name(Topic.ACTIONS),
            action,
            EventJson.write(
                new ActionDefinition(
                    1,
                    tenant,
                    "Create order",
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
                    keepsBodies,
                    List.of()))));
    ActionNames names = console.bean(ActionNames.class);
    await().atMost(SOON).until(() -> names.find(tenant, action).isPresent());
  }

  /** What came since, up to the end as it is now. */
  private static List<ConsumerRecord<String, byte[]>> poll(KafkaConsumer<String, byte[]> after) {
    List<ConsumerRecord<String, byte[]>> all = new ArrayList<>();
    Map<TopicPartition, Long> ends = after.endOffsets(after.assignment());
    await()
        .atMost(SOON)
        .until(() -> {
          after.poll(Duration.ofMillis(50)).forEach(all::add);
          return ends.entrySet().stream()
              .allMatch(end -> after.position(end.getKey()) >= end.getValue());
        });
    return all;
  }

  private KafkaConsumer<String, byte[]> atEnd() {
    KafkaConsumer<String, byte[]> consumer = console.kafka.consumer("produced-test", Map.of());
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
