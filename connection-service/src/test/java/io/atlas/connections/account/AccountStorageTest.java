package io.atlas.connections.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atlas.connections.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class AccountStorageTest {

  private static final long MIB = 1 << 20;

  private final Map<String, Long> stored = new HashMap<>();
  private int counts;
  private Instant now = Instant.parse("2026-01-02T03:04:05Z");
  private final InstantSource time = () -> now;
  private final Clock clock = time.withZone(ZoneOffset.UTC);
  private final AccountStorage storage =
      new AccountStorage(
          DataSize.ofMegabytes(10),
          account -> {
            counts++;
            return stored.getOrDefault(account, 0L);
          },
          clock);

  @Test
  void anAccountHasSoMuchAndOthersHaveTheirs() {
    for (int i = 0; i < 10; i++) {
      storage.take("a", 0, MIB);
    }
    stored.put("a", 10 * MIB);
    assertThatThrownBy(() -> storage.take("a", 0, 1))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("10 MiB")
        .hasMessageContaining("Delete some");
    storage.take("b", 0, 10 * MIB);
    // What gets smaller is never refused, and makes room.
    storage.take("a", MIB, MIB / 2);
    storage.take("a", 0, MIB / 2);
  }

  @Test
  void whatOthersStoredCountsWithinAMinuteAndNearTheBoundWithinASecond() {
    storage.take("a", 0, 1);
    stored.put("a", 8 * MIB);
    storage.take("a", 0, 1);
    assertThat(counts).isEqualTo(1);
    now = now.plus(Duration.ofSeconds(61));
    storage.take("a", 0, 1);
    assertThat(counts).isEqualTo(2);
    stored.put("a", 2 * MIB);
    assertThatThrownBy(() -> storage.take("a", 0, 3 * MIB)).isInstanceOf(ProblemException.class);
    now = now.plusMillis(1_001);
    storage.take("a", 0, 3 * MIB);
    assertThat(counts).isEqualTo(3);
  }
}
