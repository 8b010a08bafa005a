package io.atlas.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atlas.drill.SoakVerdict.Minute;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class SoakVerdictTest {

  @Test
  void isGoodWhereLatencyAndHeapStayFlat() {
    assertThat(new SoakVerdict(p99(30, 45, 20, 90, 30, 44), 100, 119).good()).isTrue();
  }

  @Test
  void noticesALatencyThatGrows() {
    assertThat(new SoakVerdict(p99(30, 30, 30, 45, 46, 45), 100, 100).good()).isFalse();
  }

  @Test
  void noticesALatencyThatNobodyKnows() {
    assertThat(new SoakVerdict(p99(30, 30, Double.NaN), 100, 100).good()).isFalse();
    assertThat(new SoakVerdict(p99(30, 30, Double.POSITIVE_INFINITY), 100, 100).good()).isFalse();
  }

  @Test
  void noticesAHeapThatGrows() {
    assertThat(new SoakVerdict(p99(30, 30, 30), 100, 121).good()).isFalse();
  }

  @Test
  void noticesAnEventThatDidNotSucceed() {
    List<Minute> minutes =
        List.of(new Minute(1, 30, 0, 1, 1), new Minute(1, 30, 1, 1, 1), new Minute(1, 30, 0, 1, 1));
    assertThat(new SoakVerdict(minutes, 100, 100).good()).isFalse();
  }

  @Test
  void takesNoHeapForNone() {
    assertThatThrownBy(() -> new SoakVerdict(p99(30, 30, 30), 100, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SoakDrill.heapUsed(""))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("heap");
  }

  @Test
  void addsUpTheHeapsPools() {
    String metrics =
        """
        # TYPE jvm_memory_used_bytes gauge
        jvm_memory_used_bytes{area="heap",id="G1 Eden Space"} 4194304.0
        jvm_memory_used_bytes{area="nonheap",id="Metaspace"} 9.9E7
        jvm_memory_used_bytes{area="heap",id="G1 Old Gen"} 2.0E7
        """;
    assertThat(SoakDrill.heapUsed(metrics)).isEqualTo(24_194_304);
  }

  @Test
  void comparesThirdsOfAtLeastThreeMinutes() {
    assertThatThrownBy(() -> new SoakDrill(2, 0.8, Path.of("."), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("minutes");
    assertThatThrownBy(() -> new SoakDrill(10, 0, Path.of("."), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("load");
  }

  private static List<Minute> p99(double... values) {
    return DoubleStream.of(values).mapToObj(value -> new Minute(1_000, value, 0, 1, 1)).toList();
  }
}
