package io.atlas.connections.health;

import io.atlas.connections.outbox.Leadership;
import io.atlas.connections.outbox.Leadership.Duty;
import io.atlas.kit.background.ManagedThread;
import io.atlas.kit.background.SkippedMeters;
import io.atlas.model.event.TokenState;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.view.TopicView;
import io.atlas.model.view.ViewSchema;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Follows the tokens topic and has each connection whose state changed recorded, the newest state
 * only. One instance records at a time: another's view may be behind, and would record again what
 * is over. While the database is away, changes wait.
 */
@Component
class TokenWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TokenWatch.class);

  /** How long the end of another leader, or of the own session, can go unnoticed. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private static final long LONGEST_BARRIER_SECONDS = 30;

  /** Started after the outbox relay and stopped before it. */
  private static final int PHASE = 1;

  private final JdbcConnectionDetails database;
  private final HealthRecord record;
  private final TopicView<TokenState> tokens;

  private final BlockingQueue<String> changed = new LinkedBlockingQueue<>();
  private final Set<String> queued = ConcurrentHashMap.newKeySet();
  private volatile boolean leading;

  TokenWatch(
      KafkaConnection kafka, JdbcConnectionDetails database, HealthRecord record, Clock clock) {
    this.database = database;
    this.record = record;
    this.tokens =
        TopicView.open(
            kafka, ViewSchema.TOKENS, clock, (connectionId, before, after) -> note(connectionId));
  }

  @Bean
  ManagedThread tokenWatchThread() {
    return new ManagedThread(
        "token-watch",
        PHASE,
        () -> new Recording(Leadership.candidate(database, Duty.RECORD_HEALTH)),
        SQLException.class,
        DataAccessException.class,
        TransactionException.class,
        ExecutionException.class,
        TimeoutException.class);
  }

  @Bean
  MeterBinder tokenWatchMeters() {
    return SkippedMeters.of("token-watch", tokens, TopicView::skipped);
  }

  boolean isCaughtUp() {
    return tokens.isCaughtUp();
  }

  private void note(String connectionId) {
    if (leading && queued.add(connectionId)) {
      changed.add(connectionId);
    }
  }

  /** One session with the database, which waits for the lead or has it. */
  private final class Recording implements ManagedThread.Work {

    private final Leadership leadership;

    Recording(Leadership leadership) {
      this.leadership = leadership;
    }

    @Override
    public Duration step()
        throws SQLException, InterruptedException, ExecutionException, TimeoutException {
      if (!leading) {
        if (!leadership.acquire()) {
          return LOOK;
        }
        lead();
      }
      String connectionId = changed.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
      if (connectionId == null) {
        leadership.verify();
      } else {
        record(connectionId);
      }
      return Duration.ZERO;
    }

    /** Looks at everything first, no older than the leader before may have seen it. */
    private void lead() throws InterruptedException, ExecutionException, TimeoutException {
      tokens.barrier().get(LONGEST_BARRIER_SECONDS, TimeUnit.SECONDS);
      leading = true;
      tokens.forEach((connectionId, state) -> note(connectionId));
    }

    private void record(String connectionId) {
      queued.remove(connectionId); // before reading, so that a change from now on is seen again
      TokenState state = tokens.get(connectionId);
      if (state == null) {
        return;
      }
      try {
        record.update(connectionId, state);
      } catch (DataIntegrityViolationException refused) {
        // Such as a text with a NUL in it: no try will ever be accepted, and others wait.
        log.warn("connection {}: its health cannot be stored", connectionId);
      }
    }

    @Override
    public void close() throws SQLException {
      leading = false;
      leadership.close();
    }
  }

  @Override
  public void close() {
    tokens.close();
  }
}
