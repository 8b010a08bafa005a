package io.atlas.connections.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Those who wait until the broker has a transaction's events: until none of its rows is left in the
 * outbox, whichever instance relayed them. Thread-safe.
 */
@Component
final class Acknowledgements {

  private final Map<String, CountDownLatch> waiting = new ConcurrentHashMap<>();
  private final JdbcClient jdbc;

  Acknowledgements(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * @param transaction a committed one
   * @return whether the broker had the events within the time
   */
  boolean await(String transaction, Duration longest) {
    CountDownLatch done = new CountDownLatch(1);
    waiting.put(transaction, done);
    try {
      // The relay may have been faster than the line above.
      return !isPending(transaction) || done.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      waiting.remove(transaction);
    }
  }

  private boolean isPending(String transaction) {
    return jdbc.sql(
            """
            SELECT EXISTS (
                SELECT FROM connections.outbox WHERE transaction = CAST(:transaction AS xid8))
            """)
        .param("transaction", transaction)
        .query(Boolean.class)
        .single();
  }

  /** Releases whose rows are gone; called when some were deleted, here or elsewhere. */
  void settle(Connection connection) throws SQLException {
    Set<String> asked = Set.copyOf(waiting.keySet());
    if (asked.isEmpty()) {
      return;
    }
    Set<String> sent = new HashSet<>(asked);
    try (PreparedStatement pending =
        connection.prepareStatement(
            """
            SELECT DISTINCT transaction::text FROM connections.outbox
            WHERE transaction = ANY (?::xid8[])
            """)) {
      pending.setArray(1, connection.createArrayOf("text", asked.toArray()));
      try (ResultSet rows = pending.executeQuery()) {
        while (rows.next()) {
          sent.remove(rows.getString(1));
        }
      }
    }
    for (String transaction : sent) {
      CountDownLatch done = waiting.get(transaction);
      if (done != null) {
        done.countDown();
      }
    }
  }
}
