package io.atlas.console;

import io.atlas.embedded.TestServers;
import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.EventJson;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The console on a real broker, a real database and stand-ins for the rest. */
final class RunningConsole implements AutoCloseable {

  final StandInIssuer issuer = StandInIssuer.start();
  final StandInConnectionService connectionService = new StandInConnectionService();
  final KafkaConnection kafka =
      new KafkaConnection(TestServers.kafka(), TestServers.freshPrefix(), Map.of());
  final String database;
  private final KafkaProducer<String, byte[]> producer;
  private final ConfigurableApplicationContext context;

  private RunningConsole(int port, String... properties) {
    database = TestServers.freshDatabase();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--server.port=" + port,
                "--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                "--spring.datasource.url=" + database,
                "--spring.datasource.username=postgres",
                "--atlas.topic-prefix=" + kafka.topicPrefix(),
                "--atlas.issuer=" + issuer.url(),
                "--atlas.client-secret=atlas-console-secret",
                "--atlas.secure-cookies=false",
                "--atlas.connection-service-url=" + connectionService.url()));
    arguments.addAll(List.of(properties));
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
    return new RunningConsole(0, properties);
  }

  static RunningConsole startOn(int port, String... properties) {
    return new RunningConsole(port, properties);
  }

  int port() {
    return ((WebServerApplicationContext) context).getWebServer().getPort();
  }

  String url(String path) {
    return "http://localhost:" + port() + path;
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  void publish(ActionExecuted result) {
    publish(
        new ProducerRecord<>(
            kafka.name(Topic.ACTION_EXECUTED), result.executionId(), EventJson.write(result)));
  }

  void publish(ProducerRecord<String, byte[]> record) {
    try {
      producer.send(record).get();
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
