package io.atlas.tokens.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;

class TokenMetricsTest {

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final TokenMetrics metrics = new TokenMetrics(meters);

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
  void aChangedBudgetShows() {
    metrics.used("orders", 1, 1, 10_000);
    metrics.used("orders", 2, 3, 20_000);
    assertThat(value("limit")).isEqualTo(20_000);
    assertThat(value("day")).isEqualTo(3);
  }
}
