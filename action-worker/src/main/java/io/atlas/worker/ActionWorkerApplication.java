package io.atlas.worker;

import io.atlas.kit.start.ServiceStart;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;

/** The action worker: as many instances as there is work for. */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(WorkerSettings.class)
public final class ActionWorkerApplication {

  private ActionWorkerApplication() {}

  public static void main(String... args) {
    start(args);
  }

  /** Starts one instance in this process; closing the context stops it gracefully. */
  public static ConfigurableApplicationContext start(String... args) {
    return ServiceStart.start(ActionWorkerApplication.class, "action-worker", args);
  }
}
