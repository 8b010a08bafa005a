package io.atlas.connections.outbox;

import io.atlas.model.kafka.KafkaConnection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Keeps a {@link RelaySession} going while the service runs, through restarts of database and
 * broker.
 */
@Component
final class OutboxRelay implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(OutboxRelay.class);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);

  private final JdbcConnectionDetails database;
  private final KafkaConnection kafka;
  private final Acknowledgements acknowledgements;
  private volatile CountDownLatch stopped = new CountDownLatch(0);
  private @Nullable Thread thread;

  OutboxRelay(
      JdbcConnectionDetails database, KafkaConnection kafka, Acknowledgements acknowledgements) {
    this.database = database;
    this.kafka = kafka;
    this.acknowledgements = acknowledgements;
  }

  @Override
  public void start() {
    stopped = new CountDownLatch(1);
    thread = Thread.ofPlatform().daemon().name("outbox-relay").start(this::run);
  }

  private void run() {
    try {
      do {
        try (RelaySession session = RelaySession.open(database, kafka, acknowledgements)) {
          session.relay(stopped);
        } catch (SQLException | KafkaException away) {
          log.warn("the outbox waits: {}", away.toString());
        }
      } while (!stopped.await(PAUSE_AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException interrupted) {
      log.debug("interrupted");
    }
  }

  @Override
  public void stop() {
    stopped.countDown();
    Thread relay = thread;
    if (relay != null) {
      try {
        relay.join(Duration.ofSeconds(5));
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public boolean isRunning() {
    return stopped.getCount() > 0;
  }

  /** Started before requests are taken and stopped after the last one. */
  @Override
  public int getPhase() {
    return 0;
  }
}
