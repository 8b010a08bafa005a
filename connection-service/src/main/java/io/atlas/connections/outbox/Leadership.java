package io.atlas.connections.outbox;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/**
 * A database session that can hold an advisory lock, and with it the right to do a duty. The lock
 * goes with the session, which is a connection of its own: a pooled one would keep the lock when
 * given back. Whoever lost the session may not have noticed yet, so what a leader does must not
 * harm when it is done twice. Not thread-safe.
 */
public final class Leadership implements AutoCloseable {

  private final Connection session;
  private final Duty duty;

  /** What one instance does at a time; numbers that nothing else in the database locks. */
  public enum Duty {
    /** "atlasout" in ASCII. */
    RELAY_OUTBOX(0x61746c61736f7574L),
    /** "atlashea" in ASCII. */
    RECORD_HEALTH(0x61746c6173686561L);

    private final long lock;

    Duty(long lock) {
      this.lock = lock;
    }
  }

  private Leadership(Connection session, Duty duty) {
    this.session = session;
    this.duty = duty;
  }

  public static Leadership candidate(JdbcConnectionDetails database, Duty duty)
      throws SQLException {
    Properties settings = new Properties();
    settings.setProperty("tcpKeepAlive", "true");
    settings.setProperty("connectTimeout", "5");
    if (database.getUsername() != null) {
      settings.setProperty("user", database.getUsername());
    }
    if (database.getPassword() != null) {
      settings.setProperty("password", database.getPassword());
    }
    Connection session = DriverManager.getConnection(database.getJdbcUrl(), settings);
    session.setAutoCommit(true);
    return new Leadership(session, duty);
  }

  /** Whether the lock is held now; to be asked until it is. */
  public boolean acquire() throws SQLException {
    try (PreparedStatement lock = session.prepareStatement("SELECT pg_try_advisory_lock(?)")) {
      lock.setLong(1, duty.lock);
      try (ResultSet row = lock.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  /** The session that holds the lock, for work that shall end with it. */
  public Connection session() {
    return session;
  }

  /**
   * @throws SQLException where the session is gone, and the lock with it
   */
  public void verify() throws SQLException {
    if (!session.isValid(5)) {
      throw new SQLException("the session is gone");
    }
  }

  @Override
  public void close() throws SQLException {
    session.close();
  }
}
