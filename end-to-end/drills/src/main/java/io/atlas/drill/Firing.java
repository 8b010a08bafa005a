package io.atlas.drill;

import io.atlas.bench.load.EventFeed;
import io.atlas.bench.load.Target;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Events of all actions in turn, at an even rate, in the background until closed. */
final class Firing implements AutoCloseable {

  private final AtomicBoolean goOn = new AtomicBoolean(true);
  private final AtomicReference<@Nullable RuntimeException> failed = new AtomicReference<>();
  private final Thread thread;

  Firing(EventFeed feed, double perSecond, List<Target> targets) {
    thread =
        Thread.ofPlatform()
            .name("firing")
            .start(() -> {
              try {
                feed.paceWhile(
                    perSecond, goOn::get, number -> targets.get(number % targets.size()));
              } catch (RuntimeException broken) {
                failed.set(broken);
              }
            });
  }

  void stop() {
    goOn.set(false);
  }

  /** Returns once the broker has all events. */
  @Override
  public void close() {
    stop();
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    RuntimeException broken = failed.get();
    if (broken != null) {
      throw broken;
    }
  }
}
