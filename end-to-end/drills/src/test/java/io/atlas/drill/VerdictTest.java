package io.atlas.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VerdictTest {

  private static final Duration QUICK = Duration.ofSeconds(2);

  @Test
  void isGoodWhereNothingIsMissingAndLittleWasRepeated() {
    assertThat(new Verdict("crash", 20, 100, 100, 0, 7, 7, 0, 0, 0, QUICK).good()).isTrue();
  }

  @ParameterizedTest
  @MethodSource
  void isNotGood(Verdict verdict) {
    assertThat(verdict.good()).isFalse();
  }

  static Stream<Verdict> isNotGood() {
    return Stream.of(
        new Verdict("nothing fired", 20, 0, 0, 0, 0, 7, 0, 0, 0, QUICK),
        new Verdict("one is missing", 20, 100, 99, 0, 0, 7, 0, 0, 0, QUICK),
        new Verdict("one failed", 20, 100, 100, 1, 0, 7, 0, 0, 0, QUICK),
        new Verdict("one repeat too many", 20, 100, 100, 0, 8, 7, 0, 0, 0, QUICK),
        new Verdict("another key", 20, 100, 100, 0, 0, 7, 1, 0, 0, QUICK),
        new Verdict("a stranger", 20, 100, 100, 0, 0, 7, 0, 1, 0, QUICK),
        new Verdict("a commit that never came", 20, 100, 100, 0, 0, 7, 0, 0, 1, QUICK),
        new Verdict("a slow stop", 20, 100, 100, 0, 0, 7, 0, 0, 0, Duration.ofSeconds(10)));
  }
}
