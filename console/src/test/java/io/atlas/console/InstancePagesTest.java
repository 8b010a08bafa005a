package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.atlas.console.Browser.Page;
import io.atlas.console.status.GroupLag;
import io.atlas.console.status.PlatformStatus;
import io.atlas.console.status.Tier;
import io.atlas.console.status.TroubledTarget;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.ServiceStatus;
import io.atlas.model.event.ServiceStatus.TokenRequests;
import io.atlas.model.kafka.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Where things stand, of all accounts, as an operator of the platform sees it. */
class InstancePagesTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  private static final RunningConsole CONSOLE = RunningConsole.shared();
  private static final String ACCOUNT = RunningConsole.freshAccount();
  private static final String OTHER = RunningConsole.freshAccount();
  private static final String GROUP = CONSOLE.kafka.topicPrefix() + "of-a-test";

  /** It says this, and no more: it was killed. */
  private static final ServiceStatus KILLED =
      Statuses.worker("killed-" + UUID.randomUUID(), ACCOUNT, "action-1", "api.example.com");

  private static Instant then;
  private static Instant due;
  private static Browser operator;

  private final PlatformStatus status = CONSOLE.bean(PlatformStatus.class);

  @BeforeAll
  static void setUp() throws Exception {
    then = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    due = then.plusSeconds(600);
    TopicPartition fired = new TopicPartition(CONSOLE.kafka.name(Topic.ACTION_FIRED), 7);
    TopicPartition delayed = new TopicPartition(CONSOLE.kafka.name(Topic.ACTION_DELAYED_30S), 7);
    // Other tests write there, too: all of theirs is read.
    Map<TopicPartition, OffsetAndMetadata> read = new HashMap<>();
    for (TopicPartition each : List.of(fired, delayed)) {
      for (int number = 0; number < Topic.PARTITIONS; number++) {
        TopicPartition partition = new TopicPartition(each.topic(), number);
        read.put(partition, new OffsetAndMetadata(end(partition)));
      }
    }
    for (int i = 0; i < 3; i++) {
      CONSOLE.publish(record(fired, then.plusSeconds(i)));
    }
    for (int i = 1; i >= 0; i--) {
      ProducerRecord<String, byte[]> record = record(delayed, then);
      Instant one = due.plusSeconds(1 - i);
      EventHeaders.set(record.headers(), EventHeaders.DUE, Long.toString(one.toEpochMilli()));
      CONSOLE.publish(record);
    }
    try (Admin admin = CONSOLE.kafka.admin("test")) {
      admin.alterConsumerGroupOffsets(GROUP, read).all().get();
    }
    operator = Browser.signedIn(CONSOLE, ACCOUNT, StandInIssuer.OPERATOR);
  }

  @AfterAll
  static void close() {
    operator.close();
  }

  private static long end(TopicPartition partition) {
    try (var consumer = CONSOLE.kafka.consumer("test-end", Map.of())) {
      consumer.assign(List.of(partition));
      return consumer.endOffsets(List.of(partition)).get(partition);
    }
  }

  private static ProducerRecord<String, byte[]> record(TopicPartition partition, Instant at) {
    return new ProducerRecord<>(
        partition.topic(),
        partition.partition(),
        at.toEpochMilli(),
        null,
        "{\"actionId\":\"nobodys\"}".getBytes(StandardCharsets.UTF_8));
  }

  private static Page page() {
    return operator.get("/operations/instances");
  }

  private static String row(ServiceStatus of) {
    return "#instances tr[data-instance=" + of.instance() + "]";
  }

  @Test
  @DisplayName("A killed instance is lost within 20 s, until somebody dismisses it")
  void lost() {
    Statuses.tell(CONSOLE, KILLED);
    long killedAt = System.nanoTime();
    await().atMost(SOON).until(() -> page().has(row(KILLED)));
    assertThat(page().one(row(KILLED)).text())
        .contains("Ready", "100 of 500 MiB", "25 % of 2", "3 of 256 calls", "reading tokens")
        .doesNotContain("Dismiss");
    await().atMost(SOON).until(() -> page().one(row(KILLED)).text().contains("Lost"));
    assertThat(Duration.ofNanos(System.nanoTime() - killedAt)).isLessThan(Duration.ofSeconds(20));
    assertThat(page().one("#instances").text()).as("the console itself speaks").contains("console");
    assertThat(status.circuits(ACCOUNT).known().orElseThrow())
        .as("of whom nobody knows any more")
        .noneMatch(each -> each.actionId().equals("action-1"));

    Page dismissed =
        operator.post(
            "/operations/instances/dismiss",
            Map.of("service", KILLED.service(), "instance", KILLED.instance()));
    assertThat(dismissed.one("[role=status]").text()).contains("Dismissed");
    assertThat(dismissed.has(row(KILLED))).isFalse();
    Page again =
        operator.post(
            "/operations/instances/dismiss",
            Map.of("service", KILLED.service(), "instance", KILLED.instance()));
    assertThat(again.one("#refused").text()).contains("no lost instance");
  }

  @Test
  @DisplayName("The marker of a transaction is no record that somebody has not read")
  void markers() throws Exception {
    String group = CONSOLE.kafka.topicPrefix() + "of-markers";
    TopicPartition partition = new TopicPartition(CONSOLE.kafka.name(Topic.SECRET_PROMOTIONS), 7);
    long offset = end(partition);
    try (KafkaProducer<String, byte[]> producer =
            CONSOLE.kafka.producer(
                "of-markers", Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "of-markers"));
        Admin admin = CONSOLE.kafka.admin("test")) {
      producer.initTransactions();
      producer.beginTransaction();
      var _ = producer.send(record(partition, then));
      producer.commitTransaction();
      admin
          .alterConsumerGroupOffsets(group, Map.of(partition, new OffsetAndMetadata(offset + 1)))
          .all()
          .get();
    }
    // The coordinator writes the marker after it has answered.
    await("the record and its marker").atMost(SOON).until(() -> end(partition) == offset + 2);
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(status.lag().known().orElse(List.of()))
                .filteredOn(each -> each.group().equals(group))
                .flatExtracting(GroupLag::partitions)
                .filteredOn(each -> each.partition() == 7)
                .extracting(GroupLag.PartitionLag::lag)
                .containsExactly(0L));
  }

  @Test
  @DisplayName("An instance that stops in order is gone, and none that lives can be dismissed")
  void stopped() {
    ServiceStatus orderly =
        Statuses.tokenService(
            "orderly-" + UUID.randomUUID(),
            new TokenRequests("login.example.com", "ok", 12),
            new TokenRequests("login.example.com", "credentials", 3));
    Statuses.tell(CONSOLE, orderly);
    await().atMost(SOON).until(() -> page().has(row(orderly)));
    assertThat(page().one("#token-requests").text()).contains("login.example.com credentials 3");
    assertThat(page().one("#providers-away").text()).contains("1", "7");
    Page refused =
        operator.post(
            "/operations/instances/dismiss",
            Map.of("service", orderly.service(), "instance", orderly.instance()));
    assertThat(refused.has("#refused")).isTrue();
    assertThat(refused.has(row(orderly))).isTrue();
    Statuses.stop(CONSOLE, orderly);
    await().atMost(SOON).until(() -> !page().has(row(orderly)));
  }

  @Test
  @DisplayName("An account sees the circuits of its own actions, whatever other accounts have")
  void circuits() {
    ServiceStatus theirs =
        Statuses.worker("other-" + UUID.randomUUID(), OTHER, "action-2", "else.example.com", 13);
    Statuses.tell(CONSOLE, theirs);
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(status.circuits(OTHER).known().orElse(List.of()))
                .extracting(TroubledTarget::actionId)
                .containsExactly("action-2"));
    assertThat(status.circuits(ACCOUNT).known().orElseThrow())
        .extracting(TroubledTarget::accountId)
        .doesNotContain(OTHER);
    assertThat(page().one("#circuits tr[data-action=action-2]").text())
        .contains("else.example.com", "Given a rest", "No answer in time", OTHER, "1");
    assertThat(page().one("#circuits-untold").text()).startsWith("And 12 more");
    Statuses.stop(CONSOLE, theirs);
  }

  @Test
  @DisplayName("Only who may see what spans accounts sees this page, or dismisses")
  void access() {
    try (Browser other = Browser.signedIn(CONSOLE, OTHER)) {
      assertThat(other.get("/operations/instances").status()).isEqualTo(403);
      assertThat(
              other
                  .post(
                      "/operations/instances/dismiss",
                      Map.of("service", KILLED.service(), "instance", KILLED.instance()))
                  .status())
          .isEqualTo(403);
    }
  }

  @Test
  @DisplayName("What a group has not read is told with its age, and what waits with its time")
  void backlog() {
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(status.lag().known().orElse(List.of()))
                .filteredOn(each -> each.group().equals(GROUP))
                .extracting(GroupLag::topic, GroupLag::lag, GroupLag::oldestUnread)
                .containsExactly(tuple("action-fired", 3L, then)));
    assertThat(status.waiting().known().orElseThrow())
        .filteredOn(each -> each.waiting() > 0)
        .containsExactly(new Tier("30s", 2, due));
    Page page = page();
    assertThat(page.one("#lag tr[data-group=" + GROUP + "]").text())
        .contains("action-fired 3", "steady", "7: 3");
    assertThat(page.one("#waiting tr[data-delay=30s]").text()).contains("2", "in 9 min");
  }
}
