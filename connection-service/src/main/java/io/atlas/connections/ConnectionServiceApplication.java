package io.atlas.connections;

import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The connection-service: REST in front, PostgreSQL behind, change events to Kafka. */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(ServiceSettings.class)
@EnableScheduling
public final class ConnectionServiceApplication {

  private ConnectionServiceApplication() {}

  static void main(String[] args) {
    var _ = start(args);
  }

  /** Starts the service in this process and returns once it serves. */
  public static ConfigurableApplicationContext start(String... args) {
    SpringApplication application = new SpringApplication(ConnectionServiceApplication.class);
    application.setBannerMode(Banner.Mode.OFF);
    application.setDefaultProperties(
        Map.of("spring.config.name", "connection-service", "spring.jmx.enabled", "false"));
    return application.run(args);
  }
}
