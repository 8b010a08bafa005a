package io.atlas.bench.parallelconsumer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** One record: the request, then its result. */
final class Calls {

  private final Tokens tokens;
  private final KafkaProducer<String, byte[]> results;
  private final String topic;
  private final CloseableHttpClient target;

  Calls(Tokens tokens, KafkaProducer<String, byte[]> results, String topic, int connections) {
    this.tokens = tokens;
    this.results = results;
    this.topic = topic;
    this.target =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                    .setMaxConnPerRoute(connections)
                    .setMaxConnTotal(connections)
                    .build())
            .disableCookieManagement()
            .disableAuthCaching()
            .build();
  }

  void call(ConsumerRecord<String, byte[]> record) {
    long started = System.nanoTime();
    Instant startedAt = Instant.now();
    String url = header(record, "bench-url");
    HttpPost post = new HttpPost(url);
    post.setHeader("Authorization", tokens.bearer());
    post.setEntity(new ByteArrayEntity(record.value(), ContentType.APPLICATION_JSON));
    int status;
    try {
      status =
          target.execute(
              post,
              response -> {
                EntityUtils.consume(response.getEntity());
                return response.getCode();
              });
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
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
                url);
    var _ =
        results.send(
            new ProducerRecord<>(topic, executionId, result.getBytes(StandardCharsets.UTF_8)));
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
