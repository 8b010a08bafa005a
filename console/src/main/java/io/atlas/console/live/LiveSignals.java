package io.atlas.console.live;

import io.atlas.console.history.HistoryChannel;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Listens for the history's commits, whichever console made them, and tells the pages of the
 * accounts concerned. It tells after the commit, so that a page that looks then finds what is new.
 */
@Component
public class LiveSignals implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(LiveSignals.class);

  /** At most so often is a page told: under load signals are added up. */
  private static final Duration INTERVAL = Duration.ofMillis(400);

  private static final Duration LISTEN = Duration.ofSeconds(2);
  private static final Duration PAUSE_AFTER_ERROR = Duration.ofSeconds(1);

  private final DataSource database;
  private final Set<Subscriber> subscribers = ConcurrentHashMap.newKeySet();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile @Nullable Thread listener;

  LiveSignals(DataSource database) {
    this.database = database;
  }

  /** A stream that says {@code executed} with a count whenever the account has new results. */
  public SseEmitter open(String accountId) {
    Subscriber subscriber = new Subscriber(accountId);
    subscribers.add(subscriber);
    Thread.ofVirtual()
        .name("live-page")
        .start(() -> {
          try {
            subscriber.write();
          } finally {
            subscribers.remove(subscriber);
          }
        });
    return subscriber.page();
  }

  @Override
  public void start() {
    listener = Thread.ofPlatform().daemon().name("live-signals").start(this::listenUntilStopped);
  }

  @Override
  public void stop() {
    stopped.countDown();
    subscribers.forEach(Subscriber::end);
    Thread running = listener;
    listener = null;
    if (running != null) {
      running.interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return listener != null;
  }

  private void listenUntilStopped() {
    try {
      while (stopped.getCount() > 0) {
        try (Connection connection = database.getConnection()) {
          listen(connection);
        } catch (SQLException away) {
          log.debug("no live signals for now: {}", away.toString());
          var _ = stopped.await(PAUSE_AFTER_ERROR.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException stopping) {
      log.debug("stopped");
    }
  }

  private void listen(Connection connection) throws SQLException, InterruptedException {
    connection.setAutoCommit(true);
    try (Statement statement = connection.createStatement()) {
      statement.execute("LISTEN " + HistoryChannel.NAME);
    }
    PGConnection postgres = connection.unwrap(PGConnection.class);
    try {
      while (stopped.getCount() > 0) {
        PGNotification[] notifications = postgres.getNotifications((int) LISTEN.toMillis());
        if (notifications != null && notifications.length > 0) {
          tell(notifications);
          var _ = stopped.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    } finally {
      if (!connection.isClosed()) {
        try (Statement statement = connection.createStatement()) {
          statement.execute("UNLISTEN *");
        }
      }
    }
  }

  private void tell(PGNotification[] notifications) {
    Map<String, Long> counts = new HashMap<>();
    for (PGNotification notification : notifications) {
      HistoryChannel.Stored stored = HistoryChannel.read(notification.getParameter());
      counts.merge(stored.accountId(), stored.count(), Long::sum);
    }
    for (Subscriber subscriber : subscribers) {
      Long count = counts.get(subscriber.accountId());
      if (count != null) {
        subscriber.tell(count);
      }
    }
  }
}
