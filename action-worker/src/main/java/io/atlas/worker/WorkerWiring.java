package io.atlas.worker;

import io.atlas.kit.egress.EgressConfiguration;
import io.atlas.kit.kafka.KafkaConfiguration;
import io.atlas.kit.status.StatusConfiguration;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.seal.KeyRing;
import io.atlas.model.seal.Opener;
import io.atlas.model.view.TopicView;
import io.atlas.model.view.ViewSchema;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What the worker reads from and writes to; {@link EngineWiring} has the engine itself. */
@Configuration(proxyBeanMethods = false)
@Import({EgressConfiguration.class, KafkaConfiguration.class, StatusConfiguration.class})
class WorkerWiring {

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  Opener tokenOpener(WorkerSettings properties, Clock clock) {
    return new Opener(
        KeyRing.of(KeyRing.privateFile(properties.keysDirectory(), "access-tokens"), clock));
  }

  @Bean
  WorkerViews views(KafkaConnection kafka, Clock clock) {
    return new WorkerViews(
        TopicView.open(kafka, ViewSchema.ACTIONS, clock),
        TopicView.open(kafka, ViewSchema.CONNECTIONS, clock),
        TopicView.open(kafka, ViewSchema.TOKENS, clock),
        TopicView.open(kafka, ViewSchema.RETRY_CANCELLATIONS, clock));
  }

  /**
   * Many small records a second: they travel in batches, ten milliseconds late at most. Nobody
   * waits in {@code send}, so all topics are looked up beforehand and never forgotten.
   */
  @Bean(destroyMethod = "")
  KafkaProducer<String, byte[]> outcomeProducer(KafkaConnection kafka) {
    return kafka.byteKeyProducer(
        "worker-outcomes",
        Map.of(
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            0,
            ProducerConfig.METADATA_MAX_IDLE_CONFIG,
            Duration.ofDays(365).toMillis(),
            ProducerConfig.LINGER_MS_CONFIG,
            10,
            ProducerConfig.BATCH_SIZE_CONFIG,
            128 << 10,
            ProducerConfig.BUFFER_MEMORY_CONFIG,
            64L << 20,
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "lz4"));
  }

  /** Somebody waits for what is asked here, and asks again where nothing comes of it. */
  @Bean(destroyMethod = "")
  KafkaProducer<String, byte[]> tokenRequestProducer(KafkaConnection kafka) {
    return kafka.producer(
        "worker-token-requests",
        Map.of(ProducerConfig.LINGER_MS_CONFIG, 0, ProducerConfig.MAX_BLOCK_MS_CONFIG, 2_000));
  }
}
