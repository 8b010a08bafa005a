package io.atlas.console.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SketchTest {

  private final Random random = new Random(4711);

  /** From a quarter of a millisecond to minutes, with a long tail. */
  private double[] durations(int count) {
    return random.doubles(count).map(each -> 0.25 / Math.pow(1 - each, 1.3)).toArray();
  }

  @Test
  void quantilesAreWithinOnePercent() {
    double[] durations = durations(20_000);
    Sketch sketch = new Sketch();
    Arrays.stream(durations).forEach(sketch::add);
    Arrays.sort(durations);
    for (double share : new double[] {0, 0.01, 0.5, 0.95, 0.99, 0.999, 1}) {
      double exact = durations[(int) Math.floor(share * (durations.length - 1))];
      assertThat(sketch.quantile(share)).as("%s", share).isCloseTo(exact, withinPercentage(1.0));
    }
  }

  @Test
  void bytesBehindEachOtherAreASum() {
    Sketch all = new Sketch();
    ByteArrayOutputStream parts = new ByteArrayOutputStream();
    for (int part = 0; part < 50; part++) {
      Sketch sketch = new Sketch();
      for (double each : durations(part)) {
        sketch.add(each);
        all.add(each);
      }
      sketch.add(0);
      all.add(0);
      parts.writeBytes(sketch.bytes());
    }
    Sketch sum = new Sketch();
    sum.add(parts.toByteArray());
    for (double share = 0; share <= 1; share += 0.01) {
      assertThat(sum.quantile(share)).isEqualTo(all.quantile(share));
    }
    assertThat(sum.bytes()).isEqualTo(all.bytes()).hasSizeLessThan(parts.size());
  }

  @Test
  void whatCannotBeADurationIsOneAllTheSame() {
    Sketch sketch = new Sketch();
    assertThat(sketch.quantile(0.5)).isNull();
    for (double odd : new double[] {-5, Double.NaN, Double.POSITIVE_INFINITY, 1e300, 1e-300}) {
      sketch.add(odd);
    }
    assertThat(sketch.quantile(0)).isZero();
    assertThat(sketch.quantile(1)).isCloseTo(1e10, withinPercentage(1.0));
    sketch.clear();
    assertThat(sketch.quantile(0.5)).isNull();
    assertThat(sketch.bytes()).isEmpty();
  }
}
