package io.atlas.tokens.token;

import io.atlas.model.event.ConnectionState;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The one token request of a connection that is on its way, with all who wait for it. Not
 * thread-safe.
 */
final class Flight {

  /** Of attempts, all in all: a passing failure is tried again at once this often. */
  private static final int MOST_ATTEMPTS = 3;

  /** Attempts are repeated only where the first ones failed fast. */
  private static final Duration FAST = Duration.ofSeconds(4);

  final long call;
  final ConnectionState connection;
  final Purpose purpose;
  final Instant startedAt;
  final Instant deadline;
  final Set<String> testIds = new LinkedHashSet<>();
  private final boolean repeatable;
  private int attempts = 1;
  private boolean waiting;
  private boolean late;

  /**
   * @param repeatable whether a passing failure may be tried again at once
   */
  Flight(
      long call,
      ConnectionState connection,
      Purpose purpose,
      Instant startedAt,
      Instant deadline,
      boolean repeatable) {
    this.call = call;
    this.connection = connection;
    this.purpose = purpose;
    this.startedAt = startedAt;
    this.deadline = deadline;
    this.repeatable = repeatable;
  }

  boolean mayRepeat(Instant now) {
    return repeatable && attempts < MOST_ATTEMPTS && now.isBefore(startedAt.plus(FAST));
  }

  /** Between attempts; returns how many there were. */
  int pause() {
    waiting = true;
    return attempts;
  }

  boolean resume() {
    boolean due = waiting;
    if (due) {
      waiting = false;
      attempts++;
    }
    return due;
  }

  /** The provider answers others by now, so this one, sent before, may never be. */
  void overtaken() {
    late = true;
  }

  boolean isOvertaken() {
    return late;
  }
}
