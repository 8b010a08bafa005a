package io.atlas.console.operations;

import io.atlas.console.status.PlatformStatus;
import io.atlas.kit.background.ManagedThread;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

/**
 * How things stood lately: what is known of them now is noted every ten seconds, for as long as
 * figures are kept by ten seconds. It is this console's own memory, and begins with it.
 * Thread-safe.
 */
@Component
class StatusCourse {

  static final Duration EVERY = Duration.ofSeconds(10);

  static final Duration KEPT = Duration.ofHours(2);

  private final PlatformStatus status;
  private final Clock clock;

  // Guarded by itself; oldest first.
  private final Deque<StatusSample> samples = new ArrayDeque<>();

  StatusCourse(PlatformStatus status, Clock clock) {
    this.status = status;
    this.clock = clock;
  }

  @Bean
  ManagedThread statusCourseThread() {
    return new ManagedThread(
        "status-course",
        SmartLifecycle.DEFAULT_PHASE,
        () ->
            () -> {
              note();
              return EVERY;
            });
  }

  void note() {
    Instant now = clock.instant();
    StatusSample sample = StatusSample.of(status, now);
    synchronized (samples) {
      samples.addLast(sample);
      while (samples.getFirst().at().isBefore(now.minus(KEPT))) {
        samples.removeFirst();
      }
    }
  }

  /** Oldest first. */
  List<StatusSample> between(Instant from, Instant to) {
    synchronized (samples) {
      return samples.stream()
          .filter(each -> !each.at().isBefore(from) && each.at().isBefore(to))
          .toList();
    }
  }
}
