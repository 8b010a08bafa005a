package io.atlas.bench.subject;

import io.atlas.bench.load.Target;
import io.atlas.bench.process.Child;
import io.atlas.bench.process.Waiting;
import io.atlas.embedded.FreePort;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionDefinition.Authentication;
import io.atlas.model.event.ActionDefinition.Header;
import io.atlas.model.event.ActionDefinition.Retry;
import io.atlas.model.event.ConnectionSettings;
import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.EventSources;
import io.atlas.model.event.EventTypes;
import io.atlas.model.kafka.Topic;
import io.atlas.model.seal.Binding;
import io.atlas.model.seal.KeyRing;
import io.atlas.model.seal.Origin;
import io.atlas.model.seal.SealedText;
import io.atlas.model.seal.Sealer;
import io.atlas.model.seal.Secret;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Our services as processes, over topics that hold one connection and an action for each target, as
 * the connection-service would have published them.
 */
public final class AtlasServices {

  /** As our image starts a service in a container of 1 GiB, of which the heap gets 70 %. */
  static final List<String> JVM =
      List.of(
          "-Xms716m",
          "-Xmx716m",
          "-XX:NewRatio=1",
          "-XX:+UseCompactObjectHeaders",
          "-XX:+UseParallelGC",
          "-XX:+ExitOnOutOfMemoryError",
          "--enable-native-access=ALL-UNNAMED");

  private static final String ACCOUNT = "bench";
  private static final String CONNECTION = "bench-connection";
  private static final Duration READY = Duration.ofMinutes(2);

  /** The latency bench finds the execution in the body, where the peers' events have it too. */
  private static final String BODY =
      """
      {"executionId":"{{execution.id}}","order":"{{input.orderId}}","total":"{{input.total}}",\
      "currency":"{{input.currency}}","customer":{"id":"{{input.customer.id}}",\
      "name":"{{input.customer.name}}"},"channel":"{{input.channel}}","source":"atlas"}\
      """;

  private final Stage stage;
  private final Path keys;
  private final Map<Child, Integer> ports = new ConcurrentHashMap<>();

  private AtlasServices(Stage stage) {
    this.stage = stage;
    this.keys = stage.directory().resolve("keys");
  }

  /** Makes topics, keys, the connection and the actions. */
  public static AtlasServices seed(Stage stage) {
    AtlasServices services = new AtlasServices(stage);
    stage.kafka().ensureTopics();
    KeyRing.createIfAbsent(services.keys, "connection-secrets");
    KeyRing.createIfAbsent(services.keys, "access-tokens");
    try (KafkaProducer<String, byte[]> producer = stage.kafka().producer("bench-seed", Map.of())) {
      services.publish(
          producer,
          Topic.CONNECTIONS,
          CONNECTION,
          EventTypes.CONNECTION_CHANGED,
          services.connection(CONNECTION, stage.tokenEndpoint()));
      for (Target target : stage.targets()) {
        services.publish(
            producer,
            Topic.ACTIONS,
            target.actionId(),
            EventTypes.ACTION_CHANGED,
            action(target, CONNECTION));
      }
    }
    return services;
  }

  /** Further actions, of accounts of their own. */
  public void publish(List<ActionDefinition> actions) {
    try (KafkaProducer<String, byte[]> producer = stage.kafka().producer("bench-seed", Map.of())) {
      for (ActionDefinition action : actions) {
        publish(producer, Topic.ACTIONS, action.name(), EventTypes.ACTION_CHANGED, action);
      }
    }
  }

  /**
   * Further connections, each with an action of the same name.
   *
   * @param tokenEndpoints by connection
   * @param targets with the connection's name as the action's
   */
  public void connect(Map<String, String> tokenEndpoints, List<Target> targets) {
    try (KafkaProducer<String, byte[]> producer = stage.kafka().producer("bench-seed", Map.of())) {
      tokenEndpoints.forEach((id, url) ->
          publish(
              producer, Topic.CONNECTIONS, id, EventTypes.CONNECTION_CHANGED, connection(id, url)));
      for (Target target : targets) {
        publish(
            producer,
            Topic.ACTIONS,
            target.actionId(),
            EventTypes.ACTION_CHANGED,
            action(target, target.actionId()));
      }
    }
  }

  /** The value of a secret header, as connection-service seals it. */
  public SealedText sealedHeader(Secret value, String account, String actionId, String url) {
    Sealer sealer =
        new Sealer(KeyRing.of(KeyRing.publicFile(keys, "access-tokens"), Clock.systemUTC()));
    return sealer.seal(value, Binding.header(account, actionId, Origin.of(url)));
  }

  private ConnectionState connection(String id, String tokenEndpoint) {
    Sealer sealer =
        new Sealer(KeyRing.of(KeyRing.publicFile(keys, "connection-secrets"), Clock.systemUTC()));
    Binding binding = Binding.secret(ACCOUNT, id, Origin.of(URI.create(tokenEndpoint)));
    return new ConnectionState(
        1,
        1,
        ACCOUNT,
        "Bench",
        tokenEndpoint,
        ConnectionSettings.of("bench-client", AuthMethod.BASIC, List.of()),
        List.of(),
        sealer.seal(new Secret("bench-secret"), binding));
  }

  private static ActionDefinition action(Target target, String connectionId) {
    return new ActionDefinition(
        1,
        ACCOUNT,
        target.actionId(),
        true,
        "POST",
        target.url(),
        List.of(new Header("Content-Type", "application/json", false, null)),
        BODY,
        Authentication.connection(connectionId),
        ActionDefinition.DEFAULT_TIMEOUT_MS,
        Retry.DEFAULT,
        null,
        null,
        List.of());
  }

  private void publish(
      KafkaProducer<String, byte[]> producer, Topic topic, String key, String type, Object value) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(stage.kafka().name(topic), key, EventJson.write(value));
    EventHeaders.cloudEvent(
        record.headers(),
        key + "/1",
        type,
        EventSources.CONNECTION_SERVICE,
        Clock.systemUTC().instant());
    EventHeaders.set(record.headers(), EventHeaders.VERSION, "1");
    var _ = producer.send(record);
  }

  public Child startTokenService(String name) {
    return start(name, "io.atlas.tokens.TokenServiceApplication");
  }

  public Child startWorker(String name) {
    return start(name, "io.atlas.worker.ActionWorkerApplication");
  }

  /** The consumer group that all workers here share. */
  public String workerGroup() {
    return stage.kafka().topicPrefix() + "worker";
  }

  /** Our API, whose data has to come from it: what was seeded is unknown to it. */
  public Child startConnectionService(String name, String jdbcUrl, String issuer) {
    return start(
        name,
        ClassPaths.ofQuickstart(),
        "io.atlas.connections.ConnectionServiceApplication",
        List.of(
            "--spring.datasource.url=" + jdbcUrl,
            "--spring.security.oauth2.resourceserver.jwt.issuer-uri=" + issuer,
            "--atlas.issuer=" + issuer));
  }

  /** The history's reader with all else of a console; nobody can sign in. */
  public Child startConsole(String name, String jdbcUrl) {
    return start(
        name,
        ClassPaths.ofQuickstart(),
        "io.atlas.console.ConsoleApplication",
        List.of(
            "--spring.datasource.url=" + jdbcUrl,
            "--atlas.issuer=http://127.0.0.1:1",
            "--atlas.client-secret=bench-console-secret"));
  }

  private Child start(String name, String mainClass) {
    return start(
        name, ClassPaths.of("jmh"), mainClass, List.of("--atlas.worker.group-id=" + workerGroup()));
  }

  private Child start(
      String name, String classPath, String mainClass, List<String> furtherArguments) {
    int port = FreePort.find();
    List<String> options = new ArrayList<>(JVM);
    options.addAll(stage.jvmOptions());
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--server.port=" + port,
                "--server.address=127.0.0.1",
                "--spring.profiles.active=one-port",
                "--spring.kafka.bootstrap-servers=" + stage.kafka().bootstrapServers(),
                "--atlas.topic-prefix=" + stage.kafka().topicPrefix(),
                "--atlas.keys-directory=" + keys,
                "--atlas.egress.allowed=127.0.0.0/8"));
    arguments.addAll(furtherArguments);
    Child child = Child.java(name, stage.directory(), classPath, options, mainClass, arguments);
    ports.put(child, port);
    return child;
  }

  /** Where the service listens. */
  public String url(Child service) {
    return "http://127.0.0.1:" + ports.get(service);
  }

  /**
   * Waits until the service says that it is ready.
   *
   * @throws IllegalStateException where it ends before or takes longer than two minutes
   */
  public void awaitReady(Child service) {
    Waiting.require(
        READY,
        service + " is ready",
        () -> {
          if (!service.alive()) {
            throw new IllegalStateException(service + " ended:\n" + service.lastWords());
          }
          return status(service, "/actuator/health/readiness") == 200;
        });
  }

  /** The service's own metrics, in Prometheus' text form; empty where it does not answer. */
  public String metrics(Child service) {
    try {
      HttpURLConnection connection = connect(service, "/actuator/prometheus");
      try (var in = connection.getInputStream()) {
        return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      }
    } catch (IOException away) {
      return "";
    }
  }

  private int status(Child service, String path) {
    try {
      return connect(service, path).getResponseCode();
    } catch (IOException notYet) {
      return 0;
    }
  }

  private HttpURLConnection connect(Child service, String path) throws IOException {
    Integer port = ports.get(service);
    URI url = URI.create("http://127.0.0.1:" + port + path);
    HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
    connection.setConnectTimeout(1_000);
    connection.setReadTimeout(5_000);
    return connection;
  }
}
