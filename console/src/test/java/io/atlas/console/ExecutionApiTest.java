package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.console.history.DeadLetters;
import io.atlas.console.history.Execution;
import io.atlas.console.history.ExecutionFilter;
import io.atlas.console.history.ExecutionLog;
import io.atlas.console.identity.Person;
import io.atlas.console.replay.FilteredReplays;
import io.atlas.console.replay.FilteredReplays.Order;
import io.atlas.kit.audit.Actor;
import io.atlas.model.event.ActionFired;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.ExecutionIds;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.event.RetryCancellation;
import io.atlas.model.kafka.Topic;
import io.atlas.model.view.TopicView;
import io.atlas.model.view.ViewSchema;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;

class ExecutionApiTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  private final RunningConsole console = RunningConsole.shared();
  private final String account = RunningConsole.freshAccount();
  private final String action = "act-" + UUID.randomUUID();
  private final Instant now = Instant.now();
  private final String token =
      console.issuer.bearer(account, "atlas.read", "atlas.write", "atlas.operate");

  /** An answer of the API. */
  private record Answer(int status, JsonNode json) {}

  @Test
  void tokensAndTheirScopesDecide() {
    assertThat(call(HttpMethod.GET, "/executions", null, null).status()).isEqualTo(401);
    String writer = console.issuer.bearer(account, "atlas.write");
    assertThat(call(HttpMethod.GET, "/executions", writer, null).status()).isEqualTo(403);
    String reader = console.issuer.bearer(account, "atlas.read");
    assertThat(call(HttpMethod.GET, "/executions", reader, null).status()).isEqualTo(200);
    assertThat(call(HttpMethod.POST, "/executions/x/replay", reader, null).status()).isEqualTo(403);
  }

  @Test
  void refusalsAreProblemsThatNameWhatIsWrong() {
    JsonNode unknown = call(HttpMethod.GET, "/executions", null, null).json();
    assertThat(unknown.get("status").asInt()).isEqualTo(401);
    assertThat(unknown.get("detail").asString()).contains("bearer token");
    String reader = console.issuer.bearer(account, "atlas.read");
    JsonNode narrow = call(HttpMethod.POST, "/replays", reader, "{}").json();
    assertThat(narrow.get("status").asInt()).isEqualTo(403);
    JsonNode malformed = call(HttpMethod.GET, "/executions;a=b", token, null).json();
    assertThat(malformed.get("status").asInt()).isEqualTo(400);
    assertThat(malformed.get("detail").asString()).contains("characters that are not allowed");
    for (String parameter :
        List.of(
            "outcome=GREAT", "category=X", "from=yesterday", "limit=0", "limit=x", "cursor=!")) {
      assertNamed(
          call(HttpMethod.GET, "/executions?" + parameter, token, null),
          parameter.substring(0, parameter.indexOf('=')));
    }
  }

  @Test
  void aReplayOfAMisspeltFilterFiresNothing() {
    String id = dead(FailureCategory.FORBIDDEN, 0);
    Map.of(
            "{\"filters\":{},\"dryRun\":false}", "filters",
            "{\"filter\":{\"action\":\"x\"},\"dryRun\":false}", "filter.action",
            "{\"filter\":{\"outcome\":\"GREAT\"},\"dryRun\":false}", "filter.outcome",
            "{\"dryRun\":\"no\"}", "dryRun")
        .forEach(
            (body, field) -> assertNamed(call(HttpMethod.POST, "/replays", token, body), field));
    for (String body : List.of("{", "[]", "null", "{} x")) {
      assertNamed(call(HttpMethod.POST, "/replays", token, body), "requestBody");
    }
    assertThat(call(HttpMethod.GET, "/executions/" + id, token, null).status()).isEqualTo(200);
    assertThat(fired()).isEmpty();
  }

  @Test
  void whatCannotBeReadIsToldWithItsPlaceAndNeverShown() {
    String body = "{\"filter\":{},\n  \"dryRun\":secret-text}";
    Answer unreadable = call(HttpMethod.POST, "/replays", token, body);
    assertNamed(unreadable, "requestBody");
    assertThat(unreadable.json().toString()).contains("line 2, column").doesNotContain("secret");
    Answer text = call(HttpMethod.POST, "/replays", token, "dryRun", "Content-Type", "text/plain");
    assertThat(text.status()).isEqualTo(415);
    assertThat(text.json().get("detail").asString()).isNotBlank();
    Answer method = call(HttpMethod.PUT, "/executions", token, "{}");
    assertThat(method.status()).isEqualTo(405);
    assertThat(method.json().get("detail").asString()).contains("PUT");
  }

  private static void assertNamed(Answer answer, String field) {
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().at("/errors/0/field").asString()).isEqualTo(field);
    assertThat(answer.json().at("/errors/0/message").asString()).isNotBlank();
  }

  @Test
  void anotherAccountSeesNothing() {
    String id = dead(FailureCategory.FORBIDDEN, 0);
    String stranger =
        console.issuer.bearer(RunningConsole.freshAccount(), "atlas.read", "atlas.operate");
    assertThat(call(HttpMethod.GET, "/executions/" + id, stranger, null).status()).isEqualTo(404);
    assertThat(call(HttpMethod.POST, "/executions/" + id + "/replay", stranger, null).status())
        .isEqualTo(404);
    assertThat(call(HttpMethod.GET, "/executions", stranger, null).json().get("items")).isEmpty();
    assertThat(fired()).isEmpty();
  }

  @Test
  void theListIsFilteredAndTheDetailHasEveryAttempt() {
    String ok = UUID.randomUUID().toString();
    console.publish(Results.retrying(account, action, ok, 1, now));
    console.publish(Results.succeeded(account, action, ok, 2, now));
    String failed = dead(FailureCategory.TIMEOUT, 0);
    await()
        .atMost(SOON)
        .until(() ->
            call(HttpMethod.GET, "/executions?outcome=SUCCEEDED", token, null)
                    .json()
                    .get("items")
                    .size()
                == 1);
    JsonNode failures =
        call(HttpMethod.GET, "/executions?outcome=FAILED&category=TIMEOUT", token, null).json();
    assertThat(failures.at("/items/0/executionId").asString()).isEqualTo(failed);
    assertThat(failures.get("items")).hasSize(1);
    JsonNode detail = call(HttpMethod.GET, "/executions/" + ok, token, null).json();
    assertThat(detail.get("attempts")).hasSize(2);
    assertThat(call(HttpMethod.GET, "/executions?cursor=what", token, null).status())
        .isEqualTo(400);
    assertThat(call(HttpMethod.GET, "/executions?outcome=GREAT", token, null).status())
        .isEqualTo(400);
  }

  @Test
  void aReplayFiresTheWholeEventOnceUnderAnIdThatFollows() {
    String id = dead(FailureCategory.FORBIDDEN, 0);
    Answer replayed = call(HttpMethod.POST, "/executions/" + id + "/replay", token, null);
    assertThat(replayed.status()).isEqualTo(202);
    String replayId = ExecutionIds.ofReplay(id, 1);
    assertThat(replayed.json().get("executionId").asString()).isEqualTo(replayId);

    Answer again = call(HttpMethod.POST, "/executions/" + id + "/replay", token, null);
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.json().get("detail").asString()).contains(replayId);

    List<ConsumerRecord<String, byte[]>> fired = fired();
    assertThat(fired).hasSize(1);
    ActionFired event = EventJson.read(fired.getFirst().value(), ActionFired.class);
    assertThat(event.executionId()).isEqualTo(replayId);
    assertThat(event.actionId()).isEqualTo(action);
    assertThat(event.input().get("order").asInt()).isEqualTo(7);
    assertThat(EventHeaders.text(fired.getFirst().headers(), EventHeaders.REPLAY_OF)).isEqualTo(id);
    assertThat(EventHeaders.number(fired.getFirst().headers(), EventHeaders.REPLAY_NUMBER))
        .isEqualTo(1);
    assertThat(EventHeaders.text(fired.getFirst().headers(), EventHeaders.TRACE_PARENT))
        .isEqualTo(Results.TRACE_PARENT);
  }

  @Test
  void aRepeatWithItsKeyIsAnsweredAlikeAndFiresNothing() {
    String id = dead(FailureCategory.FORBIDDEN, 0);
    String path = "/executions/" + id + "/replay";
    Answer first = call(HttpMethod.POST, path, token, null, "Idempotency-Key", "k-1");
    Answer again = call(HttpMethod.POST, path, token, null, "Idempotency-Key", "k-1");
    assertThat(first.status()).isEqualTo(202);
    assertThat(again).isEqualTo(first);
    assertThat(fired()).hasSize(1);

    String other = "/executions/" + dead(FailureCategory.FORBIDDEN, 0) + "/replay";
    assertThat(call(HttpMethod.POST, other, token, null, "Idempotency-Key", "k-1").status())
        .isEqualTo(422);
    String stranger =
        console.issuer.bearer(RunningConsole.freshAccount(), "atlas.read", "atlas.operate");
    assertThat(
            call(HttpMethod.POST, path + "?sameKey=true", token, null, "Idempotency-Key", "k-1")
                .status())
        .isEqualTo(422);
    assertThat(call(HttpMethod.POST, path, stranger, null, "Idempotency-Key", "k-1").status())
        .as("keys are an account's own")
        .isEqualTo(404);
    assertNamed(
        call(HttpMethod.POST, other, token, null, "Idempotency-Key", "two words"),
        "Idempotency-Key");

    String all = "{\"filter\":{\"actionId\":\"" + action + "\"},\"dryRun\":false}";
    Answer batch = call(HttpMethod.POST, "/replays", token, all, "Idempotency-Key", "k-2");
    assertThat(batch.json().get("replayed").asInt()).isEqualTo(1);
    assertThat(call(HttpMethod.POST, "/replays", token, all, "Idempotency-Key", "k-2"))
        .isEqualTo(batch);
    assertThat(fired()).hasSize(2);
    String dry = all.replace("false", "true");
    assertThat(call(HttpMethod.POST, "/replays", token, dry, "Idempotency-Key", "k-2").status())
        .isEqualTo(422);
  }

  @Test
  void aFailureIsNotKeptForRepeats() {
    String id = UUID.randomUUID().toString();
    String path = "/executions/" + id + "/replay";
    assertThat(call(HttpMethod.POST, path, token, null, "Idempotency-Key", "k-3").status())
        .isEqualTo(404);
    console.publish(Results.deadLetter(console.kafka, action, id, "{}", 0));
    console.publish(Results.failed(account, action, id, 1, FailureCategory.FORBIDDEN, now));
    await()
        .atMost(SOON)
        .until(() ->
            call(HttpMethod.POST, path, token, null, "Idempotency-Key", "k-3").status() == 202);
    assertThat(fired()).hasSize(1);
  }

  @Test
  void anEventThatNobodyCanReadIsRefusedAndSaidSo() {
    String id = dead("{not JSON");
    Answer answer = call(HttpMethod.POST, "/executions/" + id + "/replay", token, null);
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.json().get("detail").asString()).contains("or nobody can read it");
    assertThat(fired()).isEmpty();
  }

  /** An action is all that an event needs, and half a pair of surrogates is JSON. */
  @Test
  void anOddEventFiresAgainAsItWas() {
    for (String input : List.of("null", "{\"a\":\"\\ud800\"}")) {
      String id =
          dead(
              input.equals("null")
                  ? "{\"actionId\":\"" + action + "\"}"
                  : "{\"actionId\":\"" + action + "\",\"input\":" + input + "}");
      DeadEvents.awaitLetters(console, List.of(id));
      Answer answer = call(HttpMethod.POST, "/executions/" + id + "/replay", token, null);
      assertThat(answer.status()).as(input).isEqualTo(202);
      ActionFired event =
          fired().stream()
              .map(record -> EventJson.read(record.value(), ActionFired.class))
              .filter(each -> ExecutionIds.ofReplay(id, 1).equals(each.executionId()))
              .findFirst()
              .orElseThrow();
      JsonNode fired = event.input();
      assertThat(fired == null || fired.isNull() ? null : fired)
          .isEqualTo(input.equals("null") ? null : EventJson.MAPPER.readTree(input));
    }
  }

  /** An execution that failed, whose dead letter has this value. */
  private String dead(String value) {
    String id = UUID.randomUUID().toString();
    ProducerRecord<String, byte[]> letter = Results.deadLetter(console.kafka, action, id, "{}", 0);
    console.publish(
        new ProducerRecord<>(
            letter.topic(),
            null,
            letter.key(),
            value.getBytes(StandardCharsets.UTF_8),
            letter.headers()));
    console.publish(Results.failed(account, action, id, 1, FailureCategory.FORBIDDEN, now));
    awaitKnown(id);
    return id;
  }

  @Test
  void aScheduledRetryIsCancelled() {
    String id = UUID.randomUUID().toString();
    String path = "/executions/" + id + "/retry";
    assertThat(call(HttpMethod.DELETE, path, token, null).status()).isEqualTo(404);
    console.publish(Results.retrying(account, action, id, 1, now));
    awaitKnown(id);
    String stranger =
        console.issuer.bearer(RunningConsole.freshAccount(), "atlas.read", "atlas.operate");
    assertThat(call(HttpMethod.DELETE, path, stranger, null).status()).isEqualTo(404);
    assertThat(
            call(HttpMethod.DELETE, path, console.issuer.bearer(account, "atlas.read"), null)
                .status())
        .isEqualTo(403);
    try (TopicView<RetryCancellation> cancellations =
        TopicView.open(console.kafka, ViewSchema.RETRY_CANCELLATIONS, Clock.systemUTC())) {
      await().atMost(SOON).until(cancellations::isCaughtUp);
      assertThat(cancellations.get(id)).isNull();

      Answer cancelled = call(HttpMethod.DELETE, path, token, null);
      assertThat(cancelled.status()).isEqualTo(202);
      assertThat(cancelled.json().get("executionId").asString()).isEqualTo(id);
      cancellations.barrier().join();
      RetryCancellation told = cancellations.get(id);
      assertThat(told).isNotNull();
      assertThat(told.accountId()).isEqualTo(account);
      await()
          .atMost(SOON)
          .untilAsserted(() ->
              assertThat(
                      call(HttpMethod.GET, "/executions/" + id, token, null)
                          .json()
                          .at("/cancellation/requestedBy")
                          .asString())
                  .isEqualTo(told.requestedBy()));
    }
    assertThat(call(HttpMethod.DELETE, path, token, null).status())
        .as("asking again asks for the same")
        .isEqualTo(202);

    console.publish(Results.failed(account, action, id, 2, FailureCategory.CANCELLED, now));
    await().atMost(SOON).until(() -> call(HttpMethod.DELETE, path, token, null).status() == 409);
    assertThat(console.bean(ExecutionLog.class).failuresOf(account, action, now.minusSeconds(60)))
        .as("a person wanted it so")
        .isEmpty();
  }

  @Test
  void aScheduledRetryIsNotOvertaken() {
    String id = UUID.randomUUID().toString();
    console.publish(Results.retrying(account, action, id, 1, now));
    awaitKnown(id);
    Answer refused = call(HttpMethod.POST, "/executions/" + id + "/replay", token, null);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.json().get("detail").asString()).contains("retry is scheduled");
  }

  @Test
  void replaysOfReplaysEndAtTheLimit() {
    String id = dead(FailureCategory.FORBIDDEN, 10);
    Answer refused = call(HttpMethod.POST, "/executions/" + id + "/replay", token, null);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.json().get("detail").asString()).contains("limit");
    assertThat(fired()).isEmpty();
  }

  @Test
  void aDeadLetterWithTheSameIdOfAnotherActionIsNotReplayed() {
    String id = "order-" + UUID.randomUUID();
    console.publish(Results.failed(account, action, id, 1, FailureCategory.FORBIDDEN, now));
    console.publish(Results.deadLetter(console.kafka, "act-of-others", id, "{\"x\":1}", 0));
    awaitKnown(id);
    Answer refused = call(HttpMethod.POST, "/executions/" + id + "/replay", token, null);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.json().get("detail").asString()).contains("no longer kept");
  }

  @Test
  void aReplayByFilterCountsFirst() {
    for (int i = 0; i < 3; i++) {
      dead(FailureCategory.FORBIDDEN, 0);
    }
    dead(FailureCategory.TIMEOUT, 0);
    String filter = "{\"filter\":{\"actionId\":\"" + action + "\",\"category\":\"FORBIDDEN\"}";
    JsonNode counted =
        call(HttpMethod.POST, "/replays", token, filter + ",\"dryRun\":true}").json();
    assertThat(counted.get("matching").asInt()).isEqualTo(3);
    assertThat(counted.get("sample")).hasSize(3);
    assertThat(fired()).isEmpty();

    JsonNode done = call(HttpMethod.POST, "/replays", token, filter + ",\"dryRun\":false}").json();
    assertThat(done.get("replayed").asInt()).isEqualTo(3);
    assertThat(fired()).hasSize(3);
  }

  @Test
  void theOldestIsReplayedFirstAndOrdersGoOnWhereTheLastOneEnded() {
    List<String> inOrder = new ArrayList<>();
    for (int secondsAgo : List.of(10, 30, 50, 20, 40)) {
      inOrder.add(dead(FailureCategory.FORBIDDEN, 0, now.minusSeconds(secondsAgo)));
    }
    List<String> oldest =
        List.of(inOrder.get(2), inOrder.get(4), inOrder.get(1), inOrder.get(3), inOrder.getFirst());
    Person person = new Person(account, "p", "Ada", new Actor("p", null), Set.of());
    ExecutionFilter filter = new ExecutionFilter(action, null, null, null, null, null, null);
    FilteredReplays replays = console.bean(FilteredReplays.class);

    FilteredReplays.Batch first = replays.replay(person, filter, new Order(false, false, null, 2));
    assertThat(first.sample()).extracting(Execution::executionId).isEqualTo(oldest);
    assertThat(done()).isEqualTo(oldest.subList(0, 2));
    // Asked again, and from there: both go on.
    FilteredReplays.Batch again = replays.replay(person, filter, new Order(false, false, null, 1));
    assertThat(again.replayed()).isEqualTo(1);
    assertThat(again.refused()).isEqualTo(2);
    assertThat(done()).isEqualTo(oldest.subList(0, 3));
    FilteredReplays.Batch on =
        replays.replay(person, filter, new Order(false, false, first.nextCursor(), 1_000));
    assertThat(on.refused()).isEqualTo(1);
    assertThat(on.nextCursor()).isNull();
    assertThat(done()).isEqualTo(oldest);

    assertNamed(
        call(HttpMethod.POST, "/replays", token, "{\"dryRun\":false,\"cursor\":\"what\"}"),
        "cursor");
    JsonNode none = call(HttpMethod.POST, "/replays", token, "{\"dryRun\":false}").json();
    assertThat(none.get("replayed").asInt()).isZero();
    assertThat(none.get("refused").asInt()).isEqualTo(5);
    assertThat(none.hasNonNull("nextCursor")).isFalse();
  }

  /** Of this account, in the order in which they were fired again. */
  private List<String> done() {
    return JdbcClient.create(console.bean(DataSource.class))
        .sql("SELECT subject FROM audit WHERE account_id = :account AND what = :what ORDER BY id")
        .param("account", account)
        .param("what", "replay.done")
        .query(String.class)
        .list();
  }

  /** An execution that failed for good, and its event, both known to the history. */
  private String dead(FailureCategory category, int replayNumber) {
    return dead(category, replayNumber, now);
  }

  private String dead(FailureCategory category, int replayNumber, Instant firedAt) {
    String id = UUID.randomUUID().toString();
    console.publish(Results.deadLetter(console.kafka, action, id, "{\"order\":7}", replayNumber));
    console.publish(Results.failed(account, action, id, 1, category, firedAt));
    awaitKnown(id);
    ExecutionLog log = console.bean(ExecutionLog.class);
    await()
        .atMost(SOON)
        .until(() -> console.bean(DeadLetters.class).has(log.find(account, id).orElseThrow()));
    return id;
  }

  private void awaitKnown(String id) {
    ExecutionLog log = console.bean(ExecutionLog.class);
    await().atMost(SOON).until(() -> log.find(account, id).isPresent());
  }

  /** Events of this test's action on {@code action-fired}. */
  private List<ConsumerRecord<String, byte[]>> fired() {
    List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer = console.kafka.byteKeyConsumer("test", Map.of())) {
      String topic = console.kafka.name(Topic.ACTION_FIRED);
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(record -> {
              // Other tests put there what is no event.
              if (new String(record.value(), StandardCharsets.UTF_8).contains(action)
                  && EventJson.read(record.value(), ActionFired.class).actionId().equals(action)) {
                found.add(record);
              }
            });
      }
    }
    return found;
  }

  private Answer call(
      HttpMethod method, String path, String bearer, String body, String... headers) {
    RestClient.RequestBodySpec request =
        RestClient.create().method(method).uri(console.url("/api/v1" + path));
    if (bearer != null) {
      request.header("Authorization", "Bearer " + bearer);
    }
    request.contentType(MediaType.APPLICATION_JSON);
    for (int i = 0; i < headers.length; i += 2) {
      String name = headers[i];
      String value = headers[i + 1];
      request.headers(all -> all.set(name, value));
    }
    if (body != null) {
      request.body(body);
    }
    return request.exchange((sent, response) -> {
      byte[] json = response.getBody().readAllBytes();
      return new Answer(
          response.getStatusCode().value(),
          json.length == 0 ? EventJson.MAPPER.createObjectNode() : EventJson.MAPPER.readTree(json));
    });
  }
}
