package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.atlas.console.history.DeadLetters;
import io.atlas.console.history.ExecutionLog;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.ExecutionIds;
import io.atlas.model.event.FailureCategory;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;

@DisplayName("Each replay and cancellation is kept, with who asked for it and what became of it")
class AuditTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  /** Sends what it is given once; others repeat by themselves what was answered with 503. */
  private static final RestClient HTTP =
      RestClient.builder().requestFactory(new JdkClientHttpRequestFactory()).build();

  private final RunningConsole console = RunningConsole.shared();
  private final ExecutionLog log = console.bean(ExecutionLog.class);
  private final String account = RunningConsole.freshAccount();
  private final String action = "act-" + UUID.randomUUID();
  private final String program =
      console.issuer.ofClient("some-program", account, "atlas.read", "atlas.operate");

  private record Answer(int status, String type, String text) {

    JsonNode json() {
      return EventJson.MAPPER.readTree(text);
    }
  }

  @Test
  void aReplayIsAnOrderAndWhatBecameOfIt() {
    String id = dead("{}");
    call(HttpMethod.POST, "/executions/" + id + "/replay", program, null);

    List<JsonNode> told = entries("?subject=" + id);
    assertThat(whats(told)).containsExactly("replay.done", "replay.asked");
    assertThat(told)
        .allSatisfy(entry -> {
          assertThat(entry.at("/actor").asString()).isEqualTo("CLIENT");
          assertThat(entry.at("/person").asString()).isEqualTo("some-program");
          assertThat(entry.at("/client").asString()).isEqualTo("some-program");
          assertThat(entry.at("/detail").asString())
              .isEqualTo("as " + ExecutionIds.ofReplay(id, 1));
          assertThat(Instant.parse(entry.at("/at").asString())).isAfter(Instant.EPOCH);
        });
  }

  @Test
  void whoPressesAButtonIsAPersonAtTheConsole() {
    String id = dead("{}");
    String retrying = retrying();
    try (Browser browser = Browser.signedIn(console, account)) {
      browser.get("/executions/" + id);
      browser.post("/executions/" + id + "/replay", Map.of());
      browser.post("/executions/" + retrying + "/cancel-retry", Map.of());
    }
    List<JsonNode> told = entries("");
    assertThat(whats(told))
        .containsExactly("cancellation.done", "cancellation.asked", "replay.done", "replay.asked");
    assertThat(told)
        .allSatisfy(entry -> {
          assertThat(entry.at("/actor").asString()).isEqualTo("PERSON");
          assertThat(entry.at("/person").asString()).isEqualTo("person-of-" + account);
          assertThat(entry.at("/client").asString()).isEqualTo("atlas-console");
        });
  }

  @Test
  void aReplayByFilterTellsTheFilterEachExecutionAndHowMany() {
    Set<String> ids = new TreeSet<>();
    for (int i = 0; i < 3; i++) {
      ids.add(dead("{}"));
    }
    String filter = "{\"filter\":{\"actionId\":\"" + action + "\"},\"dryRun\":%s}";
    call(HttpMethod.POST, "/replays", program, filter.formatted("true"));
    assertThat(entries("")).as("counting is no deed").isEmpty();

    call(HttpMethod.POST, "/replays", program, filter.formatted("false"));

    List<JsonNode> told = entries("");
    assertThat(whats(told))
        .containsExactly(
            "replays.done", "replay.done", "replay.done", "replay.done", "replays.asked");
    assertThat(told.getFirst().at("/detail").asString()).isEqualTo("3 replayed, 0 refused");
    JsonNode asked = told.getLast();
    assertThat(asked.at("/subject")).isEqualTo(told.getFirst().at("/subject"));
    assertThat(asked.at("/detail").asString())
        .isEqualTo("3 matched: actionId=" + action + ", outcome=FAILED");
    assertThat(asked.at("/fields").toString()).isEqualTo("[\"actionId\",\"outcome\"]");
    assertThat(told.subList(1, 4).stream().map(entry -> entry.at("/subject").asString()))
        .containsExactlyInAnyOrderElementsOf(ids);
  }

  @Test
  @DisplayName("An order that the broker did not take stays on record, with that")
  void aReplayThatFailedIsTold() {
    // Fits into action-dead, and not into action-fired; nothing that compression makes smaller.
    StringBuilder noise = new StringBuilder();
    new Random(1)
        .ints(4_600_000, ' ' + 1, '~')
        .filter(c -> c != '"' && c != '\\')
        .forEach(noise::appendCodePoint);
    String id = dead("{\"x\":\"" + noise + "\"}");
    assertThat(call(HttpMethod.POST, "/executions/" + id + "/replay", program, null).status())
        .isEqualTo(503);
    assertThat(whats(entries("?subject=" + id))).containsExactly("replay.failed", "replay.asked");

    String all = "{\"filter\":{\"actionId\":\"" + action + "\"},\"dryRun\":false}";
    assertThat(call(HttpMethod.POST, "/replays", program, all).status()).isEqualTo(503);
    List<JsonNode> told = entries("");
    assertThat(whats(told).subList(0, 3))
        .containsExactly("replays.failed", "replay.failed", "replays.asked");
    assertThat(told.getFirst().at("/detail").asString()).isEqualTo("0 replayed, 0 refused");
  }

  @Test
  void whatWasRefusedBeforehandIsNoDeed() {
    String id = retrying();
    call(HttpMethod.POST, "/executions/" + id + "/replay", program, null);
    call(HttpMethod.POST, "/executions/nope/replay", program, null);
    call(HttpMethod.DELETE, "/executions/nope/retry", program, null);
    call(HttpMethod.POST, "/replays", program, "{\"filter\":{\"action\":\"x\"}}");
    assertThat(entries("")).isEmpty();
  }

  @Test
  void anotherAccountSeesNothingAndReadersNeedTheRight() {
    call(HttpMethod.DELETE, "/executions/" + retrying() + "/retry", program, null);
    String stranger =
        console.issuer.bearer(RunningConsole.freshAccount(), "atlas.read", "atlas.operate");
    assertThat(call(HttpMethod.GET, "/audit", stranger, null).json().get("items")).isEmpty();
    String reader = console.issuer.bearer(account, "atlas.read", "atlas.write");
    for (String path : List.of("/audit", "/audit.csv")) {
      assertThat(call(HttpMethod.GET, path, reader, null).status()).as(path).isEqualTo(403);
      assertThat(call(HttpMethod.GET, path, null, null).status()).as(path).isEqualTo(401);
    }
  }

  @Test
  void itIsReadInPartsByWhatWasDoneAndAsATable() {
    for (int i = 0; i < 3; i++) {
      call(HttpMethod.DELETE, "/executions/" + retrying() + "/retry", program, null);
    }
    Set<String> seen = new TreeSet<>();
    String cursor = "";
    do {
      JsonNode part =
          call(HttpMethod.GET, "/audit?limit=2&what=cancellation.done" + cursor, program, null)
              .json();
      part.get("items").forEach(entry -> seen.add(entry.at("/subject").asString()));
      JsonNode next = part.get("nextCursor");
      cursor = next.isNull() ? null : "&cursor=" + next.asString();
    } while (cursor != null);
    assertThat(seen).hasSize(3);
    assertThat(entries("?person=somebody-else")).isEmpty();
    assertThat(entries("?from=" + Instant.now().plusSeconds(60))).isEmpty();

    Answer file = call(HttpMethod.GET, "/audit.csv", program, null);
    Answer table = call(HttpMethod.GET, "/audit", program, null, MediaType.valueOf("text/csv"));
    assertThat(file.type()).startsWith("text/csv");
    assertThat(table.text()).isEqualTo(file.text());
    assertThat(file.text().lines().toList())
        .hasSize(7)
        .startsWith("position,at,actor,person,client,what,subject,fields,detail")
        .anyMatch(line -> line.contains(",CLIENT,some-program,some-program,cancellation.done,"));

    Answer unusable =
        call(HttpMethod.GET, "/audit?from=x", program, null, MediaType.valueOf("text/csv"));
    assertThat(unusable.status()).isEqualTo(400);
    assertThat(unusable.json().at("/errors/0/field").asString()).isEqualTo("from");
  }

  @Test
  void nobodyChangesWhatWasWritten() throws SQLException {
    call(HttpMethod.DELETE, "/executions/" + retrying() + "/retry", program, null);
    try (var connection = DriverManager.getConnection(console.database);
        var statement = connection.createStatement()) {
      for (String sql :
          List.of(
              "UPDATE console.audit SET person = 'x'",
              "DELETE FROM console.audit",
              "TRUNCATE console.audit")) {
        assertThatThrownBy(() -> statement.execute(sql))
            .as(sql)
            .hasMessageContaining("append-only");
      }
    }
  }

  @Test
  @DisplayName("No route that does something to executions is forgotten")
  void everyRouteIsCoveredHere() {
    Set<String> doing =
        Routes.of(console).stream()
            .filter(route -> !route.method().equals("GET"))
            .filter(route ->
                route.pattern().startsWith("/api/")
                    || route.pattern().startsWith("/executions")
                    || route.pattern().startsWith("/operations"))
            .map(route -> route.method() + " " + route.pattern())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(doing)
        .as("a new route that does something is recorded by io.atlas.console.audit.Audit")
        .containsExactlyInAnyOrder(
            "DELETE /api/v1/executions/{id}/retry",
            "POST /api/v1/executions/{id}/replay",
            "POST /api/v1/replays",
            "POST /executions/jobs",
            "POST /executions/jobs/{job}/stop",
            "POST /executions/replay",
            "POST /executions/{id}/cancel-retry",
            "POST /executions/{id}/edit",
            "POST /executions/{id}/replay",
            "POST /operations/instances/dismiss",
            "POST /operations/topics/action-dead/{partition}/{offset}/redrive",
            "POST /operations/topics/action-fired/{partition}/{offset}/produce");
  }

  private List<JsonNode> entries(String query) {
    Answer answer = call(HttpMethod.GET, "/audit" + query, program, null);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json().get("items").valueStream().toList();
  }

  private static List<String> whats(List<JsonNode> entries) {
    return entries.stream().map(entry -> entry.at("/what").asString()).toList();
  }

  private String dead(String input) {
    String id = UUID.randomUUID().toString();
    console.publish(Results.deadLetter(console.kafka, action, id, input, 0));
    console.publish(
        Results.failed(account, action, id, 1, FailureCategory.FORBIDDEN, Instant.now()));
    await()
        .atMost(SOON)
        .until(() -> log.find(account, id).map(console.bean(DeadLetters.class)::has).orElse(false));
    return id;
  }

  private String retrying() {
    String id = UUID.randomUUID().toString();
    console.publish(Results.retrying(account, action, id, 1, Instant.now()));
    await().atMost(SOON).until(() -> log.find(account, id).isPresent());
    return id;
  }

  private Answer call(
      HttpMethod method, String path, String bearer, String body, MediaType... accepted) {
    RestClient.RequestBodySpec request = HTTP.method(method).uri(console.url("/api/v1" + path));
    if (bearer != null) {
      request.header("Authorization", "Bearer " + bearer);
    }
    request.accept(accepted).contentType(MediaType.APPLICATION_JSON);
    if (body != null) {
      request.body(body);
    }
    return request.exchange((sent, response) ->
        new Answer(
            response.getStatusCode().value(),
            String.valueOf(response.getHeaders().getContentType()),
            new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8)));
  }
}
