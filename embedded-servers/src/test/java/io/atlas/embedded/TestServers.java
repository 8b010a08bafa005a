package io.atlas.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * The broker and the database that integration tests run on, one of each a JVM, started when first
 * asked for. This is the one switch: {@code -Datlas.test.servers=containers} takes containers and
 * needs a Docker engine; by default they are embedded.
 */
public final class TestServers {

  /** What the switch may say. */
  enum Kind {
    EMBEDDED,
    CONTAINERS;

    /**
     * @throws IllegalStateException where the switch says something else, or no engine answers
     */
    static Kind of(@Nullable String property, BooleanSupplier dockerAnswers) {
      return switch (property == null ? "embedded" : property) {
        case "embedded" -> EMBEDDED;
        case "containers" -> {
          if (!dockerAnswers.getAsBoolean()) {
            throw new IllegalStateException(
                "-Datlas.test.servers=containers needs a Docker engine, and none answers here."
                    + " Start one, or leave the switch out to run on embedded servers.");
          }
          yield CONTAINERS;
        }
        default ->
            throw new IllegalStateException(
                "-Datlas.test.servers is embedded or containers, not " + property);
      };
    }
  }

  private static final Supplier<Kind> KIND =
      once(() ->
          Kind.of(
              System.getProperty("atlas.test.servers"),
              () -> DockerClientFactory.instance().isDockerAvailable()));
  private static final Supplier<String> KAFKA = once(TestServers::startKafka);
  private static final Supplier<String> POSTGRES = once(TestServers::startPostgres);

  private TestServers() {}

  /**
   * Bootstrap servers of a broker whose groups may have our timeouts. Use a topic prefix a test.
   */
  public static String kafka() {
    return KAFKA.get();
  }

  /** A topic prefix that no other test uses. */
  public static String freshPrefix() {
    return "t" + UUID.randomUUID().toString().substring(0, 8) + ".";
  }

  /** The JDBC URL, user and password included, of a new and empty database. */
  public static String freshDatabase() {
    String admin = POSTGRES.get();
    String name = "t" + UUID.randomUUID().toString().replace("-", "");
    try (var connection = DriverManager.getConnection(admin);
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
      // On purpose: code that depends on the session's time zone fails here first.
      statement.execute("ALTER DATABASE " + name + " SET timezone TO 'Australia/Lord_Howe'");
    } catch (SQLException failed) {
      throw new IllegalStateException("no database for the test", failed);
    }
    return admin.replaceFirst("/[^/?]+\\?", "/" + name + "?");
  }

  private static String startKafka() {
    if (KIND.get() == Kind.CONTAINERS) {
      KafkaContainer broker =
          new KafkaContainer("apache/kafka:4.2.0")
              .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
              .withEnv("KAFKA_GROUP_CONSUMER_MIN_SESSION_TIMEOUT_MS", "1000")
              .withEnv("KAFKA_GROUP_CONSUMER_MIN_HEARTBEAT_INTERVAL_MS", "100")
              .withEnv("KAFKA_MESSAGE_MAX_BYTES", Integer.toString(5 << 20));
      broker.start();
      return broker.getBootstrapServers();
    }
    Path directory = temporary("kafka");
    EmbeddedKafka broker = EmbeddedKafka.start(directory, FreePort.find());
    atExit(broker::close, directory);
    return broker.bootstrapServers();
  }

  private static String startPostgres() {
    if (KIND.get() == Kind.CONTAINERS) {
      PostgreSQLContainer database = new PostgreSQLContainer("postgres:18");
      database.start();
      return database.getJdbcUrl()
          + "&user=%s&password=%s".formatted(database.getUsername(), database.getPassword());
    }
    Path directory = temporary("postgres");
    EmbeddedPostgres database =
        EmbeddedPostgres.start(
            directory.resolve("data"), FreePort.find(), EmbeddedPostgres.Durability.FAST);
    atExit(database::close, directory);
    return database.jdbcUrl() + "?user=postgres";
  }

  private static Path temporary(String name) {
    try {
      return Files.createTempDirectory("atlas-test-" + name);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static void atExit(Runnable close, Path directory) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              close.run();
              delete(directory);
            }));
  }

  private static void delete(Path directory) {
    try (Stream<Path> found = Files.walk(directory)) {
      for (Path each : found.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static <T> Supplier<T> once(Supplier<T> start) {
    return new Supplier<>() {
      private T value;

      @Override
      public synchronized T get() {
        if (value == null) {
          value = start.get();
        }
        return value;
      }
    };
  }
}
