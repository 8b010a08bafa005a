package io.atlas.connections.credentialtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atlas.connections.problem.ProblemException;
import io.atlas.testing.ManualClock;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TestAllowanceTest {

  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-25T12:00:00Z"));
  private final TestAllowance allowance = new TestAllowance(30, new Meter());

  private final class Meter implements TimeMeter {

    @Override
    public long currentTimeNanos() {
      return TimeUnit.MILLISECONDS.toNanos(clock.millis());
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }

  @Test
  void anAccountHasItsTestsAMinuteAndEarnsThemEvenly() {
    for (int i = 0; i < 30; i++) {
      var _ = allowance.within("demo", () -> true);
    }
    assertThatThrownBy(() -> allowance.within("demo", () -> true))
        .isInstanceOf(ProblemException.class);
    assertThatCode(() -> allowance.within("other", () -> true)).doesNotThrowAnyException();
    clock.advance(Duration.ofSeconds(2));
    var _ = allowance.within("demo", () -> true);
    assertThatThrownBy(() -> allowance.within("demo", () -> true))
        .isInstanceOf(ProblemException.class);
    clock.advance(Duration.ofHours(1));
    int taken = 0;
    try {
      while (taken < 100) {
        var _ = allowance.within("demo", () -> true);
        taken++;
      }
    } catch (ProblemException none) {
      assertThat(taken).isEqualTo(30);
    }
  }
}
