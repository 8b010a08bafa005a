package io.atlas.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.testing.LocalHttp;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

class ManagementPortTest {

  @Test
  void metricsAreOnAPortOfTheirOwn() {
    try (World world = new World()) {
      ConfigurableApplicationContext worker = world.startWorker();
      int port = port(worker, "local.server.port");
      int management = port(worker, "local.management.port");
      await().untilAsserted(() -> assertThat(LocalHttp.status(port, "/readyz")).isEqualTo(200));
      assertThat(LocalHttp.status(port, "/livez")).isEqualTo(200);
      assertThat(LocalHttp.status(port, "/actuator/prometheus")).isEqualTo(404);
      assertThat(LocalHttp.status(port, "/actuator/health")).isEqualTo(404);
      assertThat(LocalHttp.status(management, "/actuator/prometheus")).isEqualTo(200);
      assertThat(LocalHttp.status(management, "/actuator/health/readiness")).isEqualTo(200);
      assertThat(LocalHttp.status(management, "/actuator/env")).isEqualTo(404);
      assertThat(LocalHttp.status(management, "/actuator")).isEqualTo(404);
    }
  }

  private static int port(ConfigurableApplicationContext worker, String name) {
    return worker.getEnvironment().getRequiredProperty(name, Integer.class);
  }
}
