package io.atlas.console.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WindowTest {

  private static final Instant NOW = Instant.parse("2026-11-24T12:34:56Z");

  @Test
  void stepsFollowFromTheRange() {
    assertThat(step(Duration.ofMinutes(15), Split.NONE)).isEqualTo(Duration.ofSeconds(10));
    assertThat(step(Duration.ofHours(1), Split.NONE)).isEqualTo(Duration.ofSeconds(30));
    assertThat(step(Duration.ofMinutes(15), Split.ACTION)).isEqualTo(Duration.ofMinutes(1));
    assertThat(step(Duration.ofHours(1), Split.TARGET)).isEqualTo(Duration.ofMinutes(1));
    for (Split split : new Split[] {Split.NONE, Split.CONNECTION}) {
      assertThat(step(Duration.ofDays(1), split)).isEqualTo(Duration.ofMinutes(10));
      assertThat(step(Duration.ofDays(7), split)).isEqualTo(Duration.ofHours(1));
      assertThat(step(Duration.ofDays(90), split)).isEqualTo(Duration.ofDays(1));
      assertThat(step(Duration.ofDays(400), split)).isEqualTo(Duration.ofDays(2));
    }
  }

  @Test
  void anOldRangeHasTheStepThatIsStillKept() {
    Instant lastWeek = NOW.minus(Duration.ofDays(7));
    FiguresQuery aQuarter =
        FiguresQuery.of("account", lastWeek, lastWeek.plus(Duration.ofMinutes(15)));
    assertThat(Window.of(aQuarter, NOW).step()).isEqualTo(Duration.ofHours(1));
    Instant yesterday = NOW.minus(Duration.ofDays(1));
    assertThat(
            Window.of(FiguresQuery.of("account", yesterday, yesterday.plusSeconds(60)), NOW).step())
        .isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void pointsAreWholeStepsAndNotMany() {
    for (long seconds = 1; seconds < 400L * 86_400; seconds = seconds * 3 / 2 + 1) {
      Window window = Window.of(FiguresQuery.of("account", NOW.minusSeconds(seconds), NOW), NOW);
      assertThat(window.points()).hasSizeBetween(1, 202);
      assertThat(window.from()).isBeforeOrEqualTo(NOW.minusSeconds(seconds));
      assertThat(window.to()).isAfterOrEqualTo(NOW);
      assertThat(window.from().getEpochSecond() % window.step().toSeconds()).isZero();
    }
  }

  @Test
  void rangesThatCannotBeAreRefused() {
    assertThatThrownBy(() -> FiguresQuery.of("account", NOW, NOW))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> FiguresQuery.of("account", Instant.MIN, Instant.MAX))
        .isInstanceOfAny(IllegalArgumentException.class, ArithmeticException.class);
    // It would be the platform's.
    assertThatThrownBy(() -> FiguresQuery.of("", NOW.minusSeconds(1), NOW))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Duration step(Duration range, Split split) {
    FiguresQuery query = FiguresQuery.of("account", NOW.minus(range), NOW).by(split);
    return Window.of(query, NOW).step();
  }
}
