package io.atlas.kit.background;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Says when an outage is worth a line in the log: at once where it is another one than told last,
 * and once a minute while it lasts. What waits tries every second. Thread-safe.
 */
final class RepeatedOutage {

  private static final long AGAIN = Duration.ofMinutes(1).toNanos();

  private final LongSupplier nanoTime;
  private @Nullable String told;
  private long toldAt;

  RepeatedOutage(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  synchronized boolean isNews(Throwable outage) {
    String text = outage.toString();
    long now = nanoTime.getAsLong();
    if (text.equals(told) && now - toldAt < AGAIN) {
      return false;
    }
    told = text;
    toldAt = now;
    return true;
  }
}
