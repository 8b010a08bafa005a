package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.console.Browser.Page;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.NewerNames;
import io.atlas.model.event.ServiceStatus;
import io.atlas.model.kafka.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ObjectNode;

@DisplayName("What a newer version wrote is shown as far as it is known, and fails no page")
class NewerVersionsTest {

  private static final Duration SOON = Duration.ofSeconds(30);

  private final RunningConsole console = RunningConsole.shared();
  private final JdbcClient jdbc = JdbcClient.create(console.bean(DataSource.class));
  private final String account = RunningConsole.freshAccount();
  private final Browser browser = Browser.signedIn(console, account);
  private final String action = "act-" + UUID.randomUUID();
  private final long before = NewerNames.count();

  @AfterEach
  void close() {
    browser.close();
  }

  @Test
  @DisplayName("A notice of an unknown kind is a line with its own words and link")
  void notice() {
    var _ =
        jdbc.sql(
                """
                INSERT INTO notice (account_id, subject, kind, rank, level, state, since, summary,
                  hint, link) VALUES (:account, 'moon/full', 'MOON_FULL', 42, 0, 'RAISED', now(),
                  'The moon is full.', 'Wait a night.', '/actions')
                """)
            .param("account", account)
            .update();
    Told.action(console, action, account, "Sync", 1, true);
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(browser.get("/attention").html().text())
                .contains("The moon is full.", "Wait a night.", "Look at it", "Action “Sync”"));
    assertThat(browser.get("/attention/count").text()).contains("2");
    assertThat(NewerNames.count()).as("counted").isGreaterThan(before);
  }

  @Test
  @DisplayName("An alert on an unknown kind says so and can be removed")
  void alert() {
    String id = UUID.randomUUID().toString();
    var _ =
        jdbc.sql(
                """
                INSERT INTO notice_alert (id, account_id, action_id, kinds, created_at, created_by)
                VALUES (:id, :account, :action, '{MOON_FULL,DEAD_LETTERS}', now(), 'Ada')
                """)
            .param("id", id)
            .param("account", account)
            .param("action", action)
            .update();
    assertThat(browser.get("/attention/alerts").one("#alerts").text())
        .contains("Something that this version does not know")
        .contains("Many events of an action fail for good");
    var _ = browser.post("/attention/alerts/" + id + "/remove", Map.of());
    assertThat(browser.get("/attention/alerts").has("#alerts")).isFalse();
  }

  @Test
  @DisplayName("A result of an unknown reason, from the topic or from the table, is in the log")
  void reason() {
    String told = UUID.randomUUID().toString();
    ObjectNode result =
        EventJson.MAPPER.valueToTree(
            Results.timedOut(account, action, told, 1, Instant.now().minusSeconds(1)));
    result.put("category", "TARGET_ON_HOLIDAY");
    console.publish(
        new ProducerRecord<>(
            console.kafka.name(Topic.ACTION_EXECUTED), told, EventJson.write(result)));
    String stored = UUID.randomUUID().toString();
    console.publish(Results.timedOut(account, action, stored, 1, Instant.now()));
    await()
        .atMost(SOON)
        .until(() -> browser.get("/executions").html().select("[data-execution]").size() == 2);
    var _ =
        jdbc.sql("UPDATE execution SET category = 'TIDE_OUT' WHERE execution_id = :id")
            .param("id", stored)
            .update();
    assertThat(browser.get("/executions/" + stored).status()).isEqualTo(200);
    for (String path : new String[] {"/executions", "/executions/" + told}) {
      assertThat(browser.get(path).html().text()).as(path).contains("Not known to this version");
    }
    assertThat(browser.get("/attention").html().text())
        .contains("A newer version gave a reason that this one does not know.");
    assertThat(browser.get("/actions").status()).isEqualTo(200);
  }

  @Test
  @DisplayName("A job of an unknown kind is left to newer consoles, and holds up no other")
  void job() {
    newerJob("SING", "{\"filter\":{},\"states\":[]}");
    newerJob("CANCEL_RETRIES", "{\"filter\":{},\"states\":[\"SUNG\"]}");
    DeadEvents events = new DeadEvents(account, action);
    var _ = events.dead(console, 1, "{}");
    events.stored(console, 1);
    assertThat(browser.get("/executions/jobs").one("#newer-jobs").text()).startsWith("2 besides");
    Map<String, String> form =
        browser.get("/executions/jobs/new?kind=replay&actionId=" + action).form("#job-form");
    assertThat(browser.post("/executions/jobs", form).has("#refresh")).isTrue();
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(browser.get("/executions/jobs").html().select("[data-job] .pill").text())
                .isEqualTo("Done"));
    assertThat(browser.get("/executions/jobs").one("#newer-jobs").text()).startsWith("2 besides");
  }

  private void newerJob(String kind, String selection) {
    var _ =
        jdbc.sql(
                """
                INSERT INTO job (id, account_id, kind, selection, words, log_query, per_second,
                  matching, subject, name, person, started_at, due_at)
                VALUES (:id, :account, :kind, :selection, 'all', '', 20, 1, 's', 'Ada', 'Ada',
                  now(), now() - interval '1 day')
                """)
            .param("id", UUID.randomUUID())
            .param("account", account)
            .param("kind", kind)
            .param("selection", selection)
            .update();
  }

  @Test
  @DisplayName("An instance whose trouble is of an unknown kind is there, and not lost")
  void instance() {
    ServiceStatus worker =
        Statuses.worker("newer-" + UUID.randomUUID(), account, action, "newer.example.com");
    ObjectNode status = EventJson.MAPPER.valueToTree(worker);
    ObjectNode circuit = (ObjectNode) status.get("circuits").get(0);
    circuit.put("state", "MELTED").put("lastCategory", "TARGET_ON_HOLIDAY");
    console.publish(
        new ProducerRecord<>(
            console.kafka.name(Topic.SERVICE_STATUS), worker.key(), EventJson.write(status)));
    try (Browser operator =
        Browser.signedIn(console, RunningConsole.freshAccount(), StandInIssuer.OPERATOR)) {
      await()
          .atMost(SOON)
          .untilAsserted(() -> {
            Page page = operator.get("/operations/instances");
            assertThat(page.html().text()).contains(worker.instance(), "newer.example.com");
          });
      assertThat(operator.get("/operations/instances").html().select("tr").eachText())
          .anySatisfy(
              row -> assertThat(row).contains("newer.example.com", "Not known to this version"));
    } finally {
      Statuses.stop(console, worker);
    }
  }

  @Test
  @DisplayName("A connection in an unknown state is listed with the others")
  void connection() {
    String id =
        console.connectionService.addConnection(
            account,
            """
            {"name":"Orders API","tokenEndpoint":"https://login.example.com/token","clientId":"a",
             "status":"ACTIVE","usedBy":0,"version":1}
            """);
    console.connectionService.connection(account, id).put("status", "HIBERNATING");
    assertThat(browser.get("/account/connections").one("#connection-" + id).text())
        .contains("Orders API", "Not known to this version");
  }

  @Test
  @DisplayName("A token that was refused for an unknown reason is on the connection's page")
  void refusal() {
    String id =
        console.connectionService.addConnection(
            account,
            """
            {"name":"Orders API","tokenEndpoint":"https://login.example.com/token","clientId":"a",
             "status":"ACTIVE","usedBy":0,"version":1}
            """);
    console.publish(
        new ProducerRecord<>(
            console.kafka.name(Topic.TOKENS),
            id,
            """
            {"denied":{"credentialsVersion":1,"category":"BY_DECREE","summary":"By decree.",
             "hint":"Wait.","retryAt":"2026-11-24T08:00:00Z"}}
            """
                .getBytes(StandardCharsets.UTF_8)));
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(browser.get("/account/connections/" + id).html().text())
                .contains("By decree."));
  }
}
