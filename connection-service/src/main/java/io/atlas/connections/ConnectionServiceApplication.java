package io.atlas.connections;

import io.atlas.kit.start.ServiceStart;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The connection-service: REST in front, PostgreSQL behind, change events to Kafka. */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(ConnectionServiceSettings.class)
@EnableScheduling
public final class ConnectionServiceApplication {

  private ConnectionServiceApplication() {}

  public static void main(String[] args) {
    var _ = start(args);
  }

  /** Starts the service in this process and returns once it serves. */
  public static ConfigurableApplicationContext start(String... args) {
    return ServiceStart.start(ConnectionServiceApplication.class, "connection-service", args);
  }
}
