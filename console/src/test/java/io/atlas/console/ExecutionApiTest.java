package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.console.history.DeadLetters;
import io.atlas.console.history.ExecutionLog;
import io.atlas.model.event.ActionFired;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.ExecutionIds;
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
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
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
      assertThat(call(HttpMethod.POST, "/replays", token, body).status()).isEqualTo(400);
    }
    assertThat(call(HttpMethod.GET, "/executions/" + id, token, null).status()).isEqualTo(200);
    assertThat(fired()).isEmpty();
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

  /** An execution that failed for good, and its event, both known to the history. */
  private String dead(FailureCategory category, int replayNumber) {
    String id = UUID.randomUUID().toString();
    console.publish(Results.deadLetter(console.kafka, action, id, "{\"order\":7}", replayNumber));
    console.publish(Results.failed(account, action, id, 1, category, now));
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
    try (KafkaConsumer<String, byte[]> consumer = console.kafka.consumer("test", Map.of())) {
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
              if (EventJson.read(record.value(), ActionFired.class).actionId().equals(action)) {
                found.add(record);
              }
            });
      }
    }
    return found;
  }

  private Answer call(HttpMethod method, String path, String bearer, String body) {
    RestClient.RequestBodySpec request =
        RestClient.create().method(method).uri(console.url("/api/v1" + path));
    if (bearer != null) {
      request.header("Authorization", "Bearer " + bearer);
    }
    if (body != null) {
      request.contentType(MediaType.APPLICATION_JSON).body(body);
    }
    return request.exchange((sent, response) -> {
      byte[] json = response.getBody().readAllBytes();
      return new Answer(
          response.getStatusCode().value(),
          json.length == 0 ? EventJson.MAPPER.createObjectNode() : EventJson.MAPPER.readTree(json));
    });
  }
}
