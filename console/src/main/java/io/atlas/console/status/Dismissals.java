package io.atlas.console.status;

import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventSources;
import io.atlas.model.event.EventTypes;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.springframework.stereotype.Component;

/**
 * Dismisses a lost instance with the tombstone that it could not write itself, so that it is gone
 * from every console. One that is alive all the same is back with its next word. Thread-safe.
 */
@Component
class Dismissals {

  private static final int TIMEOUT_MS = 5_000;

  private final KafkaConnection kafka;
  private final Instances instances;
  private final Clock clock;

  Dismissals(KafkaConnection kafka, Instances instances, Clock clock) {
    this.kafka = kafka;
    this.instances = instances;
    this.clock = clock;
  }

  /**
   * Returns when the broker has it.
   *
   * @return false where no lost instance is called so
   * @throws KafkaException where the broker did not acknowledge it
   */
  boolean dismiss(String service, String instance) {
    InstanceState lost =
        instances.all().known().stream()
            .flatMap(all -> all.stream())
            .filter(InstanceState::lost)
            .filter(each -> each.service().equals(service) && each.instance().equals(instance))
            .findFirst()
            .orElse(null);
    if (lost == null) {
      return false;
    }
    String key = lost.status().key();
    Instant now = clock.instant();
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(kafka.name(Topic.SERVICE_STATUS), key, null);
    EventHeaders.cloudEvent(
        record.headers(),
        UUID.randomUUID().toString(),
        EventTypes.SERVICE_STATUS,
        EventSources.CONSOLE,
        now);
    // Seldom: no producer is kept for it.
    try (KafkaProducer<String, byte[]> producer =
        kafka.producer(
            "console-dismissal",
            Map.of(
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                TIMEOUT_MS,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                TIMEOUT_MS / 2,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                TIMEOUT_MS))) {
      producer.send(record).get(2L * TIMEOUT_MS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      throw new KafkaException("the dismissal could not be published", failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while publishing a dismissal", interrupted);
    }
    instances.take(key, null, lost.heardAt().toEpochMilli());
    return true;
  }
}
