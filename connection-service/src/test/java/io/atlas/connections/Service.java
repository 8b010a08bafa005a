package io.atlas.connections;

import io.atlas.embedded.TestServers;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.seal.KeyRing;
import io.atlas.model.view.TopicView;
import io.atlas.model.view.ViewSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The service with everything around it: issuer, stand-in, database, topics, views of those. */
public final class Service implements AutoCloseable {

  public static final String ALL_SCOPES = "atlas.read atlas.write atlas.operate";

  public final Issuer issuer = new Issuer();
  public final KafkaConnection kafka;
  public final String database;
  public final Path keys;
  public final TokenServiceStandIn tokenService;
  public final TopicView<ConnectionState> connections;
  public final TopicView<ActionDefinition> actions;
  private final ConfigurableApplicationContext context;

  private Service(String bootstrapServers, String database, String... arguments) {
    this.kafka = new KafkaConnection(bootstrapServers, TestServers.freshPrefix(), Map.of());
    this.database = database;
    this.keys = newKeys();
    this.tokenService = new TokenServiceStandIn(kafka, keys);
    this.context = instance(arguments);
    this.connections = TopicView.open(kafka, ViewSchema.CONNECTIONS, Clock.systemUTC());
    this.actions = TopicView.open(kafka, ViewSchema.ACTIONS, Clock.systemUTC());
  }

  private static @Nullable Service shared;

  /** One for all tests that only need an account of their own; stopped with the JVM. */
  public static synchronized Service shared() {
    if (shared == null) {
      Service started = start();
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(() -> {
                try {
                  started.close();
                } catch (InterruptedException interrupted) {
                  Thread.currentThread().interrupt();
                }
              }));
      shared = started;
    }
    return shared;
  }

  public static Service start(String... arguments) {
    return on(TestServers.kafka(), TestServers.freshDatabase(), arguments);
  }

  public static Service on(String bootstrapServers, String database, String... arguments) {
    return new Service(bootstrapServers, database, arguments);
  }

  /** One more instance on the same database and topics. */
  public ConfigurableApplicationContext instance(String... arguments) {
    return ConnectionServiceApplication.start(
        Stream.concat(
                Stream.of(
                    "--server.port=0",
                    "--management.server.port=0",
                    "--spring.datasource.url=" + database,
                    "--spring.datasource.hikari.maximum-pool-size=6",
                    "--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                    "--atlas.topic-prefix=" + kafka.topicPrefix(),
                    "--atlas.keys-directory=" + keys,
                    "--atlas.egress.allowed=127.0.0.0/8,::1/128",
                    "--spring.security.oauth2.resourceserver.jwt.issuer-uri=" + issuer.url()),
                Stream.of(arguments))
            .toArray(String[]::new));
  }

  public static int port(ConfigurableApplicationContext instance) {
    return ((WebServerApplicationContext) instance).getWebServer().getPort();
  }

  /** Of health and metrics. */
  public static int managementPort(ConfigurableApplicationContext instance) {
    return instance.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
  }

  public ConfigurableApplicationContext context() {
    return context;
  }

  /** A client of an account with the usual scopes. */
  public Rest client(String account) {
    return new Rest(port(context), issuer.token(account, ALL_SCOPES));
  }

  public Rest client(String account, String scopes) {
    return new Rest(port(context), issuer.token(account, scopes));
  }

  public Rest anonymous() {
    return new Rest(port(context), null);
  }

  private static Path newKeys() {
    try {
      Path directory = Files.createTempDirectory("atlas-test-keys");
      directory.toFile().deleteOnExit();
      for (String name : List.of("connection-secrets", "access-tokens")) {
        KeyRing.createIfAbsent(directory, name);
      }
      return directory;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** What is on the topic for the connection, everything written so far included. */
  public @Nullable ConnectionState connection(String id) {
    connections.barrier().join();
    return connections.get(id);
  }

  public @Nullable ActionDefinition action(String id) {
    actions.barrier().join();
    return actions.get(id);
  }

  @Override
  public void close() throws InterruptedException {
    connections.close();
    actions.close();
    context.close();
    tokenService.close();
    issuer.close();
  }
}
