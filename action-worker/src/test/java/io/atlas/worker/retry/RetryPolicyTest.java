package io.atlas.worker.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.kafka.Topic;
import io.atlas.worker.retry.RetryPolicy.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {

  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  private static final ActionDefinition.Retry DEFAULT = ActionDefinition.Retry.DEFAULT;

  @Property
  void delaysGrowWithinTheJitterUpToTheCap(
      @ForAll @IntRange(min = 1, max = 7) int attempt,
      @ForAll @DoubleRange(min = 0, max = 1, maxIncluded = false) double random) {
    ActionDefinition.Retry forever =
        new ActionDefinition.Retry(8, 1_000, 8, 43_200_000, Long.MAX_VALUE / 4_000_000);
    Decision decision = RetryPolicy.afterAttempt(forever, attempt, null, NOW, NOW, random);
    double nominal = Math.min(43_200_000, 1_000 * Math.pow(8, attempt - 1));
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.RetryAt.class,
            retry -> {
              assertThat(retry.attempt()).isEqualTo(attempt + 1);
              assertThat((double) Duration.between(NOW, retry.due()).toMillis())
                  .isBetween(nominal * 0.8 - 1, nominal * 1.2 + 1);
            });
  }

  @Test
  void givesUpAfterTheLastAttempt() {
    assertThat(RetryPolicy.afterAttempt(DEFAULT, 8, null, NOW, NOW, 0.5))
        .isEqualTo(new Decision.GiveUp());
  }

  @Test
  void whatTheTargetAsksForIsTheLeastToWaitAndUsesUpAttempts() {
    assertThat(RetryPolicy.afterAttempt(DEFAULT, 1, Duration.ofSeconds(9), NOW, NOW, 0.5))
        .isEqualTo(new Decision.RetryAt(NOW.plusSeconds(9), 2));
    assertThat(RetryPolicy.afterAttempt(DEFAULT, 3, Duration.ofSeconds(1), NOW, NOW, 0.5))
        .isEqualTo(new Decision.RetryAt(NOW.plusSeconds(64), 4));
    assertThat(RetryPolicy.afterAttempt(DEFAULT, 8, Duration.ofSeconds(9), NOW, NOW, 0.5))
        .isEqualTo(new Decision.GiveUp());
    assertThat(RetryPolicy.afterAttempt(DEFAULT, 1, Duration.ofDays(900), NOW, NOW, 0.5))
        .isEqualTo(new Decision.RetryAt(NOW.plus(RetryPolicy.LONGEST_RETRY_AFTER), 2));
  }

  @Test
  void aTargetThatAlwaysAsksForASecondIsLeftAfterTheLastAttempt() {
    ActionDefinition.Retry three = new ActionDefinition.Retry(3, 1, 1, 10, 86_400_000);
    int attempts = 1;
    Instant now = NOW;
    while (RetryPolicy.afterAttempt(three, attempts, Duration.ZERO, NOW, now, 0)
        instanceof Decision.RetryAt(Instant due, int next)) {
      assertThat(due).isEqualTo(now.plusSeconds(1));
      now = due;
      attempts = next;
    }
    assertThat(attempts).isEqualTo(3);
  }

  @Test
  void nothingStartsBeyondTheAgeLimit() {
    Instant fired = NOW.minusMillis(DEFAULT.maxAgeMs() - 500);
    assertThat(RetryPolicy.afterAttempt(DEFAULT, 1, null, fired, NOW, 0.5))
        .isEqualTo(new Decision.GiveUp());
    assertThat(RetryPolicy.park(DEFAULT, 1, fired, NOW.plusSeconds(1)))
        .isEqualTo(new Decision.GiveUp());
  }

  @Test
  void onlyWhatMayPassIsRetried() {
    Set<FailureCategory> retried = EnumSet.noneOf(FailureCategory.class);
    for (FailureCategory category : FailureCategory.values()) {
      if (RetryPolicy.worthRetrying(category, null)) {
        retried.add(category);
      }
    }
    assertThat(retried)
        .containsExactlyInAnyOrder(
            FailureCategory.TIMEOUT,
            FailureCategory.DNS,
            FailureCategory.CONNECT,
            FailureCategory.TLS,
            FailureCategory.TARGET_ERROR,
            FailureCategory.THROTTLED,
            FailureCategory.TOKEN_UNAVAILABLE);
    assertThat(RetryPolicy.worthRetrying(FailureCategory.TARGET_ERROR, 501)).isFalse();
    assertThat(RetryPolicy.worthRetrying(FailureCategory.REJECTED, 408)).isTrue();
    assertThat(RetryPolicy.worthRetrying(FailureCategory.REJECTED, 404)).isFalse();
  }

  @Property
  void hopsLeadToTheDueTimeAndNeverPastItByMoreThanASecond(
      @ForAll @LongRange(min = 1, max = 43_200_000) long waitMs) {
    Instant due = NOW.plusMillis(waitMs);
    Instant at = NOW;
    int hops = 0;
    while (at.isBefore(due)) {
      Topic tier = DelayTiers.tierFor(Duration.between(at, due));
      Instant release = DelayTiers.releaseAt(tier, at, due);
      assertThat(release).isAfter(at).isBeforeOrEqualTo(due);
      at = release;
      hops++;
    }
    assertThat(hops).isLessThanOrEqualTo(30);
  }

  @Test
  void whatIsPutAsideStaysOnOneDelayTopicAndTheLongerTheOlderItIs() {
    for (int[] each :
        new int[][] {{0, 1}, {8, 1}, {19, 1}, {20, 5}, {119, 5}, {120, 30}, {9_999, 30}}) {
      Instant due = RetryPolicy.asideUntil(NOW.minusSeconds(each[0]), NOW);
      assertThat(due).as("fired %d s ago", each[0]).isEqualTo(NOW.plusSeconds(each[1]));
      Duration wait = Duration.between(NOW, due);
      assertThat(DelayTiers.releaseAt(DelayTiers.tierFor(wait), NOW, due)).isEqualTo(due);
    }
  }
}
