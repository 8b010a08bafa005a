package io.atlas.tokens;

import static org.awaitility.Awaitility.await;

import io.atlas.embedded.TestServers;
import io.atlas.model.event.ConnectionSettings;
import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.CredentialTest;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.EventTypes;
import io.atlas.model.event.TokenRequest;
import io.atlas.model.event.TokenState;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import io.atlas.model.seal.Binding;
import io.atlas.model.seal.KeyRing;
import io.atlas.model.seal.Opener;
import io.atlas.model.seal.Origin;
import io.atlas.model.seal.SealedText;
import io.atlas.model.seal.Sealer;
import io.atlas.model.seal.Secret;
import io.atlas.model.view.TopicView;
import io.atlas.model.view.ViewSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Topics and keys of an installation of its own on the shared broker, token-service instances on
 * it, and what connection-service and workers would do.
 */
final class TestInstallation implements AutoCloseable {

  static final String ACCOUNT = "acme";

  /** Of the authorization server that is on the class path of tests alone. */
  private static final List<String> FOREIGN =
      Stream.of(
              "autoconfigure.SecurityAutoConfiguration",
              "autoconfigure.UserDetailsServiceAutoConfiguration",
              "autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration",
              "autoconfigure.web.servlet.SecurityFilterAutoConfiguration",
              "autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration",
              "oauth2.server.authorization.autoconfigure.servlet"
                  + ".OAuth2AuthorizationServerAutoConfiguration",
              "oauth2.server.authorization.autoconfigure.servlet"
                  + ".OAuth2AuthorizationServerJwtAutoConfiguration")
          .map(name -> "org.springframework.boot.security." + name)
          .toList();

  final KafkaConnection kafka =
      new KafkaConnection(TestServers.kafka(), TestServers.freshPrefix(), Map.of());
  final Path keys;
  final TopicView<TokenState> tokens;
  private final KafkaProducer<String, byte[]> producer;
  private final Sealer secrets;
  private final Opener accessTokens;
  private final List<ConfigurableApplicationContext> instances = new ArrayList<>();
  private final List<Process> processes = new ArrayList<>();
  private final Map<String, Long> versions = new ConcurrentHashMap<>();

  TestInstallation() {
    try {
      keys = Files.createTempDirectory("atlas-test-keys");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    KeyRing.createIfAbsent(keys, "connection-secrets");
    KeyRing.createIfAbsent(keys, "access-tokens");
    Clock clock = Clock.systemUTC();
    secrets = new Sealer(KeyRing.of(KeyRing.publicFile(keys, "connection-secrets"), clock));
    accessTokens = new Opener(KeyRing.of(KeyRing.privateFile(keys, "access-tokens"), clock));
    kafka.ensureTopics();
    tokens = TopicView.open(kafka, ViewSchema.TOKENS, clock);
    producer = kafka.producer("test", Map.of());
  }

  /** One more instance, ready for its share. */
  ConfigurableApplicationContext startInstance() {
    ConfigurableApplicationContext instance =
        TokenServiceApplication.start(arguments().toArray(String[]::new));
    instances.add(instance);
    return instance;
  }

  /** One more instance in a process of its own, which can be killed. */
  Process startProcess() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path")));
    command.add(TokenServiceApplication.class.getName());
    command.addAll(arguments());
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      processes.add(process);
      return process;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private List<String> arguments() {
    return List.of(
        "--server.port=0",
        "--management.server.port=0",
        "--server.address=127.0.0.1",
        "--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers(),
        "--atlas.topic-prefix=" + kafka.topicPrefix(),
        "--atlas.keys-directory=" + keys,
        "--atlas.account-tokens=1MB",
        "--spring.autoconfigure.exclude=" + String.join(",", FOREIGN),
        "--atlas.egress.allowed=127.0.0.0/8,::1/128");
  }

  SealedText seal(String secret, String connectionId, String tokenEndpoint) {
    return secrets.seal(
        new Secret(secret), Binding.secret(ACCOUNT, connectionId, Origin.of(tokenEndpoint)));
  }

  ConnectionState connection(String connectionId, long version, String tokenEndpoint) {
    return connection(
        connectionId,
        version,
        tokenEndpoint,
        "orders-secret",
        ConnectionSettings.of("orders-client", AuthMethod.BASIC, List.of("orders.read")));
  }

  ConnectionState connection(
      String connectionId,
      long version,
      String tokenEndpoint,
      String secret,
      ConnectionSettings settings) {
    return new ConnectionState(
        version,
        version,
        ACCOUNT,
        "Orders",
        tokenEndpoint,
        settings,
        List.of(),
        seal(secret, connectionId, tokenEndpoint));
  }

  void save(String connectionId, @Nullable ConnectionState connection) {
    long version =
        connection == null ? versions.merge(connectionId, 1L, Long::sum) : connection.version();
    versions.put(connectionId, version);
    byte[] value = connection == null ? null : EventJson.write(connection);
    send(Topic.CONNECTIONS, connectionId, value, EventTypes.CONNECTION_CHANGED, version);
  }

  void ask(String connectionId, TokenRequest request) {
    send(
        Topic.TOKEN_REQUESTS,
        connectionId,
        EventJson.write(request),
        EventTypes.TOKEN_REQUESTED,
        0);
  }

  /** Without waiting for the broker: see {@link #flush}. */
  void askLater(String connectionId, TokenRequest request) {
    enqueue(
        Topic.TOKEN_REQUESTS,
        connectionId,
        EventJson.write(request),
        EventTypes.TOKEN_REQUESTED,
        0);
  }

  void flush() {
    producer.flush();
  }

  /** Sends a test and waits for its result. */
  CredentialTest.Result test(CredentialTest test) {
    String testId = UUID.randomUUID().toString();
    send(Topic.CREDENTIAL_TESTS, testId, EventJson.write(test), EventTypes.CREDENTIAL_TEST, 0);
    return result(testId, CredentialTest.Result.class);
  }

  CredentialTest credentialTest(ConnectionState like, String connectionId) {
    return new CredentialTest(
        ACCOUNT,
        connectionId,
        like.credentialsVersion(),
        like.tokenEndpoint(),
        like.settings(),
        like.sealedSecret(),
        Instant.now().plus(Duration.ofSeconds(18)));
  }

  <T> T result(String testId, Class<T> type) {
    String topic = kafka.name(Topic.CREDENTIAL_TEST_RESULTS);
    try (KafkaConsumer<String, byte[]> consumer = kafka.consumer("test-results", Map.of())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Instant end = Instant.now().plus(Duration.ofSeconds(25));
      while (Instant.now().isBefore(end)) {
        for (var record : consumer.poll(Duration.ofMillis(200))) {
          if (testId.equals(record.key())) {
            return EventJson.read(record.value(), type);
          }
        }
      }
    }
    throw new AssertionError("no result of test " + testId);
  }

  TokenState.Grant awaitGrant(String connectionId, long newerThan) {
    return await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              TokenState state = tokens.get(connectionId);
              return state == null ? null : state.grant();
            },
            grant -> grant != null && grant.generation() > newerThan);
  }

  TokenState.Denial awaitDenial(String connectionId) {
    return await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              TokenState state = tokens.get(connectionId);
              return state == null ? null : state.denied();
            },
            denied -> denied != null);
  }

  /** As a worker opens it. */
  String open(String connectionId, TokenState.Grant grant) {
    return open(
        grant.sealedToken(),
        Binding.grant(connectionId, grant.credentialsVersion(), grant.generation()));
  }

  /** The key that a bound token is of use with, as a worker opens it. */
  String openKey(String connectionId, TokenState.Grant grant) {
    return open(
        grant.sealedBindingKey(),
        Binding.grantKey(ACCOUNT, connectionId, grant.credentialsVersion(), grant.generation()));
  }

  private String open(SealedText sealed, Binding binding) {
    return switch (accessTokens.open(sealed, binding)) {
      case Opener.Opened.Text(Secret token) -> token.value();
      case Opener.Opened.UnknownKey unknown -> throw new AssertionError(unknown);
      case Opener.Opened.Refused refused -> throw new AssertionError(refused);
    };
  }

  private void send(Topic topic, String key, byte @Nullable [] value, String type, long version) {
    enqueue(topic, key, value, type, version);
    producer.flush();
  }

  private void enqueue(
      Topic topic, String key, byte @Nullable [] value, String type, long version) {
    ProducerRecord<String, byte[]> record = new ProducerRecord<>(kafka.name(topic), key, value);
    EventHeaders.cloudEvent(
        record.headers(), UUID.randomUUID().toString(), type, "/test", Instant.now());
    if (version > 0) {
      EventHeaders.set(record.headers(), EventHeaders.VERSION, Long.toString(version));
    }
    var _ = producer.send(record);
  }

  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
    instances.forEach(ConfigurableApplicationContext::close);
    producer.close();
    tokens.close();
  }
}
