package io.atlas.bench.history;

import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.Stream;

/** What the database has, and what it used for that. Not thread-safe. */
final class Stored implements AutoCloseable {

  private final Connection connection;
  private final String topic;
  private final Path data;

  Stored(String url, KafkaConnection kafka, Path data) {
    this.topic = kafka.name(Topic.ACTION_EXECUTED);
    this.data = data;
    try {
      this.connection = DriverManager.getConnection(url);
    } catch (SQLException away) {
      throw new IllegalStateException("the database does not answer", away);
    }
  }

  /** So many results lie behind the history's offsets; 0 before it has tables. */
  long reached() {
    return number(
        "SELECT coalesce(sum(next_offset), 0) FROM history_offset WHERE topic = ?", topic);
  }

  long executions() {
    return number("SELECT count(*) FROM execution WHERE account_id <> ?", "");
  }

  long counted() {
    return number(
        "SELECT coalesce(sum(succeeded + retrying + failed + cancelled), 0) FROM figures_minute"
            + " WHERE grain = 0 AND account_id = ?",
        "");
  }

  private long number(String sql, String parameter) {
    try (var statement = connection.prepareStatement(sql)) {
      statement.setString(1, parameter);
      try (var rows = statement.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    } catch (SQLException failed) {
      if ("42P01".equals(failed.getSQLState())) {
        return 0;
      }
      throw new IllegalStateException("the database does not answer", failed);
    }
  }

  /** Of the server's processes that live; the console's connections stay open. */
  double processorSeconds() {
    ProcessHandle server = ProcessHandle.of(pid()).orElseThrow();
    return Stream.concat(Stream.of(server), server.descendants())
        .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
        .mapToDouble(time -> time.toNanos() / 1e9)
        .sum();
  }

  private long pid() {
    try {
      return Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst().trim());
    } catch (IOException gone) {
      throw new UncheckedIOException("PostgreSQL is gone", gone);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException gone) {
      throw new IllegalStateException("the database went before its reader", gone);
    }
  }
}
