package io.atlas.console.status;

import io.atlas.model.event.ServiceStatus;
import io.atlas.model.event.ServiceStatus.Figures;
import io.atlas.model.kafka.KafkaConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Where things stand on a real broker, looked at whenever the test says that time has passed. */
public final class StatusOfMinutes implements AutoCloseable {

  private static final int MOST_TRIES = 20;

  private static final ServiceStatus SELF =
      new ServiceStatus(
          "console",
          "self",
          "1",
          Instant.EPOCH,
          "host",
          true,
          new Figures(1, 2, null, 1, null, null),
          List.of());

  private final AtomicLong nanos = new AtomicLong();
  private final Instances instances = new Instances(Clock.systemUTC(), nanos::get);
  private final Backlog backlog = new Backlog(Clock.systemUTC(), nanos::get);
  private final BacklogReader reader;

  public StatusOfMinutes(KafkaConnection kafka) {
    reader =
        new BacklogReader(
            kafka, kafka.topicPrefix() + "workers", backlog, new HashMap<>(), nanos::get);
  }

  public PlatformStatus status() {
    return new PlatformStatus(instances, backlog);
  }

  /** Tries again where a busy broker did not answer in time. */
  public void lookAfter(Duration time) throws InterruptedException {
    nanos.addAndGet(time.toNanos());
    instances.take(SELF.key(), SELF, Duration.ofNanos(nanos.get()).toMillis());
    for (int tries = 0; tries == 0 || backlog.latest().known().isEmpty(); tries++) {
      if (tries == MOST_TRIES) {
        throw new IllegalStateException(backlog.latest().missing());
      }
      var _ = reader.step();
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
