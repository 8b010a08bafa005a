package io.atlas.model.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.embedded.TestServers;
import io.atlas.model.event.ActionFired;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ActionPublisherTest {

  private static KafkaConnection kafka;

  @BeforeAll
  static void createTopics() {
    kafka = new KafkaConnection(TestServers.kafka(), TestServers.freshPrefix(), Map.of());
    kafka.ensureTopics();
  }

  private static JsonNode input(String json) {
    return EventJson.MAPPER.readTree(json);
  }

  /** What lies on the topic under these execution ids, in order of offset. */
  private static List<ConsumerRecord<String, byte[]>> published(List<String> executionIds) {
    List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
    try (var consumer = kafka.consumer("test", Map.of())) {
      List<TopicPartition> partitions =
          IntStream.range(0, Topic.PARTITIONS)
              .mapToObj(i -> new TopicPartition(kafka.name(Topic.ACTION_FIRED), i))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (found.size() < executionIds.size() && System.nanoTime() < deadline) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(record -> {
              if (executionIds.contains(EventHeaders.text(record.headers(), "ce_id"))) {
                found.add(record);
              }
            });
      }
    }
    assertThat(found).hasSameSizeAs(executionIds);
    return found;
  }

  @Test
  void anEventIsWhatAnyOtherClientWouldWrite() throws Exception {
    Instant firedAt = Instant.parse("2026-11-24T10:15:30.123Z");
    String id = UUID.randomUUID().toString();
    try (ActionPublisher publisher = ActionPublisher.connect(kafka, "/shop/checkout")) {
      ActionFired event =
          new ActionFired("action-1", input("{\"order\":{\"id\":7}}"), id, "customer-9", firedAt);
      assertThat(publisher.publish(event).get(20, TimeUnit.SECONDS)).isEqualTo(id);
    }
    ConsumerRecord<String, byte[]> record = published(List.of(id)).get(0);
    assertThat(record.key()).isEqualTo("customer-9");
    assertThat(input(new String(record.value(), UTF_8)))
        .isEqualTo(
            input(
                """
                {"actionId": "action-1", "input": {"order": {"id": 7}}, "executionId": "%s",
                 "orderingKey": "customer-9", "firedAt": "2026-11-24T10:15:30.123Z"}
                """
                    .formatted(id)));
    assertThat(
            Map.of(
                "ce_specversion", "1.0",
                "ce_id", id,
                "ce_type", "io.atlas.action.fired",
                "ce_source", "/shop/checkout",
                "ce_time", "2026-11-24T10:15:30.123Z",
                "content-type", "application/json"))
        .allSatisfy((name, value) ->
            assertThat(EventHeaders.text(record.headers(), name)).isEqualTo(value));
  }

  @Test
  void theOrderingKeyIsTheRecordKeyAndChoosesThePartitionAsEveryKafkaClientDoes() throws Exception {
    List<String> ids = new ArrayList<>();
    try (ActionPublisher publisher = ActionPublisher.connect(kafka, "/test")) {
      for (int i = 0; i < 40; i++) {
        ActionFired event = ActionFired.of("a", input("" + i)).withOrderingKey("key-" + i % 10);
        ids.add(publisher.publish(event).get(20, TimeUnit.SECONDS));
      }
    }
    List<ConsumerRecord<String, byte[]>> records = published(ids);
    assertThat(records)
        .allSatisfy(record ->
            assertThat(record.partition())
                .isEqualTo(
                    Utils.toPositive(Utils.murmur2(record.key().getBytes(UTF_8)))
                        % Topic.PARTITIONS));
    assertThat(records)
        .filteredOn(record -> record.key().equals("key-3"))
        .extracting(record -> input(new String(record.value(), UTF_8)).get("input").intValue())
        .containsExactly(3, 13, 23, 33);
  }

  @Test
  void withoutAnOrderingKeyTheRecordHasNone() throws Exception {
    String id;
    try (ActionPublisher publisher = ActionPublisher.connect(kafka, "/test")) {
      id = publisher.publish(ActionFired.of("a", null)).get(20, TimeUnit.SECONDS);
    }
    assertThat(UUID.fromString(id).version()).as("an id of its own").isEqualTo(4);
    ConsumerRecord<String, byte[]> record = published(List.of(id)).get(0);
    assertThat(record.key()).isNull();
    assertThat(input(new String(record.value(), UTF_8)).propertyNames())
        .containsExactlyInAnyOrder("actionId", "executionId", "firedAt");
  }

  @Test
  void whatCannotBePublishedFailsTheFuture() {
    ActionPublisher publisher = ActionPublisher.connect(kafka, "/test");
    String large = "\"" + "x".repeat(2 * Topic.ACTION_FIRED.maxMessageBytes()) + "\"";
    assertThat(publisher.publish(ActionFired.of("a", input(large))))
        .failsWithin(Duration.ofSeconds(20))
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining("RecordTooLarge");
    publisher.close();
    assertThat(publisher.publish(ActionFired.of("a", null)))
        .failsWithin(Duration.ofSeconds(1))
        .withThrowableOfType(ExecutionException.class);
  }
}
