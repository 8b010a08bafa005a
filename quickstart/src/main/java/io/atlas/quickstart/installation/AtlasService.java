package io.atlas.quickstart.installation;

import io.atlas.connections.ConnectionServiceApplication;
import io.atlas.console.ConsoleApplication;
import io.atlas.model.text.LowerCase;
import io.atlas.tokens.TokenServiceApplication;
import io.atlas.worker.ActionWorkerApplication;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.context.ConfigurableApplicationContext;

/** The four services, each started as it is in production but for the settings given here. */
public enum AtlasService {
  CONNECTION_SERVICE,
  TOKEN_SERVICE,
  ACTION_WORKER,
  CONSOLE;

  /** Of the console's client at the demo issuer; on loopback, and known to everybody. */
  public static final String DEMO_CONSOLE_SECRET = "atlas-console-secret";

  /** Whom the demo issuer's tokens with scopes of Atlas are for. */
  public static final String AUDIENCE = "atlas";

  /** As the module is called, for instance {@code action-worker}. */
  public String moduleName() {
    return LowerCase.ascii(name()).replace('_', '-');
  }

  public static Optional<AtlasService> named(String moduleName) {
    return Arrays.stream(values())
        .filter(service -> service.moduleName().equals(moduleName))
        .findFirst();
  }

  public static String names() {
    return Arrays.stream(values()).map(AtlasService::moduleName).collect(Collectors.joining(", "));
  }

  public int port(Ports ports) {
    return switch (this) {
      case CONNECTION_SERVICE -> ports.connection();
      case TOKEN_SERVICE -> ports.token();
      case ACTION_WORKER -> ports.worker();
      case CONSOLE -> ports.console();
    };
  }

  /** Starts the service on loopback and returns once it listens. */
  public ConfigurableApplicationContext start(Installation installation, int port) {
    String[] arguments =
        settings(installation, port).stream().map(setting -> "--" + setting).toArray(String[]::new);
    return switch (this) {
      case CONNECTION_SERVICE -> ConnectionServiceApplication.start(arguments);
      case TOKEN_SERVICE -> TokenServiceApplication.start(arguments);
      case ACTION_WORKER -> ActionWorkerApplication.start(arguments);
      case CONSOLE -> ConsoleApplication.start(arguments);
    };
  }

  private List<String> settings(Installation installation, int port) {
    List<String> settings = new ArrayList<>();
    settings.add("server.port=" + port);
    settings.add("server.address=127.0.0.1");
    // Health and metrics beside the rest: all of it is on loopback.
    settings.add("spring.profiles.active=one-port");
    settings.add("spring.main.register-shutdown-hook=false");
    settings.add("spring.kafka.bootstrap-servers=" + installation.bootstrapServers());
    settings.add("atlas.keys-directory=" + installation.keys().toAbsolutePath());
    settings.add("atlas.egress.allowed=127.0.0.0/8,::1/128");
    switch (this) {
      case CONNECTION_SERVICE, CONSOLE -> {
        settings.add("spring.datasource.url=" + installation.jdbcUrl());
        settings.add("spring.datasource.username=postgres");
        settings.add(
            "spring.security.oauth2.resourceserver.jwt.issuer-uri=" + installation.issuer());
        settings.add("atlas.issuer=" + installation.issuer());
        settings.add("atlas.audience=" + AUDIENCE);
        settings.add("atlas.client-secret=" + DEMO_CONSOLE_SECRET);
        settings.add(
            "atlas.sign-in-scopes="
                + "atlas.read,atlas.write,atlas.operate,atlas.admin,atlas.platform");
        settings.add("atlas.connection-service-url=" + installation.connectionServiceUrl());
        settings.add("atlas.public-url=" + installation.consoleUrl());
        // Plain HTTP, on loopback.
        settings.add("atlas.secure-cookies=false");
      }
      case TOKEN_SERVICE, ACTION_WORKER -> {
        // Kafka is all they need.
      }
    }
    return settings;
  }
}
