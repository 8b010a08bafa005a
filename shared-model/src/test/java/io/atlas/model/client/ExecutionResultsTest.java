package io.atlas.model.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.atlas.embedded.TestServers;
import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.model.event.EventJson;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExecutionResultsTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  private final List<String> seen = new CopyOnWriteArrayList<>();
  private String group;
  private KafkaConnection kafka;
  private KafkaProducer<String, byte[]> worker;

  @BeforeEach
  void createTopic() throws Exception {
    kafka = new KafkaConnection(TestServers.kafka(), TestServers.freshPrefix(), Map.of());
    try (Admin admin = kafka.admin("test")) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(
                      kafka.name(Topic.ACTION_EXECUTED), Optional.of(3), Optional.empty())))
          .all()
          .get(20, TimeUnit.SECONDS);
    }
    worker = kafka.producer("test", Map.of());
    group = "results-" + UUID.randomUUID();
  }

  @AfterEach
  void close() {
    worker.close();
  }

  private void remember(ActionExecuted result) {
    seen.add(result.executionId() + "#" + result.attempt());
  }

  private void result(String executionId, int attempt) throws Exception {
    ActionExecuted result =
        new ActionExecuted(
            executionId,
            "action",
            "account",
            attempt,
            Outcome.SUCCEEDED,
            200,
            null,
            null,
            Instant.EPOCH,
            12,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null);
    send(executionId, EventJson.write(result));
  }

  private void send(String key, byte[] value) throws Exception {
    worker
        .send(new ProducerRecord<>(kafka.name(Topic.ACTION_EXECUTED), key, value))
        .get(20, TimeUnit.SECONDS);
  }

  @Test
  void aGroupStartsWithTheOldestAndGoesOnWhereItStopped() throws Exception {
    result("e1", 1);
    result("e1", 2);
    send("e2", "no JSON".getBytes(UTF_8));
    try (ExecutionResults results = ExecutionResults.consume(kafka, group, this::remember)) {
      await().atMost(SOON).until(() -> seen.size() == 2);
      result("e3", 1);
      await().atMost(SOON).until(() -> seen.size() == 3);
    }
    result("e4", 1);
    try (ExecutionResults results = ExecutionResults.consume(kafka, group, this::remember)) {
      await().atMost(SOON).until(() -> seen.contains("e4#1"));
    }
    assertThat(seen).containsExactly("e1#1", "e1#2", "e3#1", "e4#1");
  }

  @Test
  void whatTheHandlerFailedOnComesAgainInOrder() throws Exception {
    result("e1", 1);
    result("e1", 2);
    result("e1", 3);
    AtomicBoolean failed = new AtomicBoolean();
    try (ExecutionResults results =
        ExecutionResults.consume(
            kafka,
            group,
            result -> {
              remember(result);
              if (result.attempt() == 2 && failed.compareAndSet(false, true)) {
                throw new IllegalStateException("the handler's database is away");
              }
            })) {
      await().atMost(SOON).until(() -> seen.contains("e1#3"));
    }
    assertThat(seen).containsExactly("e1#1", "e1#2", "e1#2", "e1#3");
  }

  @Test
  void whatNeverSucceededComesAgainToTheNextProcess() throws Exception {
    result("e1", 1);
    try (ExecutionResults results =
        ExecutionResults.consume(
            kafka,
            group,
            result -> {
              seen.add("failed");
              throw new IllegalStateException("always");
            })) {
      await().atMost(SOON).until(() -> !seen.isEmpty());
    }
    try (ExecutionResults results = ExecutionResults.consume(kafka, group, this::remember)) {
      await().atMost(SOON).until(() -> seen.contains("e1#1"));
    }
  }

  @Test
  void aTailSeesEverythingFromItsStartAndLeavesNoGroup() throws Exception {
    result("before", 1);
    try (ExecutionResults results = ExecutionResults.tail(kafka, this::remember)) {
      for (int i = 0; i < 20; i++) {
        result("e" + i, 1); // at once: the tail need not have polled yet
      }
      await().atMost(SOON).until(() -> seen.size() == 20);
    }
    assertThat(seen).doesNotContain("before#1");
    try (Admin admin = kafka.admin("test")) {
      assertThat(admin.listGroups().all().get(20, TimeUnit.SECONDS))
          .extracting(GroupListing::groupId)
          .noneMatch(id -> id.contains("tail"));
    }
  }

  @Test
  void aTailOfNoTopicSaysSo() {
    KafkaConnection elsewhere =
        new KafkaConnection(TestServers.kafka(), TestServers.freshPrefix(), Map.of());
    assertThatThrownBy(() -> ExecutionResults.tail(elsewhere, this::remember))
        .isInstanceOf(KafkaException.class)
        .hasMessageContaining("action-executed");
  }

  @Test
  void theHandlerMayClose() throws Exception {
    AtomicReference<ExecutionResults> self = new AtomicReference<>();
    try (ExecutionResults results =
        ExecutionResults.tail(
            kafka,
            result -> {
              remember(result);
              self.get().close();
            })) {
      self.set(results);
      result("e1", 1);
      await().atMost(SOON).until(() -> !seen.isEmpty());
    }
    result("e2", 1);
    assertThat(seen).containsExactly("e1#1");
  }
}
