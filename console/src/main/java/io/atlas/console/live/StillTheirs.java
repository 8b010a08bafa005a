package io.atlas.console.live;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Whether a page's session is still its person's, asked once a second at most. One thread's. */
final class StillTheirs implements BooleanSupplier {

  private static final long LONG_AGO = Duration.ofSeconds(1).toNanos();

  private final BooleanSupplier asking;
  private final LongSupplier nanoTime;
  private boolean asked;
  private boolean theirs;
  private long askedAt;

  StillTheirs(BooleanSupplier asking, LongSupplier nanoTime) {
    this.asking = asking;
    this.nanoTime = nanoTime;
  }

  @Override
  public boolean getAsBoolean() {
    long now = nanoTime.getAsLong();
    if (!asked || now - askedAt >= LONG_AGO) {
      theirs = asking.getAsBoolean();
      asked = true;
      askedAt = now;
    }
    return theirs;
  }
}
