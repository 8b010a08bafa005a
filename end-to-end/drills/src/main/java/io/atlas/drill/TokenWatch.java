package io.atlas.drill;

import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.EventSources;
import io.atlas.model.event.EventTypes;
import io.atlas.model.event.TokenRequest;
import io.atlas.model.event.TokenState;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import io.atlas.model.view.TopicView;
import io.atlas.model.view.ViewSchema;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What the workers see of tokens; and people who press Test. */
final class TokenWatch implements AutoCloseable {

  /** Whoever waits says so at least once in this time. */
  private static final Duration WANTED = Duration.ofSeconds(20);

  private final KafkaConnection kafka;
  private final TopicView<TokenState> tokens;
  private final KafkaProducer<String, byte[]> producer;

  TokenWatch(KafkaConnection kafka) {
    this.kafka = kafka;
    this.tokens = TopicView.open(kafka, ViewSchema.TOKENS, Clock.systemUTC());
    this.producer = kafka.producer("drill-tests", Map.of());
  }

  /** Connections with events, but without a token. */
  List<String> waiting() {
    Instant now = Instant.now();
    List<String> waiting = new ArrayList<>();
    tokens.forEach((id, state) -> {
      TokenState.Denial denied = state.denied();
      if (denied != null && denied.retryAt().isAfter(now.minus(WANTED)) && !has(id)) {
        waiting.add(id);
      }
    });
    return waiting;
  }

  boolean has(String connectionId) {
    TokenState state = tokens.get(connectionId);
    return state != null
        && state.grant() != null
        && state.grant().expiresAt().isAfter(Instant.now());
  }

  /** As the connection-service asks for a person. */
  void test(String connectionId) {
    TokenRequest request =
        TokenRequest.test(1, "drill", UUID.randomUUID().toString(), Instant.now().plusSeconds(18));
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(
            kafka.name(Topic.TOKEN_REQUESTS), connectionId, EventJson.write(request));
    EventHeaders.cloudEvent(
        record.headers(),
        UUID.randomUUID().toString(),
        EventTypes.TOKEN_REQUESTED,
        EventSources.of("drill"),
        Instant.now());
    var _ = producer.send(record);
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
    tokens.close();
  }
}
