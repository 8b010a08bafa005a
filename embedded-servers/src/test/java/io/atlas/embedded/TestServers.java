package io.atlas.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;
import java.util.function.Supplier;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * The broker and the database that integration tests run on, one of each a JVM, started when first
 * asked for. This is the one switch: {@code -Datlas.test.servers=containers} takes containers where
 * a Docker engine answers; by default they are embedded.
 */
public final class TestServers {

  private static final boolean CONTAINERS =
      System.getProperty("atlas.test.servers", "embedded").equals("containers");

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
    if (CONTAINERS) {
      KafkaContainer broker =
          new KafkaContainer("apache/kafka:4.2.0")
              .withEnv("KAFKA_GROUP_CONSUMER_MIN_SESSION_TIMEOUT_MS", "1000")
              .withEnv("KAFKA_GROUP_CONSUMER_MIN_HEARTBEAT_INTERVAL_MS", "100")
              .withEnv("KAFKA_MESSAGE_MAX_BYTES", Integer.toString(5 << 20));
      broker.start();
      return broker.getBootstrapServers();
    }
    EmbeddedKafka broker = EmbeddedKafka.start(temporary("kafka"), FreePort.find());
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
    return broker.bootstrapServers();
  }

  private static String startPostgres() {
    if (CONTAINERS) {
      PostgreSQLContainer database = new PostgreSQLContainer("postgres:18");
      database.start();
      return database.getJdbcUrl()
          + "&user=%s&password=%s".formatted(database.getUsername(), database.getPassword());
    }
    EmbeddedPostgres database =
        EmbeddedPostgres.start(
            temporary("postgres"), FreePort.find(), EmbeddedPostgres.Durability.FAST);
    Runtime.getRuntime().addShutdownHook(new Thread(database::close));
    return database.jdbcUrl() + "?user=postgres";
  }

  private static Path temporary(String name) {
    try {
      Path directory = Files.createTempDirectory("atlas-test-" + name);
      directory.toFile().deleteOnExit();
      return directory;
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
