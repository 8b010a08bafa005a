package io.atlas.console.session;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.stereotype.Component;

/** When the console's database was last heard, for words about its absence. Thread-safe. */
@Component
public class DatabaseAnswers {

  private final Clock clock;
  private final Instant start;
  private final AtomicReference<Instant> last;

  DatabaseAnswers(Clock clock) {
    this.clock = clock;
    this.start = clock.instant();
    this.last = new AtomicReference<>(start);
  }

  /** It has just answered. */
  public void heard() {
    last.set(clock.instant());
  }

  /** The start of the console where it has never answered. */
  Instant last() {
    return last.get();
  }

  boolean never() {
    return last.get().equals(start);
  }
}
