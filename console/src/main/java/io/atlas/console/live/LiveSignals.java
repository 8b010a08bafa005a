package io.atlas.console.live;

import io.atlas.console.history.HistoryChannel;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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
public class LiveSignals implements SmartLifecycle, HttpSessionListener {

  private static final Logger log = LoggerFactory.getLogger(LiveSignals.class);

  /** At most so often is a page told: under load signals are added up. */
  private static final Duration INTERVAL = Duration.ofMillis(400);

  private static final Duration LISTEN = Duration.ofSeconds(2);
  private static final Duration PAUSE_AFTER_ERROR = Duration.ofSeconds(1);

  /** More pages than a person looks at; the oldest closes, and opens again when looked at. */
  private static final int MOST_OF_A_SESSION = 12;

  private static final int MOST = 10_000;

  private final DataSource database;
  private final AtomicLong opened = new AtomicLong();
  private final Set<Subscriber> subscribers = ConcurrentHashMap.newKeySet();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile @Nullable Thread listener;

  LiveSignals(DataSource database) {
    this.database = database;
  }

  /**
   * A stream that says {@code executed} with a count whenever the account has new results, until
   * the session ends.
   */
  public SseEmitter open(String accountId, HttpSession session) {
    Subscriber subscriber = new Subscriber(accountId, session.getId(), opened.incrementAndGet());
    subscribers.add(subscriber);
    subscribers.stream()
        .filter(each -> each.sessionId().equals(session.getId()))
        .sorted(Comparator.comparingLong(Subscriber::number).reversed())
        .skip(MOST_OF_A_SESSION)
        .forEach(Subscriber::end);
    if (subscribers.size() > MOST) {
      subscribers.stream()
          .min(Comparator.comparingLong(Subscriber::number))
          .ifPresent(Subscriber::end);
    }
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

  /** Signed out, or expired: what a page was allowed to see it is no more. */
  @Override
  public void sessionDestroyed(HttpSessionEvent event) {
    String ended = event.getSession().getId();
    subscribers.stream()
        .filter(subscriber -> subscriber.sessionId().equals(ended))
        .forEach(Subscriber::end);
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
