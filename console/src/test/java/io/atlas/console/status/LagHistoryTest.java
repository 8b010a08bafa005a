package io.atlas.console.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

class LagHistoryTest {

  private final LagHistory history = new LagHistory();

  /** Looks every five seconds. */
  private void look(int fromSecond, int toSecond, IntToLongFunction lag) {
    for (int second = fromSecond; second < toSecond; second += 5) {
      history.add(lag.applyAsLong(second), Duration.ofSeconds(second).toNanos());
    }
  }

  @Test
  void whatRisesBetweenCommitsAndFallsWithThemDoesNotGrow() {
    look(0, 600, second -> 100L * (second % 30));
    assertThat(history.growingMinutes()).isZero();
    assertThat(history.minuteAgo()).isZero();
  }

  @Test
  void itGrowsForAsManyMinutesAsItsLeastRises() {
    look(0, 300, second -> 50);
    assertThat(history.growingMinutes()).isZero();
    look(300, 665, second -> 10L * second);
    assertThat(history.growingMinutes()).isEqualTo(7);
    look(665, 800, second -> 10);
    assertThat(history.growingMinutes()).isZero();
  }

  @Test
  void minutesThatNobodyLookedAtSayNothing() {
    look(0, 300, second -> second);
    look(1_000, 1_030, second -> second);
    assertThat(history.growingMinutes()).isZero();
    assertThat(history.minuteAgo()).isNull();
  }
}
