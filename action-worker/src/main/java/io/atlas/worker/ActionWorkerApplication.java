package io.atlas.worker;

import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;

/** The action worker: as many instances as there is work for. */
@SpringBootApplication
@EnableConfigurationProperties(WorkerProperties.class)
public class ActionWorkerApplication {

  public static void main(String... args) {
    start(args);
  }

  /** Starts one instance in this process; closing the context stops it gracefully. */
  public static ConfigurableApplicationContext start(String... args) {
    return new SpringApplicationBuilder(ActionWorkerApplication.class)
        .bannerMode(Banner.Mode.OFF)
        .properties(Map.of("spring.config.name", "action-worker", "spring.jmx.enabled", "false"))
        .run(args);
  }
}
