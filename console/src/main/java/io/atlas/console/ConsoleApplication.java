package io.atlas.console;

import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;

/** Serves the console's pages and the history API. */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(ConsoleProperties.class)
public final class ConsoleApplication {

  private ConsoleApplication() {}

  public static void main(String[] args) {
    start(args);
  }

  /** Starts the console; properties come as {@code --name=value}. */
  public static ConfigurableApplicationContext start(String... args) {
    return new SpringApplicationBuilder(ConsoleApplication.class)
        .properties("spring.config.name=console", "spring.jmx.enabled=false")
        .bannerMode(Banner.Mode.OFF)
        .run(args);
  }
}
