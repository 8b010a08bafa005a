package io.atlas.tokens.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.kit.clock.ClockSkews;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenMetricsTest {

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final TokenMetrics metrics = new TokenMetrics(meters, new ClockSkews(meters, "here"));

  private double value(String gauge) {
    return meters.get("atlas.token.budget." + gauge).tag("connection", "orders").gauge().value();
  }

  @Test
  void budgetsOutliveTheNextCollection() {
    metrics.used("orders", 1_001, 1_002, 10_000);
    WeakReference<Object> collected = new WeakReference<>(new Object());
    await()
        .until(() -> {
          System.gc();
          return collected.get() == null;
        });
    assertThat(value("hour")).isEqualTo(1_001);
    assertThat(value("day")).isEqualTo(1_002);
    assertThat(value("limit")).isEqualTo(10_000);
  }

  @Test
  void aProvidersClockShows() {
    metrics.clockSeen("idp.example", Duration.ofSeconds(-95));
    assertThat(
            meters
                .get("atlas.clock.skew")
                .tags("kind", "provider", "name", "idp.example")
                .gauge()
                .value())
        .isEqualTo(-95);
  }

  @Test
  void aChangedBudgetShows() {
    metrics.used("orders", 1, 1, 10_000);
    metrics.used("orders", 2, 3, 20_000);
    assertThat(value("limit")).isEqualTo(20_000);
    assertThat(value("day")).isEqualTo(3);
  }
}
