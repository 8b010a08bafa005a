package io.atlas.worker.token;

import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.EventSources;
import io.atlas.model.event.EventTypes;
import io.atlas.model.event.TokenRequest;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.time.Clock;
import java.util.UUID;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the token-service; a lost request is sent again by whoever still waits. Thread-safe. */
public final class TokenRequests {

  private static final Logger log = LoggerFactory.getLogger(TokenRequests.class);

  private final Producer<String, byte[]> producer;
  private final KafkaConnection kafka;
  private final Clock clock;
  private final String workerId;

  /**
   * @param producer that does not linger: somebody waits
   */
  public TokenRequests(
      Producer<String, byte[]> producer, KafkaConnection kafka, Clock clock, String workerId) {
    this.producer = producer;
    this.kafka = kafka;
    this.clock = clock;
    this.workerId = workerId;
  }

  void missing(String connectionId, long credentialsVersion) {
    send(connectionId, TokenRequest.missing(credentialsVersion, workerId));
  }

  void expiring(String connectionId, long generation, long credentialsVersion) {
    send(connectionId, TokenRequest.expiring(generation, credentialsVersion, workerId));
  }

  void rejected(String connectionId, long generation, long credentialsVersion) {
    send(connectionId, TokenRequest.rejected(generation, credentialsVersion, workerId));
  }

  private void send(String connectionId, TokenRequest request) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(
            kafka.name(Topic.TOKEN_REQUESTS), connectionId, EventJson.write(request));
    EventHeaders.cloudEvent(
        record.headers(),
        UUID.randomUUID().toString(),
        EventTypes.TOKEN_REQUESTED,
        EventSources.ACTION_WORKER,
        clock.instant());
    var _ =
        producer.send(
            record,
            (metadata, failure) -> {
              if (failure != null) {
                log.warn(
                    "token request {} for connection {} failed: {}",
                    request.reason(),
                    connectionId,
                    failure.toString());
              }
            });
  }
}
