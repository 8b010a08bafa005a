package io.atlas.testing.violations.sleep;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

final class Sleeper {

  private Sleeper() {}

  static void briefly() throws InterruptedException {
    Thread.sleep(1);
  }

  static void aLittle() throws InterruptedException {
    Thread.sleep(Duration.ofMillis(1));
  }

  static void byUnit() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(1);
  }
}
