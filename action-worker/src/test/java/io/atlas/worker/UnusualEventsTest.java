package io.atlas.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.model.event.ActionFired;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.kafka.ByteKeys;
import io.atlas.model.kafka.Topic;
import io.atlas.testing.FaultyHttpServer;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.LongSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** What publishers send that is not quite an event as ours would be. */
class UnusualEventsTest {

  private static World world;
  private static MeterRegistry meters;
  private static KafkaProducer<String, byte[]> producer;

  @BeforeAll
  static void start() {
    world = new World();
    ConfigurableApplicationContext worker = world.startWorker();
    meters = worker.getBean(MeterRegistry.class);
    producer = world.kafka.byteKeyProducer("test-bytes", Map.of());
  }

  @AfterAll
  static void stop() {
    producer.close();
    world.close();
  }

  @Test
  void aRecordOf1970IsExecutedAndSaysWhy() {
    try (FaultyHttpServer target = FaultyHttpServer.start(FaultyHttpServer.always(200, "{}"))) {
      String action = world.action(World.to(target.url("/")).build());
      // The broker itself refuses what is more than an hour ahead.
      long ahead = Instant.now().plus(Duration.ofMinutes(30)).toEpochMilli();
      for (long timestamp : List.of(0L, 1_764_064_800L, ahead)) {
        String execution = UUID.randomUUID().toString();
        send(timestamp, null, new ActionFired(action, null, execution, null, null));
        ActionExecuted result = result(execution);
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(result.note()).contains("cannot be");
        assertThat(result.firedAt())
            .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
      }
    }
  }

  @Test
  void keysAreBytesInOrderDelayAndDeadLetter() {
    byte[] first = new LongSerializer().serialize("", 128L);
    byte[] second = new LongSerializer().serialize("", 129L);
    try (FaultyHttpServer target =
        FaultyHttpServer.start((request, exchange) ->
            exchange.json(request.body().contains("128") ? 503 : 200, "{}"))) {
      String action = world.action(World.to(target.url("/")).retry(2, 2_000, 1, 60_000).build());
      String held = fire(action, first, "{\"key\":128}");
      String behind = fire(action, first, "{\"key\":\"behind\"}");
      String other = fire(action, second, "{\"key\":129}");
      // One key for both would hold it back until the other's retry is over.
      assertThat(result(other).outcome()).isEqualTo(Outcome.SUCCEEDED);
      assertThat(world.resultsOf(behind)).isEmpty();
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(world.deadOf(held)).hasSize(1));
      ConsumerRecord<String, byte[]> dead = world.deadOf(held).getFirst();
      assertThat(EventHeaders.bytes(dead.headers(), EventHeaders.ORDERING_KEY)).isEqualTo(first);
      assertThat(result(behind).outcome()).isEqualTo(Outcome.SUCCEEDED);
    }
  }

  @Test
  void whatIsNoEventIsCountedByItsReason() {
    byte[] framed = "\0\0\0\0\7{\"actionId\":\"a\"}".getBytes(UTF_8);
    for (Map.Entry<String, byte[]> each :
        Map.of(
                "not_json", "not json".getBytes(UTF_8),
                "schema_registry", framed,
                "unknown_action", "{\"actionId\":\"nobody\"}".getBytes(UTF_8))
            .entrySet()) {
      world.raw(null, each.getValue());
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() ->
              assertThat(
                      meters
                          .get("atlas.events.unusable")
                          .tag("reason", each.getKey())
                          .counter()
                          .count())
                  .as(each.getKey())
                  .isEqualTo(1));
    }
    assertThat(world.dead.records)
        .anyMatch(dead ->
            String.valueOf(EventHeaders.text(dead.headers(), EventHeaders.SUMMARY))
                .matches(".*schema registry.*partition \\d+, at offset \\d+\\."));
  }

  @Test
  void theBodyIsShownAsItWasSentUnlessItsActionKeepsItOut() {
    try (FaultyHttpServer target = FaultyHttpServer.start(FaultyHttpServer.always(200, "{}"))) {
      World.Definition definition =
          World.to(target.url("/"))
              .headers(
                  new ActionDefinition.Header(
                      "Content-Type", "text/plain; charset=ISO-8859-1", false, null))
              .body("ü {{input.v}}");
      String action = world.action(definition.build());
      ActionExecuted result = result(world.fire(action, "{'v':'é'}"));
      assertThat(result.request().body()).isEqualTo("ü é");
      ActionDefinition plain = definition.build();
      String hidden =
          world.action(
              new ActionDefinition(
                  1,
                  World.ACCOUNT,
                  "Hidden",
                  true,
                  "POST",
                  plain.url(),
                  plain.headers(),
                  plain.body(),
                  plain.authentication(),
                  5_000,
                  plain.retry(),
                  null,
                  null,
                  false,
                  List.of()));
      assertThat(result(world.fire(hidden, "{'v':'é'}")).request().body()).isNull();
    }
  }

  @Test
  void aTargetOfAnotherProtocolIsNamed() {
    byte[] settings = {0, 0, 0, 4, 0, 0, 0, 0, 0};
    try (FaultyHttpServer target =
        FaultyHttpServer.start((request, exchange) -> {
          exchange.out().write(settings);
          exchange.out().flush();
          exchange.hang();
        })) {
      String action = world.action(World.to(target.url("/")).noRetry().build());
      ActionExecuted result = result(world.fire(action, "{}"));
      assertThat(result.category()).isEqualTo(FailureCategory.TARGET_ERROR);
      assertThat(result.diagnosis().summary()).contains("HTTP/2").contains("HTTP/1.1");
    }
  }

  private static String fire(String action, byte[] key, String input) {
    String execution = UUID.randomUUID().toString();
    send(
        null,
        ByteKeys.text(key),
        new ActionFired(action, EventJson.MAPPER.readTree(input), execution, null, null));
    return execution;
  }

  private static void send(@Nullable Long timestamp, @Nullable String key, ActionFired event) {
    var _ =
        producer.send(
            new ProducerRecord<>(
                world.kafka.name(Topic.ACTION_FIRED),
                null,
                timestamp,
                key,
                EventJson.write(event)));
  }

  private static ActionExecuted result(String execution) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(world.resultsOf(execution)).isNotEmpty());
    return world.resultsOf(execution).getLast();
  }
}
