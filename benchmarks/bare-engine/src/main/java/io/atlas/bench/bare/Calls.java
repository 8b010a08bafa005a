package io.atlas.bench.bare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.classic.MinimalHttpClient;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** One event: the request over the shortest chain that HttpClient 5 has, then its result. */
final class Calls {

  private static final String AUTHORIZATION = "Bearer " + "x".repeat(600);

  private final KafkaProducer<String, byte[]> results;
  private final String topic;
  private final MinimalHttpClient target;

  Calls(KafkaProducer<String, byte[]> results, String topic, int connections) {
    this.results = results;
    this.topic = topic;
    this.target =
        HttpClients.createMinimal(
            PoolingHttpClientConnectionManagerBuilder.create()
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                .setMaxConnPerRoute(connections)
                .setMaxConnTotal(connections)
                .build());
  }

  void call(String url, String executionId, byte[] body) {
    Instant startedAt = Instant.now();
    HttpPost post = new HttpPost(url);
    post.setHeader("Authorization", AUTHORIZATION);
    post.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
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
    String result =
        "{\"executionId\":\""
            + executionId
            + "\",\"attempt\":1,\"outcome\":\"SUCCEEDED\",\"status\":"
            + status
            + ",\"startedAt\":\""
            + startedAt
            + "\",\"request\":{\"method\":\"POST\",\"url\":\""
            + url
            + "\"}}";
    var _ =
        results.send(
            new ProducerRecord<>(topic, executionId, result.getBytes(StandardCharsets.UTF_8)));
  }
}
