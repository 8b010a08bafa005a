package io.atlas.kit.start;

import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts a service; all of them can run in one process. */
public final class ServiceStart {

  private ServiceStart() {}

  /**
   * Starts the service in this process and returns once it listens; closing the context stops it.
   *
   * @param name its settings are in {@code name.yml}
   * @param arguments settings as {@code --name=value}
   */
  public static ConfigurableApplicationContext start(
      Class<?> application, String name, String... arguments) {
    SpringApplication service = new SpringApplication(application);
    service.setBannerMode(Banner.Mode.OFF);
    service.setDefaultProperties(Map.of("spring.config.name", name, "spring.jmx.enabled", "false"));
    return service.run(arguments);
  }
}
