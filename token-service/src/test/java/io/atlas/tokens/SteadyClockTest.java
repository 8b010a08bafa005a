package io.atlas.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SteadyClockTest {

  private final ManualClock wall = ManualClock.atNoon();
  private final Instant start = wall.instant();
  private long nanos;
  private final SteadyClock clock = new SteadyClock(wall, () -> nanos);

  private void pass(Duration duration) {
    nanos += duration.toNanos();
    wall.advance(duration);
  }

  @Test
  @DisplayName("vector 74: the wall clock jumps by an hour: nothing is early or late")
  void theWallClockJumpsByAnHour() {
    for (Duration jump : new Duration[] {Duration.ofHours(1), Duration.ofHours(-2)}) {
      wall.advance(jump);
      assertThat(clock.instant()).isEqualTo(start.plusNanos(nanos));
      pass(Duration.ofMinutes(5));
      assertThat(clock.instant()).isEqualTo(start.plusNanos(nanos));
      wall.advance(jump.negated());
      assertThat(clock.instant()).isEqualTo(start.plusNanos(nanos));
    }
  }

  @Test
  void aWallClockThatStaysElsewhereIsBelievedAfterTenMinutes() {
    wall.advance(Duration.ofHours(1));
    assertThat(clock.instant()).isEqualTo(start);
    pass(Duration.ofMinutes(11));
    assertThat(clock.instant()).isEqualTo(wall.instant());
    pass(Duration.ofSeconds(1));
    assertThat(clock.instant()).isEqualTo(wall.instant());
  }
}
