package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.console.Browser.Page;
import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.model.event.ActionFired;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.ExecutionIds;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.event.Notice;
import io.atlas.model.event.Notice.Kind;
import io.atlas.model.event.Notice.State;
import io.atlas.model.kafka.Topic;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@DisplayName("What turns bad, and is good again, is told once each, with two consoles")
class NoticesTest {

  /** Of nobody; it ended with the year 2020. */
  private static final String EXPIRED_CERTIFICATE =
      """
      -----BEGIN CERTIFICATE-----
      MIIBHDCBwgIBATAKBggqhkjOPQQDAjAaMRgwFgYDVQQDDA9vbGQuZXhhbXBsZS5j
      b20wHhcNMjAwMTAxMDAwMDAwWhcNMjEwMTAxMDAwMDAwWjAaMRgwFgYDVQQDDA9v
      bGQuZXhhbXBsZS5jb20wWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQfOSe1FoqE
      QegxKkgAdy43d8bN+6B3vaY7Dy7o+5n4iKzvRJqzgHLaICJocXAF1LDUQerfKFc6
      Sm4WKAycnncLMAoGCCqGSM49BAMCA0kAMEYCIQDa+WLcGXhQlz6O9mmc0poqb2r8
      fZbZ72OoRiSO48i/uAIhAJCRfiNTr1viXD0mHDIc/vxI7Ril1/m8V/bETKkBZHjv
      -----END CERTIFICATE-----
      """;

  private static final Duration SOON = Duration.ofSeconds(60);

  /** Speaks once, and is lost by the time that a test looks for it. */
  private static final String SILENT = "silent-" + UUID.randomUUID();

  private static RunningConsole twin;

  private final RunningConsole console = RunningConsole.shared();
  private final JdbcClient jdbc = JdbcClient.create(console.bean(DataSource.class));
  private final String account = RunningConsole.freshAccount();
  private final Browser browser = Browser.signedIn(console, account);
  private final String action = "act-" + UUID.randomUUID();
  private final String connection = "con-" + UUID.randomUUID();

  @BeforeAll
  static void startTwin() {
    Statuses.tell(
        RunningConsole.shared(), Statuses.worker(SILENT, "nobody", "no-action", "a.example"));
    twin = RunningConsole.startInstance(RunningConsole.shared());
  }

  @AfterAll
  static void stopTwin() {
    twin.stop();
  }

  @AfterEach
  void close() {
    browser.close();
  }

  @Test
  @DisplayName("An action is flagged and cleared: a record each, and none for what comes and goes")
  void flapping() {
    Told.action(console, action, account, "Sync", 1, true);
    awaitTold(State.RAISED);
    Told.action(console, action, account, "Sync", 2, false);
    awaitTold(State.RAISED, State.CLEARED);
    console
        .bean(TransactionTemplate.class)
        .executeWithoutResult(_ -> {
          // Whoever compares needs it: no round until this transaction ends.
          var _ =
              jdbc.sql("SELECT pg_advisory_xact_lock(7261993016)::text")
                  .query(String.class)
                  .single();
          Told.action(console, action, account, "Sync", 3, true);
          await().atMost(SOON).until(() -> isFlagged(3));
          Told.action(console, action, account, "Sync", 4, false);
          await().atMost(SOON).until(() -> !isFlagged(4));
        });
    // An old record that comes again is no news, and what follows shows that it was seen.
    Told.action(console, action, account, "Sync", 1, true);
    Told.action(console, "later-" + action, account, "Later", 1, true);
    await().atMost(SOON).until(() -> !told("later-" + action).isEmpty());
    assertThat(states(action)).containsExactly(State.RAISED, State.CLEARED);
    Notice raised = told(action).getFirst();
    assertThat(raised.kind()).isEqualTo(Kind.ACTION_FLAGGED);
    assertThat(raised.accountId()).isEqualTo(account);
    assertThat(raised.since()).isEqualTo(Instant.parse("2026-11-24T08:00:01Z"));
    assertThat(raised.summary()).isEqualTo("Action “Sync”: The connection was deleted.");
    assertThat(raised.link()).isEqualTo("/actions/" + action + "#authentication-section");
  }

  private boolean isFlagged(long version) {
    return jdbc.sql(
                """
                SELECT count(*) FROM watched_action
                WHERE action_id = :id AND version = :version AND flag IS NOT NULL
                """)
            .param("id", action)
            .param("version", version)
            .query(Integer.class)
            .single()
        == 1;
  }

  @Test
  @DisplayName("A connection fails until a token comes, its credentials change, or it is deleted")
  void failing() {
    Told.refused(console, connection, 1);
    Told.connection(console, connection, account, "Orders", 1, 1, null);
    awaitTold(connection, State.RAISED);
    assertThat(told(connection).getFirst().summary())
        .isEqualTo(
            "Connection “Orders” is failing: The provider does not accept the client's"
                + " credentials.");
    Told.refused(console, connection, 1);
    Told.granted(console, connection, 1);
    awaitTold(connection, State.RAISED, State.CLEARED);
    Told.refused(console, connection, 1);
    awaitTold(connection, State.RAISED, State.CLEARED, State.RAISED);
    Told.connection(console, connection, account, "Orders", 2, 2, null);
    awaitTold(connection, State.RAISED, State.CLEARED, State.RAISED, State.CLEARED);
    Told.refused(console, connection, 2);
    await().atMost(SOON).until(() -> states(connection).size() == 5);
    Told.gone(console, Topic.CONNECTIONS, connection, 3);
    await().atMost(SOON).until(() -> states(connection).size() == 6);
    assertThat(states(connection)).endsWith(State.RAISED, State.CLEARED);
  }

  @Test
  @DisplayName("A secret that expires is told 30, 7 and 1 days ahead, and cleared by its successor")
  void expiring() {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    Told.connection(console, connection, account, "Orders", 1, 1, today.plusDays(40));
    Told.connection(console, connection, account, "Orders", 2, 1, today.plusDays(29));
    awaitTold(connection, State.RAISED);
    Told.connection(console, connection, account, "Orders", 3, 1, today.plusDays(6));
    awaitTold(connection, State.RAISED, State.RAISED);
    Told.connection(console, connection, account, "Orders", 4, 1, today.plusDays(20));
    await().atMost(SOON).until(() -> level() == 30);
    Told.connection(console, connection, account, "Orders", 5, 1, today.plusDays(1));
    awaitTold(connection, State.RAISED, State.RAISED, State.RAISED);
    Told.connection(console, connection, account, "Orders", 6, 2, null);
    awaitTold(connection, State.RAISED, State.RAISED, State.RAISED, State.CLEARED);
    assertThat(told(connection).getFirst().summary())
        .isEqualTo("The secret of “Orders” expires on " + today.plusDays(29));
  }

  @Test
  @DisplayName("A certificate that expires is a line of its own, with the button that renews it")
  void certificate() {
    Map<String, Object> settings =
        Map.of(
            "clientId", "a", "authMethod", "tls_client_auth", "certificate", EXPIRED_CERTIFICATE);
    Told.connectionWith(console, connection, account, "Orders", 1, 1, settings);
    awaitTold(connection, State.RAISED);
    try (Browser browser = Browser.signedIn(console, account)) {
      Browser.Page page = browser.get("/attention");
      assertThat(page.text()).contains("The certificate of “Orders” expired on 2021-01-01");
      assertThat(page.one("a[href$='" + connection + "#certificate']").text())
          .isEqualTo("Renew certificate");
    }
    Told.connection(console, connection, account, "Orders", 2, 2, null);
    awaitTold(connection, State.RAISED, State.CLEARED);
  }

  private int level() {
    return jdbc.sql("SELECT level FROM notice WHERE connection_id = :id")
        .param("id", connection)
        .query(Integer.class)
        .single();
  }

  @Test
  @DisplayName("Beyond a number of dead letters in ten minutes their action is told, not before")
  void deadLetters() {
    Told.action(console, action, account, "Sync", 1, false);
    for (int i = 0; i < 9; i++) {
      dies("early-" + i);
    }
    for (int i = 0; i < 10; i++) {
      cancelled(account + "-cancelled-" + i);
    }
    Told.action(console, "later-" + action, account, "Later", 1, true);
    await().atMost(SOON).until(() -> !told("later-" + action).isEmpty());
    assertThat(told(action)).isEmpty();
    dies("one too many");
    awaitTold(State.RAISED);
    assertThat(told(action).getFirst().kind()).isEqualTo(Kind.DEAD_LETTERS);
    assertThat(browser.get("/attention").one(".findings").text())
        .contains("10 events of “Sync” failed for good within 10 minutes");
  }

  @Test
  @DisplayName("Ten dead letters of actions that are not counted apart are told of their account")
  void deadLettersOfOthers() {
    // An id of this form is counted with all others, as those beyond the 10,000th of a minute are.
    for (int i = 0; i < 9; i++) {
      diesUncounted("early-" + i);
    }
    Told.action(console, "later-" + action, account, "Later", 1, true);
    await().atMost(SOON).until(() -> !told("later-" + action).isEmpty());
    assertThat(browser.get("/attention").html().text()).doesNotContain("not counted apart");
    diesUncounted("one-too-many");
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(browser.get("/attention").one(".findings").text())
                .contains(
                    "10 events of actions that are not counted apart failed for good within 10"
                        + " minutes"));
    try (Browser stranger = Browser.signedIn(console, RunningConsole.freshAccount())) {
      assertThat(stranger.get("/attention").html().text()).doesNotContain("not counted apart");
    }
  }

  private void diesUncounted(String id) {
    console.publish(
        Results.failed(
            account,
            "not an id",
            account + "-uncounted-" + id,
            1,
            FailureCategory.FORBIDDEN,
            Instant.now()));
  }

  /** By a person: nobody need be told. */
  private void cancelled(String execution) {
    console.publish(
        Results.failed(account, action, execution, 2, FailureCategory.CANCELLED, Instant.now()));
  }

  private void dies(String id) {
    String execution = account + id.replace(' ', '-');
    console.publish(Results.deadLetter(console.kafka, action, execution, "{}", 0));
    console.publish(
        Results.failed(account, action, execution, 1, FailureCategory.FORBIDDEN, Instant.now()));
  }

  @Test
  @DisplayName("An action of whose results fewer than 90 % are successes is told")
  void successRate() {
    Told.action(console, action, account, "Sync", 1, false);
    for (int i = 0; i < 20; i++) {
      String id = account + "-rate-" + i;
      console.publish(
          i < 17
              ? Results.succeeded(account, action, id, 1, Instant.now())
              : Results.failed(account, action, id, 1, FailureCategory.FORBIDDEN, Instant.now()));
      cancelled(account + "-cancelled-" + i);
    }
    await().atMost(SOON).until(() -> !told(action).isEmpty());
    assertThat(told(action)).extracting(Notice::kind).containsExactly(Kind.SUCCESS_RATE);
    assertThat(told(action).getFirst().summary())
        .isEqualTo("85.0 % of “Sync” succeeded within 10 minutes");
  }

  @Test
  @DisplayName(
      "What follows from a failing connection is counted within its line, and nothing else is")
  void folded() {
    Told.refused(console, connection, 1);
    Told.connection(console, connection, account, "Orders", 1, 1, null);
    List<String> users = List.of(action, "second-" + action, "third-" + action);
    users.forEach(each -> Told.action(console, each, account, "Sync", connection));
    for (int i = 0; i < 11; i++) {
      console.publish(
          Results.failed(
              account,
              action,
              account + "-dead-" + i,
              1,
              FailureCategory.CONNECTION_FAILING,
              Instant.now()));
    }
    waitsForAToken(users.get(1));
    // For its target, before the connection failed, for another reason: none is because of it.
    console.publish(Results.retrying(account, users.get(1), account + "-503", 1, Instant.now()));
    console.publish(
        Results.failed(
            account,
            action,
            account + "-early",
            1,
            FailureCategory.TOKEN_REJECTED,
            Instant.now().minusSeconds(3600)));
    console.publish(
        Results.failed(
            account,
            users.get(2),
            account + "-refused",
            1,
            FailureCategory.REJECTED,
            Instant.now()));
    await().atMost(SOON).until(() -> kinds(action).contains(Kind.DEAD_LETTERS));
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(browser.get("/attention").html().select(".findings li").eachText())
                .satisfiesExactlyInAnyOrder(
                    line ->
                        assertThat(line)
                            .contains(
                                "Connection “Orders” is failing",
                                "3 actions, 1 event waits, 11 failed because of it.",
                                "Look at the connection"),
                    line -> assertThat(line).contains("1 event of", "accept the token"),
                    line -> assertThat(line).contains("1 event of", "refused the request")));
    assertThat(browser.get("/attention/count").text()).contains(">3<");
    // Each is a notice of its own for alerts and on the topic.
    assertThat(kinds(action)).contains(Kind.ACTION_FLAGGED, Kind.DEAD_LETTERS);
    Told.granted(console, connection, 1);
    awaitTold(connection, State.RAISED, State.CLEARED);
    assertThat(browser.get("/attention").html().select(".findings li").eachText())
        .filteredOn(line -> line.contains("Action “Sync”"))
        .hasSize(3)
        .satisfiesOnlyOnce(line -> assertThat(line).contains("11 events failed because of it."));
  }

  private void waitsForAToken(String of) {
    console.publish(
        Results.result(
            account,
            of,
            account + "-waits",
            1,
            Outcome.RETRYING,
            null,
            FailureCategory.TOKEN_UNAVAILABLE,
            Instant.now()));
  }

  private List<Kind> kinds(String id) {
    return told(id).stream().map(Notice::kind).toList();
  }

  @Test
  @DisplayName("A circuit is its account's; lost instances and events of nobody, the platform's")
  void platform() {
    for (int i = 0; i < 10; i++) {
      String id = account + "-nobodys-" + i;
      FailureCategory category = FailureCategory.UNKNOWN_ACTION;
      console.publish(
          Results.result(
              null, "act-unknown", id, 1, Outcome.FAILED, null, category, Instant.now()));
    }
    Told.action(console, action, account, "Sync", 1, false);
    String worker = "worker-" + account;
    Statuses.tell(console, Statuses.worker(worker, account, action, "erp.example.com"));
    await().atMost(SOON).until(() -> !told(action).isEmpty());
    assertThat(told(action).getFirst().kind()).isEqualTo(Kind.CIRCUIT_OPEN);
    assertThat(browser.get("/attention").text()).contains("erp.example.com is given a rest");
    Told.gone(console, Topic.SERVICE_STATUS, "action-worker/" + worker, 1);
    awaitTold(State.RAISED, State.CLEARED);
    try (Browser operator =
        Browser.signedIn(console, account, "openid", "atlas.read", "atlas.platform")) {
      await()
          .atMost(Duration.ofSeconds(40))
          .untilAsserted(() ->
              assertThat(operator.get("/attention").text())
                  .contains("is lost: " + SILENT, "events of no account failed for good"));
    }
    assertThat(browser.get("/attention").text()).doesNotContain(SILENT, "of no account");
    assertThat(
            records(Topic.NOTICES).stream()
                .map(record -> EventJson.read(record.value(), Notice.class))
                .filter(notice -> notice.subject().equals("instance/action-worker/" + SILENT)))
        .singleElement()
        .satisfies(notice -> assertThat(notice.accountId()).isNull());
  }

  @Test
  @DisplayName("An alert fires once a state, also where its console dies after it sent it")
  void alert() {
    String teller = teller("Tell the team");
    String own = "own-" + action;
    jdbc.sql(
            """
            CREATE OR REPLACE FUNCTION dies() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN RAISE EXCEPTION ''dies here''; END';
            CREATE TRIGGER dies BEFORE DELETE ON notice_outbox
              FOR EACH STATEMENT EXECUTE FUNCTION dies();
            """)
        .update();
    try {
      Told.action(console, action, account, "Sync", 1, true);
      await().atMost(SOON).until(() -> fired(teller).size() > 1);
    } finally {
      jdbc.sql("DROP TRIGGER dies ON notice_outbox").update();
    }
    Told.action(console, action, account, "Sync", 2, false);
    Told.action(console, own, account, "Last", 1, true);
    await().atMost(SOON).until(() -> fired(teller).stream().anyMatch(this::isAboutLast));
    List<ActionFired> fired =
        fired(teller).stream().filter(each -> !isAboutLast(each)).distinct().toList();
    assertThat(fired)
        .extracting(each -> each.input().get("state").asString())
        .containsExactly("RAISED", "CLEARED");
    assertThat(fired)
        .extracting(each -> each.input().get("raised").asBoolean())
        .containsExactly(true, false);
    assertThat(fired.getFirst().executionId())
        .isEqualTo(ExecutionIds.ofAlert(told(action).getFirst(), teller));
    assertThat(fired).extracting(ActionFired::executionId).doesNotHaveDuplicates();
    assertThat(browser.get("/attention/alerts").one("#alerts").text())
        .contains("Tell the team", "A connection fails", "Ada");
  }

  private boolean isAboutLast(ActionFired fired) {
    return fired.input().get("summary").asString().startsWith("Action “Last”");
  }

  @Test
  @DisplayName("An alert is not fired about itself, nor about another account's")
  void isolation() {
    String teller = teller("Tell the team");
    String other = RunningConsole.freshAccount();
    Told.action(console, teller, account, "Tell the team", 2, true);
    Told.action(console, "foreign-" + action, other, "Foreign", 1, true);
    await()
        .atMost(SOON)
        .until(() -> !told(teller).isEmpty() && !told("foreign-" + action).isEmpty());
    Told.action(console, action, account, "Sync", 1, true);
    await().atMost(SOON).until(() -> !fired(teller).isEmpty());
    assertThat(fired(teller))
        .extracting(each -> each.input().get("actionId").asString())
        .containsOnly(action);
    waitsForAToken(action);
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(browser.get("/attention").text())
                .contains("“Sync”", "1 event waits because of it.", "“Tell the team”")
                .doesNotContain("Foreign"));
    assertThat(browser.get("/attention/count").text()).contains(">2<");
    try (Browser stranger = Browser.signedIn(console, other)) {
      assertThat(stranger.get("/attention").text()).contains("Foreign").doesNotContain("Sync");
      assertThat(stranger.get("/attention/alerts").has("#alerts")).isFalse();
      String id =
          jdbc.sql("SELECT id FROM notice_alert WHERE account_id = :account")
              .param("account", account)
              .query(String.class)
              .single();
      stranger.post("/attention/alerts/" + id + "/remove", Map.of());
      assertThat(browser.get("/attention/alerts").has("#alerts")).isTrue();
      browser.post("/attention/alerts/" + id + "/remove", Map.of());
      assertThat(browser.get("/attention/alerts").has("#alerts")).isFalse();
    }
    assertThat(
            jdbc.sql("SELECT what FROM audit WHERE account_id = :account ORDER BY id")
                .param("account", account)
                .query(String.class)
                .list())
        .containsExactly("alert.added", "alert.removed");
  }

  @Test
  @DisplayName("An alert is of the account's own actions, and its kinds are those its person sees")
  void refused() {
    String foreign = Samples.action(console, RunningConsole.freshAccount(), "Theirs", null);
    String mine = Samples.action(console, account, "Mine", null);
    browser.get("/attention/alerts");
    Page unknown =
        browser.post("/attention/alerts", Map.of("action", foreign, "kind", "ACTION_FLAGGED"));
    assertThat(unknown.status()).isEqualTo(404);
    for (String kind : List.of("", "INSTANCE_LOST", "nothing")) {
      Page page = browser.post("/attention/alerts", Map.of("action", mine, "kind", kind));
      assertThat(page.one("#refused").text()).contains("at least one kind");
    }
    assertThat(browser.get("/attention/alerts").has("#alerts")).isFalse();
    assertThat(browser.get("/attention/alerts").text())
        .doesNotContain("INSTANCE_LOST", "LAG_GROWING");
    try (Browser operator =
        Browser.signedIn(
            console, account, "openid", "atlas.read", "atlas.write", "atlas.platform")) {
      operator.get("/attention/alerts");
      operator.post("/attention/alerts", Map.of("action", mine, "kind", "INSTANCE_LOST"));
      assertThat(operator.get("/attention/alerts").one("#alerts").text())
          .contains("An instance of the platform is lost");
    }
  }

  @Test
  @DisplayName("Where nothing is bad the page says how the account does")
  void empty() {
    console.publish(Results.succeeded(account, action, account + "-ok", 1, Instant.now()));
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(browser.get("/attention").text())
                .contains("Nothing needs you.", "1 execution ended in 24 h, 100.00 % succeeded."));
    assertThat(browser.get("/attention/count").text()).isBlank();
  }

  /** An action that is known on the topics too, fired on all that happens in the account. */
  private String teller(String name) {
    String id = Samples.action(console, account, name, null);
    Told.action(console, id, account, name, 1, false);
    await()
        .atMost(SOON)
        .until(() ->
            jdbc.sql("SELECT count(*) FROM action_name WHERE action_id = :id")
                    .param("id", id)
                    .query(Integer.class)
                    .single()
                == 1);
    Samples.alert(console, account, id);
    return id;
  }

  private void awaitTold(State... states) {
    awaitTold(action, states);
  }

  private void awaitTold(String id, State... states) {
    await().atMost(SOON).untilAsserted(() -> assertThat(states(id)).containsExactly(states));
  }

  private List<State> states(String id) {
    return told(id).stream().map(Notice::state).toList();
  }

  /** Of an action or a connection, each once, in order. */
  private List<Notice> told(String id) {
    return records(Topic.NOTICES).stream()
        .map(record -> EventJson.read(record.value(), Notice.class))
        .filter(notice -> id.equals(notice.actionId()) || id.equals(notice.connectionId()))
        .toList();
  }

  private List<ActionFired> fired(@Nullable String actionId) {
    return records(Topic.ACTION_FIRED).stream()
        .filter(record ->
            String.valueOf(EventHeaders.text(record.headers(), "ce_source"))
                .equals("/atlas/console"))
        .map(record -> EventJson.read(record.value(), ActionFired.class))
        .filter(event -> event.actionId().equals(actionId))
        .toList();
  }

  private List<ConsumerRecord<String, byte[]>> records(Topic which) {
    List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer = console.kafka.byteKeyConsumer("test", Map.of())) {
      String topic = console.kafka.name(which);
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
        consumer.poll(Duration.ofMillis(200)).forEach(found::add);
      }
    }
    return found;
  }
}
