package io.atlas.worker;

import io.atlas.embedded.TestServers;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionDefinition.Authentication;
import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ActionFired;
import io.atlas.model.event.ConnectionSettings;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.RetryCancellation;
import io.atlas.model.event.TokenRequest;
import io.atlas.model.event.TokenState;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import io.atlas.model.seal.Binding;
import io.atlas.model.seal.KeyRing;
import io.atlas.model.seal.Origin;
import io.atlas.model.seal.SealedText;
import io.atlas.model.seal.Sealer;
import io.atlas.model.seal.Secret;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A broker with topics of its own, keys, and the parts of the others: this class writes what the
 * connection-service and the token-service would write, and reads what the worker writes.
 */
final class World implements AutoCloseable {

  static final String ACCOUNT = "acme";

  final KafkaConnection kafka;
  final Path keys;
  private final KafkaProducer<String, byte[]> producer;
  private final List<Tail> tails = new ArrayList<>();
  private final List<ConfigurableApplicationContext> workers = new ArrayList<>();
  private final List<WorkerProcess> processes = new CopyOnWriteArrayList<>();
  final Tail results;
  final Tail dead;
  final Tail tokenRequests;

  World() {
    this(new KafkaConnection(TestServers.kafka(), TestServers.freshPrefix(), Map.of()), true);
  }

  /**
   * @param keepsRecords whether everything that the worker writes is kept in memory
   */
  World(KafkaConnection kafka, boolean keepsRecords) {
    this.kafka = kafka;
    kafka.ensureTopics();
    try {
      keys = Files.createTempDirectory("atlas-worker-keys");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    KeyRing.createIfAbsent(keys, "access-tokens");
    producer = kafka.producer("test", Map.of());
    results = new Tail(Topic.ACTION_EXECUTED);
    dead = new Tail(Topic.ACTION_DEAD);
    tokenRequests = new Tail(Topic.TOKEN_REQUESTS);
    if (keepsRecords) {
      tails.addAll(List.of(results, dead, tokenRequests));
      tails.forEach(Tail::start);
    }
  }

  ConfigurableApplicationContext startWorker(String... further) {
    ConfigurableApplicationContext worker =
        ActionWorkerApplication.start(
            Stream.concat(settings().stream(), Stream.of(further)).toArray(String[]::new));
    workers.add(worker);
    return worker;
  }

  private List<String> settings() {
    return List.of(
        "--server.port=0",
        "--management.server.port=0",
        "--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers(),
        "--atlas.topic-prefix=" + kafka.topicPrefix(),
        "--atlas.worker.group-id=" + kafka.topicPrefix() + "worker",
        "--atlas.keys-directory=" + keys,
        "--atlas.egress.allowed=127.0.0.0/8,::1/128");
  }

  /** A worker that may die: a process of its own. */
  WorkerProcess startProcess() {
    WorkerProcess process = WorkerProcess.start(settings());
    processes.add(process);
    return process;
  }

  void stop(ConfigurableApplicationContext worker) {
    workers.remove(worker);
    worker.close();
  }

  String action(ActionDefinition definition) {
    String id = UUID.randomUUID().toString();
    put(Topic.ACTIONS, id, definition, definition.version());
    return id;
  }

  void action(String id, ActionDefinition definition) {
    put(Topic.ACTIONS, id, definition, definition.version());
  }

  void cancelRetry(String executionId, String account) {
    put(
        Topic.RETRY_CANCELLATIONS,
        executionId,
        new RetryCancellation(account, "Ada", Instant.now()),
        0);
  }

  void deleteAction(String id) {
    put(Topic.ACTIONS, id, null, 99);
  }

  /** A connection without a token. */
  String connection() {
    String id = UUID.randomUUID().toString();
    put(Topic.CONNECTIONS, id, connectionState(1, ACCOUNT, List.of()), 1);
    return id;
  }

  static ConnectionState connectionState(
      long credentialsVersion, String account, List<String> allowedHosts) {
    return new ConnectionState(
        credentialsVersion,
        credentialsVersion,
        account,
        "Test connection",
        "https://login.example.com/token",
        ConnectionSettings.of("client", ConnectionSettings.AuthMethod.BASIC, List.of()),
        allowedHosts,
        null);
  }

  /** Credentials version 1, whatever the version. */
  static ConnectionState paced(long version, ActionDefinition.@Nullable RateLimit rate) {
    ConnectionSettings plain =
        ConnectionSettings.of("client", ConnectionSettings.AuthMethod.BASIC, List.of());
    ObjectNode settings = EventJson.MAPPER.valueToTree(plain);
    settings.set("rateLimit", EventJson.MAPPER.valueToTree(rate));
    return new ConnectionState(
        version,
        1,
        ACCOUNT,
        "Paced connection",
        "https://login.example.com/token",
        EventJson.MAPPER.treeToValue(settings, ConnectionSettings.class),
        List.of(),
        null);
  }

  void connection(String id, ConnectionState state) {
    put(Topic.CONNECTIONS, id, state, state.version());
  }

  void deleteConnection(String id) {
    put(Topic.CONNECTIONS, id, null, 99);
    put(Topic.TOKENS, id, null, 99);
  }

  TokenState.Grant grant(String connectionId, String token, long version, long generation) {
    Instant now = Instant.now();
    return grant(
        connectionId,
        token,
        version,
        generation,
        now.plus(Duration.ofMinutes(50)),
        now.plus(Duration.ofHours(1)));
  }

  TokenState.Grant grant(
      String connectionId,
      String token,
      long version,
      long generation,
      Instant refreshAt,
      Instant expiresAt) {
    SealedText sealed =
        sealer().seal(new Secret(token), Binding.grant(connectionId, version, generation));
    return new TokenState.Grant(
        generation, version, sealed, null, Instant.now(), refreshAt, expiresAt);
  }

  void token(String connectionId, String token, long version, long generation) {
    token(connectionId, TokenState.granted(grant(connectionId, token, version, generation)));
  }

  void token(String connectionId, TokenState state) {
    put(Topic.TOKENS, connectionId, state, 0);
  }

  ActionDefinition.Header secretHeader(
      String name, String value, String actionId, String account, String url) {
    SealedText sealed =
        sealer().seal(new Secret(value), Binding.header(account, actionId, Origin.of(url)));
    return new ActionDefinition.Header(name, null, true, sealed);
  }

  Sealer sealer() {
    return new Sealer(KeyRing.of(KeyRing.publicFile(keys, "access-tokens"), Clock.systemUTC()));
  }

  /** Publishes an event; returns its execution id. */
  String fire(String actionId, @Nullable String input) {
    return fire(actionId, input, null);
  }

  String fire(String actionId, @Nullable String input, @Nullable String key) {
    String executionId = UUID.randomUUID().toString();
    JsonNode node = input == null ? null : EventJson.MAPPER.readTree(input.replace('\'', '"'));
    raw(key, EventJson.write(new ActionFired(actionId, node, executionId, null, Instant.now())));
    return executionId;
  }

  void raw(@Nullable String key, byte @Nullable [] value) {
    var _ = producer.send(new ProducerRecord<>(kafka.name(Topic.ACTION_FIRED), key, value));
  }

  void send(ProducerRecord<String, byte[]> record) {
    var _ = producer.send(record);
  }

  void flush() {
    producer.flush();
  }

  private void put(Topic topic, String key, @Nullable Object value, long version) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(kafka.name(topic), key, value == null ? null : EventJson.write(value));
    EventHeaders.set(record.headers(), EventHeaders.VERSION, Long.toString(version));
    var _ = producer.send(record);
    producer.flush();
  }

  /** All that is on a topic, and comes. */
  Tail tail(Topic topic) {
    Tail tail = new Tail(topic);
    tails.add(tail);
    tail.start();
    return tail;
  }

  List<ActionExecuted> resultsOf(String executionId) {
    return results.records.stream()
        .filter(record -> executionId.equals(record.key()))
        .map(record -> EventJson.read(record.value(), ActionExecuted.class))
        .toList();
  }

  List<TokenRequest> requestsFor(String connectionId) {
    return tokenRequests.records.stream()
        .filter(record -> connectionId.equals(record.key()))
        .map(record -> EventJson.read(record.value(), TokenRequest.class))
        .toList();
  }

  List<ConsumerRecord<String, byte[]>> deadOf(String executionId) {
    return dead.records.stream().filter(record -> executionId.equals(record.key())).toList();
  }

  @Override
  public void close() {
    processes.forEach(WorkerProcess::kill);
    List.copyOf(workers).forEach(this::stop);
    tails.forEach(Tail::close);
    producer.close();
  }

  static Definition to(String url) {
    return new Definition(url);
  }

  /** A definition with what most tests do not care about filled in. */
  static final class Definition {
    private final String url;
    private long version = 1;
    private String account = ACCOUNT;
    private boolean enabled = true;
    private String method = "POST";
    private List<ActionDefinition.Header> headers = List.of();
    private @Nullable String body = "{{input}}";
    private Authentication authentication = Authentication.NONE;
    private long timeoutMs = 5_000;
    private ActionDefinition.Retry retry = ActionDefinition.Retry.DEFAULT;
    private ActionDefinition.@Nullable RateLimit rateLimit;

    private Definition(String url) {
      this.url = url;
    }

    Definition version(long value) {
      version = value;
      return this;
    }

    Definition account(String value) {
      account = value;
      return this;
    }

    Definition disabled() {
      enabled = false;
      return this;
    }

    Definition method(String value) {
      method = value;
      return this;
    }

    Definition headers(ActionDefinition.Header... value) {
      headers = List.of(value);
      return this;
    }

    Definition body(@Nullable String value) {
      body = value;
      return this;
    }

    Definition connection(String id) {
      authentication = Authentication.connection(id);
      return this;
    }

    Definition timeoutMs(long value) {
      timeoutMs = value;
      return this;
    }

    Definition retry(int attempts, long firstDelayMs, double factor, long maxAgeMs) {
      retry = new ActionDefinition.Retry(attempts, firstDelayMs, factor, 43_200_000, maxAgeMs);
      return this;
    }

    Definition noRetry() {
      return retry(1, 1_000, 1, 86_400_000);
    }

    Definition perSecond(double value) {
      rateLimit = new ActionDefinition.RateLimit(value);
      return this;
    }

    ActionDefinition build() {
      return new ActionDefinition(
          version,
          account,
          "Test action",
          enabled,
          method,
          url,
          headers,
          body,
          authentication,
          timeoutMs,
          retry,
          rateLimit,
          null,
          List.of());
    }
  }

  /** Everything on a topic, as it arrives. */
  final class Tail implements AutoCloseable {

    final List<ConsumerRecord<String, byte[]>> records = new CopyOnWriteArrayList<>();
    private final KafkaConsumer<String, byte[]> consumer;
    private final Thread reader;

    private Tail(Topic topic) {
      consumer = kafka.consumer("tail", Map.of());
      List<TopicPartition> partitions =
          consumer.partitionsFor(kafka.name(topic)).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      reader = Thread.ofPlatform().daemon().unstarted(this::read);
    }

    void start() {
      reader.start();
    }

    private void read() {
      try (consumer) {
        while (true) {
          List<ConsumerRecord<String, byte[]>> batch = new ArrayList<>();
          consumer.poll(Duration.ofSeconds(1)).forEach(batch::add);
          records.addAll(batch);
        }
      } catch (WakeupException closing) {
        // The end of the test.
      }
    }

    @Override
    public void close() {
      consumer.wakeup();
      try {
        reader.join();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
