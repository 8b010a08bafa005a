package io.atlas.connections;

import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.model.event.CredentialTest;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.EventTypes;
import io.atlas.model.event.IssuerDiscovery;
import io.atlas.model.event.TokenRequest;
import io.atlas.model.event.TokenState;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import io.atlas.model.seal.Binding;
import io.atlas.model.seal.KeyRing;
import io.atlas.model.seal.Opener;
import io.atlas.model.seal.Sealer;
import io.atlas.model.seal.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Answers on the topics as the token-service does: it opens the sealed secret, and a provider that
 * exists only here accepts those that are called right.
 */
public final class TokenServiceStandIn implements AutoCloseable {

  private final KafkaConnection kafka;
  private final Opener secrets;
  private final Sealer tokens;
  private final KafkaConsumer<String, byte[]> consumer;
  private final KafkaProducer<String, byte[]> producer;
  private final Thread thread;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicLong generation = new AtomicLong(1_000);
  private final List<CredentialTest> tests = new CopyOnWriteArrayList<>();
  private final List<TokenRequest> requests = new CopyOnWriteArrayList<>();
  private final List<String> opened = new CopyOnWriteArrayList<>();
  private volatile String right = "right-secret";
  private volatile boolean silent;
  private volatile Consumer<String> beforeEachResult = id -> {};

  TokenServiceStandIn(KafkaConnection kafka, Path keys) {
    this.kafka = kafka;
    kafka.ensureTopics();
    Clock clock = Clock.systemUTC();
    this.secrets = new Opener(KeyRing.of(KeyRing.privateFile(keys, "connection-secrets"), clock));
    this.tokens = new Sealer(KeyRing.of(KeyRing.publicFile(keys, "access-tokens"), clock));
    this.producer = kafka.producer("stand-in", Map.of());
    this.consumer = kafka.consumer("stand-in", Map.of("auto.offset.reset", "earliest"));
    List<TopicPartition> partitions =
        List.of(Topic.CREDENTIAL_TESTS, Topic.TOKEN_REQUESTS).stream()
            .flatMap(topic -> consumer.partitionsFor(kafka.name(topic)).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    this.thread = Thread.ofPlatform().daemon().name("stand-in").start(this::run);
  }

  public void accept(String secret) {
    right = secret;
  }

  /** Told of each test's id before its result is sent. */
  public void beforeEachResult(Consumer<String> told) {
    beforeEachResult = told;
  }

  public void silence(boolean value) {
    silent = value;
  }

  public List<CredentialTest> tests() {
    return tests;
  }

  public List<TokenRequest> requests() {
    return requests;
  }

  /** The clear text of every secret that arrived sealed. */
  public List<String> opened() {
    return opened;
  }

  public void publish(String connectionId, TokenState state) {
    send(Topic.TOKENS, connectionId, EventTypes.TOKEN_CHANGED, state);
  }

  public TokenState.Grant grant(String connectionId, long credentialsVersion) {
    long next = generation.incrementAndGet();
    Instant now = Instant.now();
    return new TokenState.Grant(
        next,
        credentialsVersion,
        tokens.seal(
            new Secret("token-" + next), Binding.grant(connectionId, credentialsVersion, next)),
        null,
        now,
        now.plus(Duration.ofMinutes(45)),
        now.plus(Duration.ofMinutes(59)));
  }

  public TokenState.Denial denial(long credentialsVersion, CredentialCategory category) {
    return new TokenState.Denial(
        credentialsVersion,
        category,
        "invalid_client",
        category.summary(),
        category.hint(),
        Instant.now().plusSeconds(60));
  }

  private void run() {
    while (!closed.get()) {
      consumer.poll(Duration.ofMillis(100)).forEach(this::answer);
    }
    consumer.close();
  }

  private void answer(ConsumerRecord<String, byte[]> question) {
    String type = EventHeaders.text(question.headers(), EventTypes.HEADER);
    if (silent) {
      return;
    }
    switch (type) {
      case EventTypes.CREDENTIAL_TEST ->
          result(question.key(), tested(EventJson.read(question.value(), CredentialTest.class)));
      case EventTypes.ISSUER_DISCOVERY ->
          send(
              Topic.CREDENTIAL_TEST_RESULTS,
              question.key(),
              EventTypes.ISSUER_DISCOVERY_RESULT,
              discovered(EventJson.read(question.value(), IssuerDiscovery.class)));
      case EventTypes.TOKEN_REQUESTED -> {
        TokenRequest request = EventJson.read(question.value(), TokenRequest.class);
        requests.add(request);
        if (request.reason() == TokenRequest.Reason.TEST) {
          result(request.testId(), ok(null));
        }
      }
      case null, default -> throw new IllegalStateException("unexpected " + type);
    }
  }

  private CredentialTest.Result tested(CredentialTest test) {
    tests.add(test);
    if (test.sealedSecret() == null) {
      return ok(grant(test.connectionId(), test.credentialsVersion()));
    }
    Binding binding =
        Binding.secret(
            test.accountId(),
            test.connectionId(),
            URI.create(test.tokenEndpoint()),
            test.settings().authMethod().revealsSecret());
    if (!(secrets.open(test.sealedSecret(), binding) instanceof Opener.Opened.Text(var secret))) {
      return CredentialTest.Result.failed(1, CredentialFailure.of(CredentialCategory.BAD_RESPONSE));
    }
    opened.add(secret.value());
    return secret.value().equals(right)
        ? ok(grant(test.connectionId(), test.credentialsVersion()))
        : CredentialTest.Result.failed(
            12,
            new CredentialFailure(
                CredentialCategory.CREDENTIALS, "invalid_client", "unknown client", "Check it."));
  }

  private static CredentialTest.Result ok(TokenState.Grant grant) {
    return new CredentialTest.Result(
        true, 12, "Bearer", 3_600L, List.of("orders.read"), List.of(), null, grant);
  }

  private static IssuerDiscovery.Result discovered(IssuerDiscovery question) {
    return new IssuerDiscovery.Result(
        question.issuer(),
        question.issuer() + "/token",
        // Told only to those who name whom to trust, so that a test sees that it came along.
        question.caCertificates() == null ? null : question.issuer() + "/mtls/token",
        List.of(),
        List.of(),
        List.of(),
        null);
  }

  private void result(String testId, CredentialTest.Result result) {
    beforeEachResult.accept(testId);
    send(Topic.CREDENTIAL_TEST_RESULTS, testId, EventTypes.CREDENTIAL_TEST_RESULT, result);
  }

  private void send(Topic topic, String key, String type, Object value) {
    ProducerRecord<String, byte[]> event =
        new ProducerRecord<>(kafka.name(topic), key, EventJson.write(value));
    EventHeaders.cloudEvent(event.headers(), key, type, "/stand-in", Instant.now());
    var _ = producer.send(event);
    producer.flush();
  }

  @Override
  public void close() throws InterruptedException {
    closed.set(true);
    thread.join();
    producer.close();
  }
}
