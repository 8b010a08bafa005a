package io.atlas.kit.background;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RepeatedOutageTest {

  private long second;
  private final RepeatedOutage outage =
      new RepeatedOutage(() -> Duration.ofSeconds(second).toNanos());

  @Test
  void isToldOnceAMinuteWhileItLasts() {
    assertThat(told("no topic", 0, 60)).isEqualTo(1);
    assertThat(told("no topic", 60, 180)).isEqualTo(2);
  }

  @Test
  void anotherOneIsToldAtOnce() {
    assertThat(told("no topic", 0, 10)).isEqualTo(1);
    assertThat(told("no broker", 10, 20)).isEqualTo(1);
  }

  private long told(String what, int from, int to) {
    return IntStream.range(from, to)
        .filter(now -> {
          second = now;
          return outage.isNews(new IOException(what));
        })
        .count();
  }
}
