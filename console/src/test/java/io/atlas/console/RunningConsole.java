package io.atlas.console;

import io.atlas.embedded.TestServers;
import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.EventJson;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The console on a real broker, a real database and stand-ins for the rest. */
final class RunningConsole implements AutoCloseable {

  final StandInIssuer issuer;
  final StandInConnectionService connectionService = new StandInConnectionService();
  final KafkaConnection kafka;
  final String database;
  private final KafkaProducer<String, byte[]> producer;
  private final ConfigurableApplicationContext context;

  private RunningConsole(int port, String database, String... properties) {
    this(StandInIssuer.start(), freshTopics(), port, database, properties);
  }

  private RunningConsole(
      StandInIssuer issuer,
      KafkaConnection kafka,
      int port,
      String database,
      String... properties) {
    this.issuer = issuer;
    this.kafka = kafka;
    this.database = database;
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--server.port=" + port,
                "--management.server.port=0",
                "--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                "--spring.datasource.url=" + database,
                "--atlas.topic-prefix=" + kafka.topicPrefix(),
                "--atlas.issuer=" + issuer.url(),
                "--atlas.client-secret=atlas-console-secret",
                "--atlas.notices.every=200ms",
                "--atlas.connection-service-url=" + connectionService.url()));
    arguments.addAll(List.of(properties));
    if (arguments.stream().noneMatch(each -> each.startsWith("--atlas.rate."))) {
      // Tests ask for more than people do.
      arguments.addAll(List.of("--atlas.rate.person=100000", "--atlas.rate.address=100000"));
    }
    if (arguments.stream().noneMatch(each -> each.startsWith("--atlas.secure-cookies="))) {
      // The tests' browsers speak plain HTTP.
      arguments.add("--atlas.secure-cookies=false");
    }
    context = ConsoleApplication.start(arguments.toArray(String[]::new));
    producer = kafka.producer("console-test", Map.of());
  }

  /** One for all tests that bring accounts of their own; it ends with the JVM. */
  static RunningConsole shared() {
    return Shared.CONSOLE;
  }

  private static final class Shared {
    static final RunningConsole CONSOLE = start();

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(CONSOLE::close));
    }
  }

  /** An account that no other test uses. */
  static String freshAccount() {
    return "account-" + UUID.randomUUID().toString().substring(0, 8);
  }

  static RunningConsole start(String... properties) {
    return new RunningConsole(0, TestServers.freshDatabase(), properties);
  }

  static RunningConsole startOn(int port, String... properties) {
    return new RunningConsole(port, TestServers.freshDatabase(), properties);
  }

  static RunningConsole startWithDatabase(String database) {
    return new RunningConsole(0, database);
  }

  /** A second one with the first one's database and issuer. */
  static RunningConsole startBeside(RunningConsole first) {
    return new RunningConsole(first.issuer, freshTopics(), 0, first.database);
  }

  /** A further instance of the same installation. */
  static RunningConsole startInstance(RunningConsole first) {
    return new RunningConsole(first.issuer, first.kafka, 0, first.database);
  }

  /** At a broker that may be away. */
  static RunningConsole startAt(String broker) {
    KafkaConnection kafka = new KafkaConnection(broker, TestServers.freshPrefix(), Map.of());
    return new RunningConsole(StandInIssuer.start(), kafka, 0, TestServers.freshDatabase());
  }

  private static KafkaConnection freshTopics() {
    return new KafkaConnection(TestServers.kafka(), TestServers.freshPrefix(), Map.of());
  }

  /** Ends the console; its issuer goes on. */
  void stop() {
    context.close();
  }

  int port() {
    return ((WebServerApplicationContext) context).getWebServer().getPort();
  }

  /** How long each open session lives without a request, in seconds. */
  Set<Integer> sessionLives() {
    return Set.copyOf(
        JdbcClient.create(bean(DataSource.class))
            .sql("SELECT max_inactive_interval FROM spring_session")
            .query(Integer.class)
            .list());
  }

  /** Of health and metrics. */
  int managementPort() {
    return context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
  }

  String url(String path) {
    return "http://localhost:" + port() + path;
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  <T> T bean(String name, Class<T> type) {
    return context.getBean(name, type);
  }

  void publish(ActionExecuted result) {
    publish(
        new ProducerRecord<>(
            kafka.name(Topic.ACTION_EXECUTED), result.executionId(), EventJson.write(result)));
  }

  void publish(ProducerRecord<String, byte[]> record) {
    var _ = place(record);
  }

  /** Where it lies then: partition and offset, with a slash between. */
  String place(ProducerRecord<String, byte[]> record) {
    try {
      RecordMetadata there = producer.send(record).get();
      return there.partition() + "/" + there.offset();
    } catch (InterruptedException | ExecutionException failed) {
      throw new IllegalStateException(failed);
    }
  }

  @Override
  public void close() {
    context.close();
    producer.close();
    issuer.close();
    connectionService.close();
  }
}
