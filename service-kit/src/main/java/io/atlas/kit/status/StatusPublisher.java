package io.atlas.kit.status;

import io.atlas.kit.background.ManagedThread;
import io.atlas.kit.status.StatusSource.Told;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.EventSources;
import io.atlas.model.event.EventTypes;
import io.atlas.model.event.ServiceStatus;
import io.atlas.model.event.ServiceStatus.Figures;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.lang.management.MemoryUsage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells on {@code service-status} how this instance is, and with a tombstone that it stopped in
 * order. Each status is worth nothing once the next one is there: while the broker is away it is
 * given up after two seconds, so that none pile up, and one line of the log says so. One thread's.
 */
final class StatusPublisher implements ManagedThread.Work {

  private static final Logger log = LoggerFactory.getLogger(StatusPublisher.class);

  private static final Duration EVERY = Duration.ofSeconds(ServiceStatus.EVERY_SECONDS);
  private static final int BLOCKED_MS = 1_000;
  private static final int DELIVERED_MS = 2_000;

  private final Instance self;
  private final StatusSource source;
  private final BooleanSupplier ready;
  private final Clock clock;
  private final ProcessFigures process = new ProcessFigures(System::nanoTime);
  private final KafkaProducer<String, byte[]> producer;
  private final String topic;
  private boolean away;
  private boolean failed;

  StatusPublisher(
      KafkaConnection kafka,
      Instance self,
      StatusSource source,
      BooleanSupplier ready,
      Clock clock) {
    this.self = self;
    this.source = source;
    this.ready = ready;
    this.clock = clock;
    this.topic = kafka.name(Topic.SERVICE_STATUS);
    this.producer =
        kafka.producer(
            "service-status",
            Map.of(
                ProducerConfig.LINGER_MS_CONFIG,
                0,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                BLOCKED_MS,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                DELIVERED_MS - 1,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                DELIVERED_MS,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                4L << 20,
                // The client itself logs each try.
                CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG,
                2_000,
                CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                2_000,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4"));
  }

  @Override
  public Duration step() throws InterruptedException {
    failed = true;
    Instant began = clock.instant();
    ServiceStatus status = status();
    tell(status.key(), EventJson.write(status), began, BLOCKED_MS + DELIVERED_MS);
    failed = false;
    Duration taken = Duration.between(began, clock.instant());
    return taken.isNegative() || taken.compareTo(EVERY) > 0 ? EVERY : EVERY.minus(taken);
  }

  private ServiceStatus status() {
    Told told = source.look();
    MemoryUsage heap = process.heap();
    Figures figures =
        new Figures(
            heap.getUsed(),
            heap.getMax(),
            process.cpuLoad(),
            process.processors(),
            told.work(),
            told.tokens());
    return new ServiceStatus(
        self.service(),
        self.name(),
        self.version(),
        self.startedAt(),
        self.host(),
        ready.getAsBoolean(),
        figures,
        told.circuits());
  }

  private void tell(String key, byte @Nullable [] value, Instant now, long withinMs)
      throws InterruptedException {
    ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, key, value);
    EventHeaders.cloudEvent(
        record.headers(),
        key + "@" + now.toEpochMilli(),
        EventTypes.SERVICE_STATUS,
        EventSources.of(self.service()),
        now);
    try {
      producer.send(record).get(withinMs, TimeUnit.MILLISECONDS);
      if (away) {
        log.info("service-status: the broker takes it again");
      }
      away = false;
    } catch (InterruptException interrupted) {
      throw new InterruptedException();
    } catch (ExecutionException | TimeoutException | KafkaException lost) {
      if (!away) {
        Throwable cause = lost instanceof ExecutionException ? lost.getCause() : lost;
        log.warn("service-status: nobody hears how this instance is, {}", String.valueOf(cause));
      }
      away = true;
    }
  }

  /**
   * With a tombstone, unless it is closed because of a failure and opened again. Where the broker
   * is away it holds up no stop: then the instance is taken for lost.
   */
  @Override
  public void close() throws InterruptedException {
    try {
      if (!failed && !away) {
        tell(self.service() + "/" + self.name(), null, clock.instant(), BLOCKED_MS);
      }
    } finally {
      producer.close(Duration.ZERO);
    }
  }
}
