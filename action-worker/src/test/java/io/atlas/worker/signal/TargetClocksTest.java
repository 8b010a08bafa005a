package io.atlas.worker.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.kit.clock.ClockSkews;
import io.atlas.model.template.Rendered.Field;
import io.atlas.worker.call.CallOutcome;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TargetClocksTest {

  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
  private static final long SECOND = 1_000_000_000L;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final TargetClocks clocks = new TargetClocks(new ClockSkews(meters, "worker"));

  private static CallOutcome answered(Instant date, long seconds) {
    String text = DateTimeFormatter.RFC_1123_DATE_TIME.format(date.atOffset(ZoneOffset.UTC));
    return new CallOutcome.Responded(
        200,
        List.of(new Field("Date", text)),
        new byte[0],
        new CallOutcome.Timing(-1, 0, seconds * SECOND));
  }

  private @Nullable Double skew() {
    Gauge gauge =
        meters.find("atlas.clock.skew").tags("kind", "target", "name", "shop:443").gauge();
    return gauge == null ? null : gauge.value();
  }

  @Test
  void aTargetsClockIsMeasured() {
    clocks.seen("shop:443", answered(NOON.plusSeconds(90), 1), NOON);
    assertThat(skew()).isEqualTo(90);
    Instant later = NOON.plusSeconds(11);
    clocks.seen("shop:443", answered(later.minusSeconds(60), 1), later);
    assertThat(skew()).isBetween(-60.0, -55.0);
  }

  @Test
  void slownessIsNoSkew() {
    clocks.seen("shop:443", answered(NOON.minusSeconds(20), 25), NOON);
    assertThat(skew()).isEqualTo(0);
  }

  @Test
  void eachIsLookedAtOnceInTenSeconds() {
    clocks.seen("shop:443", answered(NOON.plusSeconds(90), 1), NOON);
    clocks.seen("shop:443", answered(NOON.plusSeconds(30), 1), NOON.plusSeconds(9));
    assertThat(skew()).isEqualTo(90);
  }
}
