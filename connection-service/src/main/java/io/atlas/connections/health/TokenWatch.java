package io.atlas.connections.health;

import io.atlas.connections.leader.Leadership;
import io.atlas.connections.leader.Leadership.Duty;
import io.atlas.model.event.TokenState;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.view.TopicView;
import io.atlas.model.view.ViewSchema;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Follows the tokens topic and has each connection whose state changed recorded, the newest state
 * only. One instance records at a time: another's view may be behind, and would record again what
 * is over. While the database is away, changes wait.
 */
@Component
class TokenWatch implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(TokenWatch.class);

  /** How long the end of another leader, or of the own session, can go unnoticed. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private static final long LONGEST_BARRIER_SECONDS = 30;

  private final KafkaConnection kafka;
  private final JdbcConnectionDetails database;
  private final HealthRecord record;
  private final Clock clock;

  private final BlockingQueue<String> changed = new LinkedBlockingQueue<>();
  private final Set<String> queued = ConcurrentHashMap.newKeySet();
  private volatile CountDownLatch stopped = new CountDownLatch(0);
  private volatile boolean leading;
  private @Nullable TopicView<TokenState> view;
  private @Nullable Thread recorder;

  TokenWatch(
      KafkaConnection kafka, JdbcConnectionDetails database, HealthRecord record, Clock clock) {
    this.kafka = kafka;
    this.database = database;
    this.record = record;
    this.clock = clock;
  }

  boolean isCaughtUp() {
    TopicView<TokenState> tokens = view;
    return tokens != null && tokens.isCaughtUp();
  }

  @Override
  public void start() {
    stopped = new CountDownLatch(1);
    TopicView<TokenState> tokens =
        TopicView.open(
            kafka, ViewSchema.TOKENS, clock, (connectionId, before, after) -> note(connectionId));
    view = tokens;
    recorder = Thread.ofPlatform().daemon().name("token-watch").start(() -> run(tokens));
  }

  private void note(String connectionId) {
    if (leading && queued.add(connectionId)) {
      changed.add(connectionId);
    }
  }

  private void run(TopicView<TokenState> tokens) {
    try {
      do {
        try (Leadership leadership = Leadership.candidate(database, Duty.RECORD_HEALTH)) {
          if (leadership.acquire()) {
            lead(leadership, tokens);
          }
        } catch (SQLException | DataAccessException | TransactionException away) {
          log.warn("the health of connections is recorded later: {}", away.toString());
        } catch (ExecutionException | TimeoutException behind) {
          log.warn("the tokens topic cannot be read: {}", behind.toString());
        } finally {
          leading = false;
        }
      } while (!stopped.await(LOOK.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException interrupted) {
      log.debug("interrupted");
    }
  }

  /** Looks at everything first, no older than the leader before may have seen it. */
  private void lead(Leadership leadership, TopicView<TokenState> tokens)
      throws SQLException, InterruptedException, ExecutionException, TimeoutException {
    tokens.barrier().get(LONGEST_BARRIER_SECONDS, TimeUnit.SECONDS);
    leading = true;
    tokens.forEach((connectionId, state) -> note(connectionId));
    while (stopped.getCount() > 0) {
      String connectionId = changed.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
      if (connectionId == null) {
        leadership.verify();
        continue;
      }
      queued.remove(connectionId); // before reading, so that a change from now on is seen again
      TokenState state = tokens.get(connectionId);
      if (state != null) {
        record.update(connectionId, state);
      }
    }
  }

  @Override
  public void stop() {
    stopped.countDown();
    if (view != null) {
      view.close();
    }
    Thread thread = recorder;
    if (thread != null) {
      try {
        thread.join(Duration.ofSeconds(5));
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public boolean isRunning() {
    return stopped.getCount() > 0;
  }

  /** Started after the outbox relay and stopped before it. */
  @Override
  public int getPhase() {
    return 1;
  }
}
