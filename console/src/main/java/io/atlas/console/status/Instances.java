package io.atlas.console.status;

import io.atlas.model.event.ServiceStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What instances told last. Who has fallen silent is judged by the broker's clock alone: by the
 * timestamps of their records and the newest of anybody's, from which on this console's monotonic
 * clock counts. This console tells every five seconds too; where not even that is heard, it is the
 * broker that is away, and nobody is called lost. Thread-safe.
 */
final class Instances {

  /** Whoever has not spoken for so long is lost. */
  static final Duration SILENT = Duration.ofSeconds(15);

  /** A lost one is forgotten after so long. */
  static final Duration FORGOTTEN = Duration.ofHours(1);

  private static final int MOST = 1_000;

  private static final Comparator<InstanceState> LOST_FIRST =
      Comparator.comparing(InstanceState::lost, Comparator.reverseOrder())
          .thenComparing(InstanceState::service)
          .thenComparing(InstanceState::instance);

  private final Clock clock;
  private final LongSupplier nanoTime;

  // Guarded by this.
  private final Map<String, Heard> heard = new HashMap<>();
  private boolean heardAny;
  private long newest;
  private long newestNanos;

  /**
   * @param at epoch milliseconds of the broker's clock
   */
  private record Heard(ServiceStatus status, long at) {}

  Instances(Clock clock, LongSupplier nanoTime) {
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /**
   * A record came.
   *
   * @param status null for a tombstone
   * @param timestamp the broker's, epoch milliseconds
   */
  synchronized void take(String key, @Nullable ServiceStatus status, long timestamp) {
    // A broker whose clock was set back is believed once nothing else is heard.
    if (!heardAny || timestamp >= newest || sinceNewest().compareTo(SILENT) > 0) {
      newest = timestamp;
      newestNanos = nanoTime.getAsLong();
      heardAny = true;
    }
    Heard known = heard.get(key);
    if (known != null && known.at() > timestamp && timestamp < newest) {
      return; // read again from the start
    }
    if (status == null) {
      heard.remove(key);
    } else {
      heard.put(key, new Heard(status, timestamp));
      forgetOne();
    }
  }

  private void forgetOne() {
    if (heard.size() > MOST) {
      heard.entrySet().stream()
          .min(Comparator.comparingLong(entry -> entry.getValue().at()))
          .map(Map.Entry::getKey)
          .ifPresent(heard::remove);
    }
  }

  /** The lost ones first. */
  synchronized Reading<List<InstanceState>> all() {
    if (!heardAny) {
      return new Reading.Missing<>("Nothing has been heard from Kafka since this console started.");
    }
    if (sinceNewest().compareTo(SILENT) > 0) {
      return new Reading.Missing<>(
          "Nothing has been heard from Kafka for "
              + sinceNewest().toSeconds()
              + " s, not even from this console itself.");
    }
    long now = newest + sinceNewest().toMillis();
    heard.values().removeIf(each -> now - each.at() > FORGOTTEN.toMillis());
    List<InstanceState> states =
        heard.values().stream()
            .map(each ->
                new InstanceState(
                    each.status(),
                    Instant.ofEpochMilli(each.at()),
                    now - each.at() > SILENT.toMillis()))
            .sorted(LOST_FIRST)
            .toList();
    return new Reading.Known<>(states, clock.instant());
  }

  private Duration sinceNewest() {
    return Duration.ofNanos(nanoTime.getAsLong() - newestNanos);
  }
}
