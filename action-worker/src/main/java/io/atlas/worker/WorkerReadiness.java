package io.atlas.worker;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Ready once the views have caught up and events are consumed. */
@Component("worker")
class WorkerReadiness implements HealthIndicator {

  private final Worker worker;

  WorkerReadiness(Worker worker) {
    this.worker = worker;
  }

  @Override
  public Health health() {
    return worker.isConsuming()
        ? Health.up().build()
        : Health.outOfService().withDetail("reason", "the views are catching up").build();
  }
}
