package io.atlas.worker.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.ActionDefinition.RateLimit;
import io.atlas.model.event.FailureCategory;
import io.atlas.worker.call.CallOutcome;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class LimitsTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  @Test
  void theLimitRisesWhileItHoldsWorkUpAndProcessorsAreFree() {
    ConcurrencyLimit limit = new ConcurrencyLimit(4_000);
    int start = limit.current();
    for (int i = 0; i < 50; i++) {
      limit.sample(10);
      limit.reached();
      limit.adjust();
    }
    assertThat(limit.current()).isGreaterThan(start).isEqualTo(4_000);
  }

  @Test
  void theLimitStaysWhereNothingWaitsForIt() {
    ConcurrencyLimit limit = new ConcurrencyLimit(4_000);
    int start = limit.current();
    limit.sample(0);
    limit.adjust();
    assertThat(limit.current()).isEqualTo(start);
  }

  @Test
  void theLimitFallsWhereThreadsQueueForProcessorsButNotToNothing() {
    ConcurrencyLimit limit = new ConcurrencyLimit(4_000);
    for (int i = 0; i < 200; i++) {
      limit.sample(2_000);
      limit.reached();
      limit.adjust();
    }
    assertThat(limit.current()).isEqualTo(64);
  }

  @Property
  void aPaceIsNeverExceededByMoreThanItsToleranceInAnySecond(
      @ForAll @DoubleRange(min = 0.5, max = 5_000) double perSecond,
      @ForAll @DoubleRange(min = 0.13, max = 1) double share) {
    Pace pace = new Pace(perSecond);
    long now = 7;
    int starts = 0;
    while (now < 7 + SECOND) {
      long wait = pace.untilAllowed(now);
      if (wait == 0) {
        pace.started(now, share);
        starts++;
      } else {
        now += wait;
      }
    }
    double allowed = perSecond * share;
    assertThat((double) starts).isLessThanOrEqualTo(allowed * 1.011 + 2);
    assertThat((double) starts).isGreaterThanOrEqualTo(Math.floor(allowed * 0.98));
  }

  @Test
  void aFurtherCallOfTheSameWorkCountsAgainstTheRate() {
    Lane lane = new Lane("a", new LaneAccount("acme"), 1_000, 0);
    lane.paceAs(new RateLimit(10));
    lane.countStart(0, 1);
    long afterOneCall = lane.untilPaceAllows(0);
    lane.countCall(0, 1);
    assertThat(lane.untilPaceAllows(0)).isEqualTo(afterOneCall + SECOND / 10);
  }

  @Test
  void aLaneGrowsWithAnswersAndShrinksWithTimeouts() {
    Lane lane = new Lane("a", new LaneAccount("acme"), 1_000, 0);
    int first = lane.limit();
    for (int i = 0; i < 500; i++) {
      lane.add(null, 0);
    }
    int started = 0;
    while (lane.canStart(0)) {
      var _ = lane.start(0, 1);
      started++;
    }
    assertThat(started).isEqualTo(first);
    for (int i = 0; i < 10; i++) {
      lane.ended(null, 1);
    }
    assertThat(lane.limit()).isGreaterThan(first);
    int grown = lane.limit();
    lane.ended(
        new CallOutcome.Failed(
            FailureCategory.TIMEOUT, null, "late", false, new CallOutcome.Timing(0, 0, 0)),
        2 * SECOND);
    assertThat(lane.limit()).isEqualTo(grown / 2);
  }

  @Test
  void aLaneWhoseCallsAllHangIsStalled() {
    Lane lane = new Lane("a", new LaneAccount("acme"), 4, 0);
    for (int i = 0; i < 4; i++) {
      lane.countStart(0, 1);
    }
    assertThat(lane.isStalled(SECOND / 2)).isFalse();
    assertThat(lane.isStalled(2 * SECOND)).isTrue();
    assertThat(lane.overflows(1_000, false, 1, 2 * SECOND)).isTrue();
    lane.ended(null, 2 * SECOND);
    assertThat(lane.isStalled(2 * SECOND)).isFalse();
  }
}
