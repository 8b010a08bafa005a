package io.atlas.endtoend;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Jobs that one console alone takes turns at, and that it is held at: when it has fired its second
 * turn, it waits in the database before it writes that down.
 */
final class HeldJob implements AutoCloseable {

  /** Any number. */
  private static final long HELD = 5_015_015;

  private final Connection database;

  /**
   * @param console who takes turns
   */
  HeldJob(AtlasProcess atlas, Process console) throws SQLException {
    database = DriverManager.getConnection(atlas.jdbcUrl());
    execute(
        """
        SET search_path = console;
        SELECT pg_advisory_lock(%d);
        CREATE FUNCTION held() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF NEW.lease_owner NOT LIKE '%%:%d/%%' THEN RETURN NULL; END IF;
          IF NEW.done > OLD.done AND OLD.done > 0 THEN PERFORM pg_advisory_xact_lock(%1$d); END IF;
          RETURN NEW;
        END $$;
        CREATE TRIGGER held BEFORE UPDATE ON job FOR EACH ROW EXECUTE FUNCTION held();
        """
            .formatted(HELD, console.pid()));
  }

  /** How many dead events of the action there are to be replayed. */
  long deadLetters(String action) throws SQLException {
    return number("SELECT count(*) FROM dead_letter WHERE action_id = '" + action + "'");
  }

  /** Those that are written down; of the only job. */
  long done() throws SQLException {
    return number("SELECT coalesce(sum(done), 0) FROM job");
  }

  boolean hasEnded() throws SQLException {
    return number("SELECT count(*) FROM job WHERE ended_at IS NULL") == 0;
  }

  /** Once the console that was held is dead: its lease is over, and any console may go on. */
  void release() throws SQLException {
    execute(
        """
        SELECT pg_advisory_unlock(%d);
        DROP TRIGGER held ON job;
        UPDATE job SET lease_until = now();
        """
            .formatted(HELD));
  }

  private long number(String sql) throws SQLException {
    try (Statement statement = database.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = database.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    database.close();
  }
}
