package io.atlas.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atlas.embedded.EmbeddedPostgres.Durability;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {

  @TempDir Path temporary;
  private Path directory;
  private int port;

  @BeforeEach
  void choose() {
    directory = temporary.resolve("postgres");
    port = FreePort.find();
  }

  private static Connection connect(String url) throws SQLException {
    return DriverManager.getConnection(url + "?user=postgres");
  }

  private static void execute(String url, String sql) throws SQLException {
    try (Connection connection = connect(url);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String query(String url, String sql) throws SQLException {
    try (Connection connection = connect(url);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  @Test
  void dataSurviveARestartAndCloseIsQuickAndIdempotent() throws Exception {
    try (EmbeddedPostgres server = EmbeddedPostgres.start(directory, port, Durability.DURABLE)) {
      execute(server.jdbcUrl(), "CREATE TABLE kept AS SELECT 'yes' AS answer");
      assertThat(query(server.jdbcUrl(), "SHOW fsync")).isEqualTo("on");
      assertThat(query(server.jdbcUrl(), "SHOW synchronous_commit")).isEqualTo("on");
      assertThat(query(server.jdbcUrl(), "SELECT 'ä' < 'z' COLLATE \"default\""))
          .as("texts are ordered by code point wherever this runs")
          .isEqualTo("f");
      try (Connection stillConnected = connect(server.jdbcUrl())) {
        long start = System.nanoTime();
        server.close();
        server.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(stillConnected.isValid(1)).isFalse();
      }
    }
    assertThat(FreePort.isFree(port)).isTrue();
    try (EmbeddedPostgres server = EmbeddedPostgres.start(directory, port, Durability.DURABLE)) {
      assertThat(query(server.jdbcUrl(), "SELECT answer FROM kept")).isEqualTo("yes");
    }
  }

  @Test
  void aServerLeftByAKilledProcessIsStoppedByTheNextStart() throws Exception {
    Process holder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                PostgresHolder.class.getName(),
                directory.toString(),
                Integer.toString(port))
            .redirectErrorStream(true)
            .start();
    try (var lines =
        new BufferedReader(
            new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(lines.lines().anyMatch(line -> line.startsWith("serving"))).isTrue();
      execute("jdbc:postgresql://localhost:" + port + "/postgres", "CREATE TABLE kept (id int)");

      assertThatThrownBy(() -> EmbeddedPostgres.start(directory, port, Durability.DURABLE))
          .as("its owner lives")
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("another process runs PostgreSQL in " + directory);
    } finally {
      holder.destroyForcibly().waitFor();
    }
    assertThat(FreePort.isFree(port)).as("the server outlives its owner").isFalse();

    try (EmbeddedPostgres server = EmbeddedPostgres.start(directory, port, Durability.DURABLE)) {
      assertThat(query(server.jdbcUrl(), "SELECT count(*) FROM kept")).isEqualTo("0");
    }
  }

  @Test
  void aPidFileThatNamesAnotherProgramIsNoObstacle() throws Exception {
    EmbeddedPostgres.start(directory, port, Durability.FAST).close();
    Process another = new ProcessBuilder("tail", "-f", "/dev/null").start();
    try {
      Files.writeString(
          directory.resolve("postmaster.pid"),
          another.pid() + "\n" + directory + "\n1700000000\n" + port + "\n\nlocalhost\n");
      try (EmbeddedPostgres server = EmbeddedPostgres.start(directory, port, Durability.FAST)) {
        assertThat(query(server.jdbcUrl(), "SELECT 1")).isEqualTo("1");
      }
      assertThat(another.isAlive()).isTrue();
    } finally {
      another.destroyForcibly();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aPidFileThatNamesAnEndedProcessNobodyCollectedIsNoObstacle() throws Exception {
    EmbeddedPostgres.start(directory, port, Durability.FAST).close();
    // The shell's child ends once a program has taken the shell's place, which never asks for it.
    Process parent =
        new ProcessBuilder("sh", "-c", "sleep 0.5 & echo $!; exec tail -f /dev/null").start();
    try (var lines =
        new BufferedReader(
            new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
      String pid = lines.readLine();
      Files.writeString(
          directory.resolve("postmaster.pid"),
          pid + "\n" + directory + "\n1700000000\n" + port + "\n\nlocalhost\n");
      Path status = Path.of("/proc", pid, "status");
      while (!Files.readString(status).contains("Z (zombie)")) {
        Thread.onSpinWait();
      }
      try (EmbeddedPostgres server = EmbeddedPostgres.start(directory, port, Durability.FAST)) {
        assertThat(query(server.jdbcUrl(), "SELECT 1")).isEqualTo("1");
      }
    } finally {
      parent.destroyForcibly();
    }
  }

  @Test
  void aFirstStartThatWasCutShortIsRepeated() throws Exception {
    Files.createDirectories(directory.resolve("base"));
    Files.writeString(directory.resolve("postgresql.conf"), "");
    Files.writeString(temporary.resolve("postgres.initialising"), "");
    try (EmbeddedPostgres server = EmbeddedPostgres.start(directory, port, Durability.FAST)) {
      assertThat(query(server.jdbcUrl(), "SELECT 1")).isEqualTo("1");
    }
    assertThat(temporary.resolve("postgres.initialising")).doesNotExist();
  }

  @Test
  void aPortInUseIsNamed() throws Exception {
    try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(other.isBound()).isTrue();
      assertThatThrownBy(() -> EmbeddedPostgres.start(directory, port, Durability.FAST))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("port " + port + ", which PostgreSQL needs, is in use");
    }
    assertThat(directory).as("nothing half-started").doesNotExist();
  }
}
