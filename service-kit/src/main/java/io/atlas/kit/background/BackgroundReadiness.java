package io.atlas.kit.background;

import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Ready while everything in the background works; part of the readiness group as "background". */
final class BackgroundReadiness implements HealthIndicator {

  private final List<Background> all;

  BackgroundReadiness(List<Background> all) {
    this.all = all;
  }

  @Override
  public Health health() {
    List<String> broken =
        all.stream().filter(each -> !each.isWorking()).map(Background::name).sorted().toList();
    return broken.isEmpty()
        ? Health.up().build()
        : Health.outOfService().withDetail("broken", broken).build();
  }
}
