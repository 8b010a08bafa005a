package io.atlas.tokens.reply;

import io.atlas.model.event.CredentialTest;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.EventSources;
import io.atlas.model.event.EventTypes;
import io.atlas.model.event.IssuerDiscovery;
import io.atlas.model.event.SecretPromotion;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends results and promotions to connection-service, without waiting. Thread-safe. */
public final class Replies implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Replies.class);

  private final KafkaConnection kafka;
  private final Clock clock;
  private final KafkaProducer<String, byte[]> producer;

  public Replies(KafkaConnection kafka, Clock clock) {
    this.kafka = kafka;
    this.clock = clock;
    this.producer = kafka.producer("token-service-replies", Map.of());
  }

  public void send(String testId, CredentialTest.Result result) {
    send(Topic.CREDENTIAL_TEST_RESULTS, testId, EventTypes.CREDENTIAL_TEST_RESULT, result);
  }

  public void send(String testId, IssuerDiscovery.Result result) {
    send(Topic.CREDENTIAL_TEST_RESULTS, testId, EventTypes.ISSUER_DISCOVERY_RESULT, result);
  }

  public void promote(String connectionId, SecretPromotion promotion) {
    send(Topic.SECRET_PROMOTIONS, connectionId, EventTypes.SECRET_PROMOTED, promotion);
  }

  private void send(Topic topic, String key, String type, Object value) {
    var record = new ProducerRecord<>(kafka.name(topic), key, EventJson.write(value));
    EventHeaders.cloudEvent(
        record.headers(),
        UUID.randomUUID().toString(),
        type,
        EventSources.TOKEN_SERVICE,
        clock.instant());
    var _ =
        producer.send(
            record,
            (_, failed) -> {
              if (failed != null) {
                log.warn("{} of {} was not sent: {}", type, key, failed.toString());
              }
            });
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(2));
  }
}
