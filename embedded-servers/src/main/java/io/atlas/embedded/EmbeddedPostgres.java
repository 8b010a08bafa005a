package io.atlas.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * PostgreSQL 18 as a child process, on loopback, with its own data directory that survives
 * restarts.
 */
public final class EmbeddedPostgres implements AutoCloseable {

  private final io.zonky.test.db.postgres.embedded.EmbeddedPostgres server;

  private EmbeddedPostgres(io.zonky.test.db.postgres.embedded.EmbeddedPostgres server) {
    this.server = server;
  }

  /** Whether a commit waits for the disk. */
  public enum Durability {
    /** For data that shall survive a crash of the machine. */
    DURABLE,
    /** For unit tests. */
    FAST
  }

  /** Starts a server and returns once it answers; the first start makes the data directory. */
  public static EmbeddedPostgres start(Path directory, int port, Durability durability) {
    String flag = durability == Durability.DURABLE ? "on" : "off";
    try {
      Files.createDirectories(directory);
      return new EmbeddedPostgres(
          io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
              .setDataDirectory(directory)
              .setCleanDataDirectory(false)
              .setPort(port)
              .setServerConfig("fsync", flag)
              .setServerConfig("synchronous_commit", flag)
              .setServerConfig("full_page_writes", flag)
              .setServerConfig("listen_addresses", "127.0.0.1")
              .setPGStartupWait(Duration.ofSeconds(30))
              .start());
    } catch (IOException failed) {
      throw new UncheckedIOException("PostgreSQL did not start in " + directory, failed);
    }
  }

  /** For user {@code postgres} without a password: the server trusts loopback. */
  public String jdbcUrl() {
    return "jdbc:postgresql://localhost:" + server.getPort() + "/postgres";
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException failed) {
      throw new UncheckedIOException("PostgreSQL did not stop", failed);
    }
  }
}
