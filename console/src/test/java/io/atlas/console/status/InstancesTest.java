package io.atlas.console.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.ServiceStatus;
import io.atlas.model.event.ServiceStatus.Figures;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class InstancesTest {

  /** The broker's clock is an hour behind this console's: only the broker's counts. */
  private static final long BROKER = Instant.parse("2026-11-24T11:00:00Z").toEpochMilli();

  private final AtomicLong nanos = new AtomicLong();
  private final Instances instances =
      new Instances(Clock.fixed(Instant.parse("2026-11-24T12:00:00Z"), ZoneOffset.UTC), nanos::get);

  private static ServiceStatus status(String service, String instance) {
    return new ServiceStatus(
        service,
        instance,
        "1",
        Instant.EPOCH,
        "host",
        true,
        new Figures(1, 2, null, 1, null, null),
        List.of());
  }

  private void speaks(String service, long atSecond) {
    nanos.set(Duration.ofSeconds(atSecond).toNanos());
    ServiceStatus status = status(service, "i");
    instances.take(status.key(), status, BROKER + atSecond * 1_000);
  }

  private List<String> lost() {
    return instances.all().known().orElseThrow().stream()
        .filter(InstanceState::lost)
        .map(InstanceState::service)
        .toList();
  }

  @Test
  void whoIsSilentForMoreThanFifteenSecondsWhileOthersSpeakIsLost() {
    speaks("action-worker", 0);
    for (int second = 0; second <= 15; second += 5) {
      speaks("console", second);
    }
    assertThat(lost()).isEmpty();
    nanos.set(Duration.ofSeconds(16).toNanos());
    assertThat(lost()).containsExactly("action-worker");
    speaks("action-worker", 17);
    assertThat(lost()).isEmpty();
  }

  @Test
  void aTombstoneIsNoLoss() {
    speaks("action-worker", 0);
    speaks("console", 0);
    instances.take("action-worker/i", null, BROKER + 1);
    speaks("console", 20);
    assertThat(instances.all().known().orElseThrow())
        .extracting(InstanceState::service)
        .containsExactly("console");
  }

  @Test
  void aLostOneIsForgottenAfterAnHour() {
    speaks("action-worker", 0);
    speaks("console", 3_599);
    assertThat(lost()).containsExactly("action-worker");
    speaks("console", 3_601);
    assertThat(lost()).isEmpty();
  }

  @Test
  void whereNobodyIsHeardItIsTheBrokerThatIsAway() {
    assertThat(instances.all().missing()).contains("since this console started");
    speaks("action-worker", 0);
    speaks("console", 0);
    nanos.set(Duration.ofSeconds(40).toNanos());
    assertThat(instances.all().missing()).contains("for 40 s");
    speaks("console", 41);
    assertThat(lost()).containsExactly("action-worker");
  }

  @Test
  void whatIsReadAgainFromTheStartDoesNotTakeBackWhatIsNewer() {
    speaks("console", 0);
    speaks("console", 30);
    ServiceStatus old = status("console", "i");
    instances.take(old.key(), old, BROKER);
    assertThat(instances.all().known().orElseThrow())
        .extracting(InstanceState::heardAt)
        .containsExactly(Instant.ofEpochMilli(BROKER + 30_000));
  }

  @Test
  void aBrokerWhoseClockWasSetBackIsBelieved() {
    speaks("console", 0);
    nanos.set(Duration.ofSeconds(20).toNanos());
    ServiceStatus again = status("console", "i");
    instances.take(again.key(), again, BROKER - 3_600_000);
    assertThat(lost()).isEmpty();
    assertThat(instances.all().known()).isPresent();
  }

  @Test
  void theirNumberIsBounded() {
    for (int i = 0; i < 1_200; i++) {
      ServiceStatus status = status("action-worker", "i" + i);
      instances.take(status.key(), status, BROKER + i);
    }
    assertThat(instances.all().known().orElseThrow()).hasSize(1_000);
  }
}
