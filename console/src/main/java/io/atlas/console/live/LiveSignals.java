package io.atlas.console.live;

import io.atlas.console.history.HistoryChannel;
import io.atlas.console.identity.People;
import io.atlas.console.identity.Person;
import io.atlas.console.session.DatabaseAnswers;
import io.atlas.console.session.OpenSessions;
import io.atlas.console.session.SessionEnded;
import io.atlas.kit.background.ManagedThread;
import io.atlas.kit.identity.Scopes;
import jakarta.servlet.http.HttpSession;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.security.web.authentication.session.SessionFixationProtectionEvent;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Listens for the history's commits, whichever console made them, and tells the pages of the
 * accounts concerned. It tells after the commit, so that a page that looks then finds what is new.
 */
@Component
public class LiveSignals {

  private static final Logger log = LoggerFactory.getLogger(LiveSignals.class);

  /** At most so often is a page told: under load signals are added up. */
  private static final Duration INTERVAL = Duration.ofMillis(400);

  private static final Duration LISTEN = Duration.ofMillis(500);

  private static final int LONGEST_ANSWER_SECONDS = 5;

  /** Nobody waits for it when the console stops. */
  private static final int PHASE = SmartLifecycle.DEFAULT_PHASE;

  /** Browsers open 6 connections to a host by HTTP/1.1, and more by HTTP/2. */
  private static final int OF_ONE_PERSON = 8;

  /** Each has a thread, a socket and some 30 KB of buffers. */
  private static final int IN_ALL = 2_000;

  private final DataSource database;
  private final People people;
  private final OpenSessions sessions;
  private final DatabaseAnswers answers;
  private final OpenPages pages = new OpenPages(OF_ONE_PERSON, IN_ALL);

  LiveSignals(DataSource database, People people, OpenSessions sessions, DatabaseAnswers answers) {
    this.database = database;
    this.people = people;
    this.sessions = sessions;
    this.answers = answers;
  }

  /**
   * A stream that says {@code executed} with a count whenever the account's log has new results. It
   * ends with the session, and when the session is no longer the person's.
   */
  public SseEmitter ofLog(Person person, HttpSession session) {
    return open(person, session, HistoryChannel.STORED, person.accountId());
  }

  /**
   * The same of the figures, which have them up to two seconds later.
   *
   * @param accountId null for all of them; who may not see it all is told of the own one alone
   */
  public SseEmitter ofFigures(Person person, HttpSession session, @Nullable String accountId) {
    String of = person.scopes().contains(Scopes.PLATFORM) ? accountId : person.accountId();
    return open(person, session, HistoryChannel.COUNTED, of);
  }

  private SseEmitter open(
      Person person, HttpSession session, HistoryChannel channel, @Nullable String accountId) {
    String id = session.getId();
    Subscriber subscriber =
        new Subscriber(
            person,
            channel,
            accountId,
            id,
            new StillTheirs(() -> isStillOf(person, id), System::nanoTime));
    pages.add(subscriber);
    Thread.ofVirtual()
        .name("live-page")
        .start(() -> {
          try {
            subscriber.write();
          } finally {
            pages.remove(subscriber);
          }
        });
    return subscriber.page();
  }

  private boolean isStillOf(Person person, String sessionId) {
    try {
      return sessions
          .owner(sessionId)
          .flatMap(people::find)
          .filter(now -> now.mayRead() && now.key().equals(person.key()))
          .isPresent();
    } catch (DataAccessException | TransactionException away) {
      log.debug("a session can't be looked at: {}", away.toString());
      return false; // browsers come back
    }
  }

  /** At once where it ended here; other consoles find out by asking. */
  @EventListener
  void ended(SessionEnded session) {
    end(session.id());
  }

  @EventListener
  void signedInAgain(SessionFixationProtectionEvent changed) {
    end(changed.getOldSessionId());
  }

  private void end(String sessionId) {
    pages.all().stream()
        .filter(page -> page.sessionId().equals(sessionId))
        .forEach(Subscriber::end);
  }

  @Bean
  ManagedThread liveSignalThread() {
    return new ManagedThread(
        "live-signals", PHASE, () -> new Listening(database.getConnection()), SQLException.class);
  }

  /** One session with the database. */
  private final class Listening implements ManagedThread.Work {

    private final Connection connection;

    Listening(Connection connection) throws SQLException {
      this.connection = connection;
      connection.setAutoCommit(true);
      for (HistoryChannel channel : HistoryChannel.values()) {
        execute("LISTEN " + channel.sqlName());
      }
    }

    @Override
    public Duration step() throws SQLException {
      PGNotification[] notifications =
          connection
              .unwrap(PGConnection.class)
              .getNotifications(Math.toIntExact(LISTEN.toMillis()));
      if (notifications == null || notifications.length == 0) {
        // Silence may be that of a database that is gone.
        if (!connection.isValid(LONGEST_ANSWER_SECONDS)) {
          throw new SQLException("the database does not answer");
        }
        answers.heard();
        return Duration.ZERO;
      }
      answers.heard();
      tell(notifications);
      return INTERVAL;
    }

    /** It goes back to the pool. */
    @Override
    public void close() throws SQLException {
      try (connection) {
        if (connection.isValid(1)) {
          execute("UNLISTEN *");
        }
      }
    }

    private void execute(String sql) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }
  }

  /** Streams are ended before the web server waits for its requests to end. */
  @EventListener
  void endStreams(ContextClosedEvent closed) {
    pages.all().forEach(Subscriber::end);
  }

  private void tell(PGNotification[] notifications) {
    for (HistoryChannel channel : HistoryChannel.values()) {
      Map<String, Long> counts = new HashMap<>();
      for (PGNotification notification : notifications) {
        if (notification.getName().equals(channel.sqlName())) {
          HistoryChannel.News news = HistoryChannel.News.read(notification.getParameter());
          counts.merge(news.accountId(), news.count(), Long::sum);
        }
      }
      tell(channel, counts);
    }
  }

  private void tell(HistoryChannel channel, Map<String, Long> counts) {
    for (Subscriber subscriber : pages.all()) {
      long count = subscriber.of(channel, counts);
      if (count > 0) {
        subscriber.tell(count);
      }
    }
  }
}
