package io.atlas.console;

import io.atlas.kit.start.ServiceStart;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Serves the console's pages and the history API. */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(ConsoleSettings.class)
@EnableScheduling
public final class ConsoleApplication {

  private ConsoleApplication() {}

  public static void main(String[] args) {
    start(args);
  }

  /** Starts the console; properties come as {@code --name=value}. */
  public static ConfigurableApplicationContext start(String... args) {
    return ServiceStart.start(ConsoleApplication.class, "console", args);
  }
}
