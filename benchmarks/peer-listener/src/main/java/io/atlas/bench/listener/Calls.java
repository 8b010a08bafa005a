package io.atlas.bench.listener;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.http.MediaType;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.SendResult;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

/** One record: the request, then its result. */
@Component
class Calls {

  private final RestClient target;
  private final KafkaTemplate<String, String> results;
  private final String topic;

  Calls(RestClient target, KafkaTemplate<String, String> results, PeerProperties properties) {
    this.target = target;
    this.results = results;
    this.topic = properties.results();
  }

  CompletableFuture<SendResult<String, String>> call(ConsumerRecord<String, byte[]> record) {
    long started = System.nanoTime();
    Instant startedAt = Instant.now();
    int status =
        target
            .post()
            .uri(header(record, "bench-url"))
            .contentType(MediaType.APPLICATION_JSON)
            .body(record.value())
            .exchange((request, response) -> {
              response.getBody().readAllBytes();
              return response.getStatusCode().value();
            });
    String executionId = header(record, "ce_id");
    String result =
        """
        {"executionId":"%s","attempt":1,"outcome":"%s","status":%d,"startedAt":"%s",\
        "durationMs":%d,"request":{"method":"POST","url":"%s"}}\
        """
            .formatted(
                executionId,
                status < 300 ? "SUCCEEDED" : "FAILED",
                status,
                startedAt,
                (System.nanoTime() - started) / 1_000_000,
                header(record, "bench-url"));
    return results.send(topic, executionId, result);
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
