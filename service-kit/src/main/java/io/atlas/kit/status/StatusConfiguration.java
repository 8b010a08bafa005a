package io.atlas.kit.status;

import io.atlas.kit.background.ManagedThread;
import io.atlas.model.kafka.KafkaConnection;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Has the instance tell how it is; what it adds to that is its {@link StatusSource}, if any. */
@Configuration(proxyBeanMethods = false)
public class StatusConfiguration {

  /** Started before and stopped after whatever the status tells of. */
  private static final int PHASE = -1;

  @Bean
  ManagedThread statusThread(
      KafkaConnection kafka,
      @Value("${spring.application.name}") String service,
      ObjectProvider<StatusSource> source,
      ObjectProvider<HealthEndpoint> health,
      Clock clock) {
    Instance self =
        Instance.starting(service, ThreadLocalRandom.current().nextInt(), clock.instant());
    StatusSource told = source.getIfAvailable(() -> () -> StatusSource.Told.NOTHING);
    return new ManagedThread(
        "service-status",
        PHASE,
        () -> new StatusPublisher(kafka, self, told, () -> isReady(health), clock));
  }

  private static boolean isReady(ObjectProvider<HealthEndpoint> health) {
    HealthEndpoint endpoint = health.getIfAvailable();
    HealthDescriptor readiness = endpoint == null ? null : endpoint.healthForPath("readiness");
    return readiness != null && readiness.getStatus().equals(Status.UP);
  }
}
