package io.atlas.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * PostgreSQL 18 as a child process, on loopback, with its own data directory that survives
 * restarts. A server that a killed process left running is stopped by the next start on its
 * directory.
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

  /**
   * Starts a server and returns once it answers; the first start makes the data directory. Whoever
   * starts it closes it, before the process ends.
   *
   * @throws IllegalStateException where the port is in use or another process owns the directory;
   *     the message names it
   */
  public static EmbeddedPostgres start(Path directory, int port, Durability durability) {
    stopOrphan(directory);
    FreePort.require(port, "PostgreSQL");
    // Beside the directory, because initdb wants it empty.
    Path initialising = directory.resolveSibling(directory.getFileName() + ".initialising");
    try {
      if (Files.exists(initialising)) {
        empty(directory); // the first start never came to its end
      }
      boolean first = !Files.exists(directory.resolve("postgresql.conf"));
      Files.createDirectories(directory);
      if (first) {
        Files.writeString(initialising, "");
      }
      EmbeddedPostgres started = new EmbeddedPostgres(server(directory, port, durability));
      Files.deleteIfExists(initialising);
      return started;
    } catch (IOException failed) {
      throw new UncheckedIOException("PostgreSQL did not start in " + directory, failed);
    }
  }

  /**
   * Stops the server that a killed process left running in the directory, if there is one: its port
   * is free afterwards.
   *
   * @throws IllegalStateException where another process owns the directory
   */
  public static void stopOrphan(Path directory) {
    OrphanedPostgres.stop(directory);
  }

  private static io.zonky.test.db.postgres.embedded.EmbeddedPostgres server(
      Path directory, int port, Durability durability) throws IOException {
    String flag = durability == Durability.DURABLE ? "on" : "off";
    return io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
        .setOverrideWorkingDirectory(binaries().toFile())
        .setDataDirectory(directory)
        .setCleanDataDirectory(false)
        // Stopped by its owner after its users; a hook of its own would stop it under them.
        .setRegisterShutdownHook(false)
        .setPort(port)
        // The same order of texts on every machine.
        .setLocaleConfig("locale-provider", "builtin")
        .setLocaleConfig("builtin-locale", "C.UTF-8")
        .setLocaleConfig("locale", "C")
        .setServerConfig("fsync", flag)
        .setServerConfig("synchronous_commit", flag)
        .setServerConfig("full_page_writes", flag)
        .setServerConfig("listen_addresses", "127.0.0.1")
        .setServerConfig("unix_socket_directories", "")
        .setPGStartupWait(Duration.ofSeconds(30))
        .start();
  }

  /**
   * Where the server's programs are unpacked, once for each user of the machine: nobody else can
   * put other programs there. The library lets everybody write to its own directory, so that is one
   * below.
   */
  private static Path binaries() {
    Path mine =
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "atlas-postgres-" + System.getProperty("user.name"));
    return PrivateDirectory.ensure(mine).resolve("binaries");
  }

  private static void empty(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> found = Files.walk(directory)) {
      all = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.delete(each);
    }
  }

  /** For user {@code postgres} without a password: the server trusts loopback. */
  public String jdbcUrl() {
    return "jdbc:postgresql://localhost:" + server.getPort() + "/postgres";
  }

  /** Stops the server within 5 s, whoever is connected. */
  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException failed) {
      throw new UncheckedIOException("PostgreSQL did not stop", failed);
    }
  }
}
