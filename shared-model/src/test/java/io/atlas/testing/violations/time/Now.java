package io.atlas.testing.violations.time;

import java.time.Instant;

final class Now {

  private Now() {}

  static Instant instant() {
    return Instant.now();
  }

  static long millis() {
    return System.currentTimeMillis();
  }
}
