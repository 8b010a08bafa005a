package io.atlas.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.model.event.EventJson;
import io.atlas.model.kafka.Topic;
import io.atlas.testing.FaultyHttpServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** One input by every way in: the target gets the same bytes. */
class SameDocumentTest {

  private static final Duration SOON = Duration.ofSeconds(40);

  /** Digits, exponents, halves of pairs and marks that careless readers change. */
  private static final String HOSTILE =
      """
      {"price":10.10,"long":12345678901234567890.12,"huge":1e400,"small":0.0000001,\
      "id":123456789012345678901234567890,"half":"ab\\ud83d","pair":"\\ud83d\\ude00",\
      "nul":"\\u0000","marks":"</script>\\u2028\\\\\\"","empty":{},"list":[1.0,null,true]}\
      """;

  private static final String SENT =
      """
      {"all":{"price":10.10,"long":12345678901234567890.12,"huge":1E+400,"small":1E-7,\
      "id":123456789012345678901234567890,"half":"ab\\uD83D","pair":"\ud83d\ude00",\
      "nul":"\\u0000","marks":"</script>\u2028\\\\\\"","empty":{},"list":[1.0,null,true]},\
      "price":"10.10"}\
      """;

  private final AtlasProcess atlas = AtlasProcess.shared();
  private final AtlasApi api = AtlasApi.demo(atlas);

  @Test
  void byKafkaFireTestFirePreviewRepeatAndReplay() {
    AtomicBoolean refuses = new AtomicBoolean();
    try (FaultyHttpServer target =
            FaultyHttpServer.start(
                (request, exchange) -> exchange.json(refuses.getAndSet(false) ? 400 : 200, "{}"));
        KafkaProducer<String, byte[]> producer = atlas.kafka().producer("same", Map.of())) {
      Map<String, Object> action =
          Map.of(
              "name",
              "Same document",
              "method",
              "POST",
              "url",
              target.url("/"),
              "body",
              "{\"all\":{{input}},\"price\":\"{{input.price}}\"}");
      AtlasApi.Answer created = api.post("/actions", action);
      assertThat(created.status()).isEqualTo(201);
      String id = created.text("id");
      JsonNode input = EventJson.MAPPER.readTree(HOSTILE);

      List<String> ways = new ArrayList<>();
      AtlasApi.Answer preview =
          api.post("/actions/preview", Map.of("action", action, "input", input));
      ways.add(preview.body().at("/request/body").asString());

      String raw = "{\"actionId\":\"" + id + "\",\"input\":" + HOSTILE + "}";
      var _ =
          producer.send(
              new ProducerRecord<>(
                  atlas.kafka().name(Topic.ACTION_FIRED), null, raw.getBytes(UTF_8)));
      await().atMost(SOON).until(() -> target.requests().size() == 1);

      Map<String, Object> body = Map.of("input", input);
      String key = UUID.randomUUID().toString();
      AtlasApi.Answer fired = api.post("/actions/" + id + "/fire", body, "Idempotency-Key", key);
      AtlasApi.Answer repeated = api.post("/actions/" + id + "/fire", body, "Idempotency-Key", key);
      assertThat(repeated.text("executionId")).isEqualTo(fired.text("executionId")).isNotEmpty();
      await().atMost(SOON).until(() -> target.requests().size() == 2);

      refuses.set(true);
      AtlasApi.Answer tried = api.post("/actions/" + id + "/test-fire", body);
      assertThat(tried.body().at("/result/outcome").asString()).isEqualTo("FAILED");
      ways.add(tried.body().at("/result/request/body").asString());

      String replay = "/executions/" + tried.text("executionId") + "/replay";
      await().atMost(SOON).until(() -> api.postConsole(replay, Map.of()).status() == 202);
      await().atMost(SOON).until(() -> target.requests().size() == 4);
      target.requests().forEach(request -> ways.add(request.body()));
      assertThat(ways).hasSize(6).containsOnly(SENT);
    }
  }
}
