package io.atlas.tokens.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.kit.clock.ClockSkews;
import io.atlas.model.event.ServiceStatus.Budget;
import io.atlas.model.event.ServiceStatus.TokenRequests;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
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

  @Test
  void aStatusTellsMostUsedHostsAndSumsUpTheRest() {
    for (int host = 0; host < 300; host++) {
      metrics.requested("h" + host, "ok", Duration.ZERO);
    }
    for (int request = 0; request < 5; request++) {
      metrics.requested("h77", "credentials", Duration.ZERO);
    }
    List<TokenRequests> told = metrics.requests();
    assertThat(told).hasSize(52);
    assertThat(told.subList(0, 2))
        .containsExactly(
            new TokenRequests("h77", "credentials", 5), new TokenRequests("h77", "ok", 1));
    assertThat(told.getLast()).isEqualTo(new TokenRequests("others", "ok", 250));
  }

  @Test
  void aStatusTellsTheBudgetsThatAreUsedMost() {
    for (int i = 0; i < 90; i++) {
      metrics.used("c" + i, 1, i, 1_000);
    }
    metrics.used("small", 1, 9, 10);
    List<Budget> told = metrics.budgets();
    assertThat(told).hasSize(50);
    assertThat(told.getFirst()).isEqualTo(new Budget("small", 9, 10));
    assertThat(told.get(1)).isEqualTo(new Budget("c89", 89, 1_000));
  }
}
