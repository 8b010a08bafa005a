package io.atlas.worker.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.embedded.TestServers;
import io.atlas.model.event.ConnectionSettings;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.TokenState;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import io.atlas.model.view.TopicView;
import io.atlas.model.view.ViewSchema;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class AccessTokensTest {

  @Test
  void whoeverGaveACallUpDoesNotWaitForItsToken() throws Exception {
    KafkaConnection kafka =
        new KafkaConnection(TestServers.kafka(), TestServers.freshPrefix(), Map.of());
    kafka.ensureTopics();
    Clock clock = Clock.systemUTC();
    try (TopicView<ConnectionState> connections =
            TopicView.open(kafka, ViewSchema.CONNECTIONS, clock);
        TopicView<TokenState> states = TopicView.open(kafka, ViewSchema.TOKENS, clock);
        KafkaProducer<String, byte[]> producer = kafka.producer("test", Map.of())) {
      ConnectionState connection =
          new ConnectionState(
              1,
              1,
              "acme",
              "Test connection",
              "https://login.example.com/token",
              ConnectionSettings.of("client", ConnectionSettings.AuthMethod.BASIC, List.of()),
              List.of(),
              null);
      producer
          .send(
              new ProducerRecord<>(
                  kafka.name(Topic.CONNECTIONS), "c-1", EventJson.write(connection)))
          .get();
      await().until(() -> connections.get("c-1") != null);
      AccessTokens tokens =
          new AccessTokens(
              connections,
              states,
              null,
              new SecureRandom(),
              new TokenRequests(producer, kafka, clock, "test"),
              clock,
              System::nanoTime);

      Thread.currentThread().interrupt();
      long begun = System.nanoTime();
      Authorization answer =
          tokens.obtain("c-1", "acme", "api.example.com", Duration.ofSeconds(20));
      long took = System.nanoTime() - begun;
      assertThat(Thread.interrupted()).as("whoever interrupted is still to be heard").isTrue();
      assertThat(answer).isInstanceOf(Authorization.Unavailable.class);
      assertThat(Duration.ofNanos(took)).isLessThan(Duration.ofSeconds(5));
    }
  }
}
