package io.atlas.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatenciesTest {

  @Test
  void takesTheNearestRank() {
    Latencies latencies = new Latencies();
    for (int i = 100; i >= 1; i--) {
      latencies.add(i);
    }

    assertThat(latencies.percentile(50)).isEqualTo(50);
    assertThat(latencies.percentile(99)).isEqualTo(99);
    assertThat(latencies.percentile(100)).isEqualTo(100);
  }

  @Test
  void countsWhatNeverFinishedAsLongest() {
    Latencies latencies = new Latencies();
    for (int i = 0; i < 98; i++) {
      latencies.add(1);
    }
    latencies.addUnfinished();
    latencies.addUnfinished();

    assertThat(latencies.percentile(98)).isEqualTo(1);
    assertThat(latencies.percentile(99)).isInfinite();
  }

  @Test
  void hasNoPercentileOfNothing() {
    assertThat(new Latencies().percentile(50)).isNaN();
  }
}
