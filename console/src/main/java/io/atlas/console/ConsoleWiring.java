package io.atlas.console;

import io.atlas.kit.background.BackgroundConfiguration;
import io.atlas.kit.idempotency.Fingerprints;
import io.atlas.kit.idempotency.IdempotencyConfiguration;
import io.atlas.kit.idempotency.IdempotencyTable;
import io.atlas.kit.identity.IdentityConfiguration;
import io.atlas.kit.kafka.PatientKafkaConfiguration;
import io.atlas.kit.status.StatusConfiguration;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What every part of the console uses. */
@Configuration(proxyBeanMethods = false)
@Import({
  BackgroundConfiguration.class,
  IdempotencyConfiguration.class,
  IdentityConfiguration.class,
  PatientKafkaConfiguration.class,
  StatusConfiguration.class
})
class ConsoleWiring {

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  IdempotencyTable idempotencyTable() {
    return new IdempotencyTable("repeated_post", "request", false);
  }

  /** No POST to the API holds a secret. */
  @Bean
  Fingerprints fingerprints() {
    return Fingerprints.ofPublicRequests();
  }
}
