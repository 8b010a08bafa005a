package io.atlas.kit.rate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AllowancesTest {

  private final AtomicLong now = new AtomicLong();
  private final Allowances allowances =
      new Allowances(
          2,
          Duration.ofSeconds(1),
          20,
          new TimeMeter() {
            @Override
            public long currentTimeNanos() {
              return now.get();
            }

            @Override
            public boolean isWallClockBased() {
              return false;
            }
          });

  @Test
  void tenSecondsWorthAtOnceThenAtTheRate() {
    assertThat(taken("a")).isEqualTo(20);
    assertThat(allowances.take("a")).isEqualTo(Duration.ofMillis(500));
    now.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(taken("a")).isEqualTo(2);
  }

  @Test
  void waitsAreToldInWholeSecondsRoundedUp() {
    taken("a");
    assertThat(Allowances.seconds(allowances.take("a"))).isEqualTo(1);
    assertThat(Allowances.seconds(Duration.ofMillis(1_001))).isEqualTo(2);
    assertThat(Allowances.seconds(Duration.ofSeconds(2))).isEqualTo(2);
  }

  @Test
  void whatOneUsesUpAnotherStillHas() {
    taken("a");
    assertThat(taken("b")).isEqualTo(20);
  }

  @Test
  void anAddressStandsForItsNetwork() {
    assertThat(ClientAddress.of("2001:db8:1:2:3:4:5:6"))
        .isEqualTo(ClientAddress.of("2001:db8:1:2::1"))
        .isNotEqualTo(ClientAddress.of("2001:db8:1:3::1"));
    assertThat(ClientAddress.of("192.0.2.1")).isNotEqualTo(ClientAddress.of("192.0.2.2"));
    assertThat(ClientAddress.of("::ffff:192.0.2.1")).isEqualTo(ClientAddress.of("192.0.2.1"));
    assertThat(ClientAddress.of("no address")).isEqualTo("no address");
  }

  private int taken(String key) {
    int count = 0;
    while (allowances.take(key).isZero()) {
      count++;
    }
    return count;
  }
}
