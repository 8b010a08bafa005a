package io.atlas.connections.health;

import io.atlas.model.event.TokenState;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.view.TopicView;
import io.atlas.model.view.ViewSchema;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Follows the tokens topic and has each connection whose state changed recorded, the newest state
 * only. While the database is away, changes wait.
 */
@Component
class TokenWatch implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(TokenWatch.class);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

  private final KafkaConnection kafka;
  private final HealthRecord record;
  private final Clock clock;

  private final Object lock = new Object();
  private final LinkedHashSet<String> changed = new LinkedHashSet<>();
  private boolean running;
  private @Nullable TopicView<TokenState> view;
  private @Nullable Thread recorder;

  TokenWatch(KafkaConnection kafka, HealthRecord record, Clock clock) {
    this.kafka = kafka;
    this.record = record;
    this.clock = clock;
  }

  boolean isCaughtUp() {
    TopicView<TokenState> tokens = view;
    return tokens != null && tokens.isCaughtUp();
  }

  @Override
  public void start() {
    running = true;
    TopicView<TokenState> tokens =
        TopicView.open(
            kafka, ViewSchema.TOKENS, clock, (connectionId, before, after) -> note(connectionId));
    view = tokens;
    recorder = Thread.ofVirtual().name("token-watch").start(() -> run(tokens));
  }

  private void note(String connectionId) {
    synchronized (lock) {
      changed.add(connectionId);
      lock.notifyAll();
    }
  }

  private void run(TopicView<TokenState> tokens) {
    try {
      while (true) {
        String connectionId = next();
        if (connectionId == null) {
          return;
        }
        TokenState state = tokens.get(connectionId);
        if (state != null && !recorded(connectionId, state)) {
          note(connectionId);
          pause();
        }
      }
    } catch (InterruptedException stopped) {
      log.debug("stopped");
    }
  }

  private boolean recorded(String connectionId, TokenState state) {
    try {
      record.update(connectionId, state);
      return true;
    } catch (DataAccessException | TransactionException away) {
      log.warn("the health of {} is recorded later: {}", connectionId, away.toString());
      return false;
    }
  }

  /** Null once stopped. */
  private @Nullable String next() throws InterruptedException {
    synchronized (lock) {
      while (running && changed.isEmpty()) {
        lock.wait();
      }
      return running ? changed.removeFirst() : null;
    }
  }

  private void pause() throws InterruptedException {
    synchronized (lock) {
      long until = System.nanoTime() + PAUSE_AFTER_FAILURE.toNanos();
      for (long left = until - System.nanoTime(); running && left > 0; ) {
        lock.wait(Math.max(1, left / 1_000_000));
        left = until - System.nanoTime();
      }
    }
  }

  @Override
  public void stop() {
    synchronized (lock) {
      running = false;
      lock.notifyAll();
    }
    if (view != null) {
      view.close();
    }
    if (recorder != null) {
      try {
        recorder.join(Duration.ofSeconds(5));
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public boolean isRunning() {
    synchronized (lock) {
      return running;
    }
  }

  /** Started after the outbox relay and stopped before it. */
  @Override
  public int getPhase() {
    return 1;
  }
}
