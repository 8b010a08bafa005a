package io.atlas.console.operations;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumbersTest {

  @Test
  void countsAreInFullAndMeasuresToThreeDigits() {
    assertThat(Numbers.text(0)).isEqualTo("0");
    assertThat(Numbers.text(1_204_567)).isEqualTo("1,204,567");
    assertThat(Numbers.text(0.05)).isEqualTo("0.05");
    assertThat(Numbers.text(8.254)).isEqualTo("8.25");
    assertThat(Numbers.text(18.254)).isEqualTo("18.3");
    assertThat(Numbers.text(182.54)).isEqualTo("183");
    assertThat(Numbers.text(100)).isEqualTo("100");
    assertThat(Numbers.plain(1_204_567)).isEqualTo("1204567");
    assertThat(Numbers.plain(8.2)).isEqualTo("8.2");
  }

  @Test
  void aSingleFailureIsNoHundredPercent() {
    assertThat(Numbers.percent(999_999, 1_000_000)).isEqualTo("99.99 %");
    assertThat(Numbers.percent(10, 10)).isEqualTo("100 %");
    assertThat(Numbers.percent(1, 3)).isEqualTo("33.33 %");
    assertThat(Numbers.percent(0, 0)).isEqualTo("–");
  }
}
