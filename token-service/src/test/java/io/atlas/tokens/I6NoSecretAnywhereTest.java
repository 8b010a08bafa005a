package io.atlas.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.ConnectionSettings.TokenBinding;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialTest;
import io.atlas.model.event.NewerNames;
import io.atlas.model.event.TokenRequest;
import io.atlas.model.event.TokenState;
import io.atlas.model.kafka.Topic;
import io.atlas.testing.FaultyHttpServer;
import io.atlas.testing.TestAuthority;
import io.atlas.tokens.grant.TestKeys;
import io.atlas.tokens.grant.TestSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * I6, vector 95 (section I): every logger at TRACE, every way to authenticate, a provider that
 * fails in the ways of sections C to F and echoes whatever it is sent; then no piece of 8
 * characters of any secret, private key, Basic value, assertion or token is anywhere, plain, in
 * base64 or URL-encoded.
 */
class I6NoSecretAnywhereTest {

  private static final String GOOD = "/good";

  /** Each is an answer of {@link #answer}; all but the first fail. */
  private static final List<String> PATHS =
      List.of(
          ("/good /refused /refused-by-scheme /encoded /nested /error-with-success /page /unavailable "
                  + "/slow-down /wrong-type /not-a-token /cut /reset /false-gzip /endless-head /moved")
              .split(" "));

  /** Of these, what says the most about a request. */
  private static final List<String> ECHOES =
      List.of(GOOD, "/refused", "/encoded", "/nested", "/wrong-type", "/not-a-token");

  /** The broker in this process is another program. */
  private static final List<String> BROKER =
      List.of(
          "kafka",
          "state",
          "org.apache.kafka.controller",
          "org.apache.kafka.coordinator",
          "org.apache.kafka.image",
          "org.apache.kafka.metadata",
          "org.apache.kafka.raft",
          "org.apache.kafka.server",
          "org.apache.kafka.storage");

  private final SecretSearch search = new SecretSearch();
  private final Map<Logger, Level> levels = new ConcurrentHashMap<>();
  private final List<Appender<ILoggingEvent>> appenders = new ArrayList<>();
  private final LoggerContext logging = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final Logger root = logging.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Level rootLevel = root.getLevel();
  private final Watch watch = new Watch();
  private final TestAuthority authority = new TestAuthority("Providers");
  private final TestAuthority clients = new TestAuthority("Clients");
  private TestInstallation installation;
  private FaultyHttpServer provider;
  private FaultyHttpServer tlsProvider;
  private ConfigurableApplicationContext instance;
  private String token;

  /** Keeps every message as it is logged. */
  private final class Watch extends AppenderBase<ILoggingEvent> {

    @Override
    protected void append(ILoggingEvent event) {
      String where = "log of " + event.getLoggerName();
      search.look(where, event.getFormattedMessage());
      if (event.getThrowableProxy() != null) {
        search.look(where, ThrowableProxyUtil.asString(event.getThrowableProxy()));
      }
    }
  }

  @BeforeEach
  void start() {
    installation = new TestInstallation();
    provider = FaultyHttpServer.start(this::answer);
    tlsProvider =
        FaultyHttpServer.start(
            TestAuthority.sockets(authority.server("localhost"), clients.own, "TLSv1.2"),
            "https",
            this::answer);
    instance = installation.startInstance();
    token = "tok" + random();
    search.guard(token);
    for (Logger logger : logging.getLoggerList()) {
      if (logger != root && logger.getLevel() != null) {
        levels.put(logger, logger.getLevel());
        logger.setLevel(null);
      }
    }
    for (String broker : BROKER) {
      Logger logger = logging.getLogger(broker);
      levels.putIfAbsent(logger, Level.ERROR);
      logger.setLevel(Level.OFF);
    }
    root.iteratorForAppenders().forEachRemaining(appenders::add);
    appenders.forEach(root::detachAppender);
    root.setLevel(Level.TRACE);
    watch.setContext(logging);
    watch.start();
    root.addAppender(watch);
  }

  @AfterEach
  void stop() {
    root.detachAppender(watch);
    root.setLevel(rootLevel);
    levels.forEach(Logger::setLevel);
    appenders.forEach(root::addAppender);
    installation.close();
    provider.close();
    tlsProvider.close();
  }

  private void answer(FaultyHttpServer.Request request, FaultyHttpServer.Exchange exchange)
      throws IOException, InterruptedException {
    String authorization = request.header("authorization");
    String proof = request.header("dpop");
    String sent = (authorization + " " + proof + " " + request.body()).strip();
    guardProofs(authorization, request.body());
    if (!proof.isEmpty()) {
      search.guardAssertion(proof);
    }
    String encoded = URLEncoder.encode(sent, StandardCharsets.UTF_8);
    String base64 = Base64.getEncoder().encodeToString(sent.getBytes(StandardCharsets.UTF_8));
    String said = "you sent " + sent;
    switch (request.target()) {
      case GOOD ->
          exchange.json(
              200,
              "{\"access_token\":\"%s\",\"token_type\":\"%s\",\"expires_in\":3600,"
                      .formatted(token, proof.isEmpty() ? "Bearer" : "DPoP")
                  + "\"refresh_token\":\"%s\"}".formatted(token));
      case "/refused" -> exchange.json(400, error("invalid_client", said));
      case "/refused-by-scheme" ->
          exchange.answer(
              401,
              Map.of("WWW-Authenticate", "Basic realm=\"" + base64 + "\""),
              error("invalid_client", said));
      case "/encoded" -> exchange.json(400, error("invalid_request", encoded + " " + base64));
      case "/nested" ->
          exchange.json(
              403, "{\"error\":{\"code\":\"%s\",\"message\":\"%s\"}}".formatted(sent, said));
      case "/error-with-success" -> exchange.json(200, error(sent, said));
      case "/page" ->
          exchange.answer(
              404,
              Map.of("Content-Type", "text/html", "X-Echo", sent),
              "<html><p>" + sent + " " + token + "</p></html>");
      case "/unavailable" -> exchange.answer(503, Map.of("X-Echo", sent), said + token);
      case "/slow-down" ->
          exchange.answer(429, Map.of("Retry-After", sent), error("slow_down", said));
      case "/wrong-type" -> exchange.answer(415, Map.of("Content-Type", sent), said);
      case "/not-a-token" ->
          exchange.json(
              200, "{\"access_token\":[\"%s\"],\"token_type\":\"%s\"}".formatted(token, sent));
      case "/cut" -> {
        exchange.write(
            "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n{\"access_token\":\"" + token);
        exchange.socket().close();
      }
      case "/reset" -> {
        exchange.write("HTTP/1.1 400 " + sent + "\r\nX-Echo: " + sent + "\r\n");
        exchange.reset();
      }
      case "/false-gzip" ->
          exchange.answer(200, Map.of("Content-Encoding", "gzip"), "{\"a\":\"" + sent + token);
      case "/endless-head" -> {
        exchange.write("HTTP/1.1 400 " + sent + "\r\nX-Echo: " + (sent + token).repeat(2_000));
        exchange.socket().close();
      }
      case "/moved" ->
          exchange.answer(
              302, Map.of("Location", "https://other.example/?" + encoded + token), said);
      case "/silent" -> exchange.hang();
      default -> throw new AssertionError(request.target());
    }
  }

  private static String error(String code, String description) {
    return "{\"error\":\"%s\",\"error_description\":\"%s\"}".formatted(code, description);
  }

  private void guardProofs(String authorization, String body) {
    if (authorization.startsWith("Basic ")) {
      search.guard(authorization.substring("Basic ".length()));
    }
    for (String pair : body.split("&")) {
      String value =
          URLDecoder.decode(pair.substring(pair.indexOf('=') + 1), StandardCharsets.UTF_8);
      if (pair.startsWith("client_assertion=")) {
        search.guardAssertion(value);
      } else if (pair.startsWith("client_secret=")) {
        search.guard(value);
      }
    }
  }

  /** Without hexadecimal digits, so that no piece turns up by chance in a UUID. */
  private static String random() {
    return new SecureRandom()
            .ints(40, 'g', 'z' + 1)
            .mapToObj(Character::toString)
            .collect(Collectors.joining())
        + "+/%x";
  }

  private ConnectionState connection(String id, AuthMethod method, String path) {
    return switch (method) {
      case BASIC, BASIC_RAW, POST, CLIENT_SECRET_JWT -> {
        String secret = random();
        search.guard(secret);
        yield installation.connection(
            id, 1, provider.url(path), secret, TestSettings.of("c", method).build());
      }
      case PRIVATE_KEY_JWT -> {
        RSAKey key = TestKeys.RSA;
        for (var part : List.of(key.getPrivateExponent(), key.getFirstPrimeFactor())) {
          search.guard(part.toString());
        }
        String url = provider.url(path);
        var sealed = installation.seal(key.toJSONString(), id, url);
        yield installation.connection(
            id, 1, url, random(), TestSettings.of("c", method).privateKey(sealed).build());
      }
      case TLS_CLIENT_AUTH -> tlsConnection(id, clients.server("client"), path);
      case UNKNOWN -> throw new IllegalArgumentException("no method of this version");
    };
  }

  private ConnectionState dpopConnection(String id, String path) {
    String secret = random();
    search.guard(secret);
    TestSettings settings = TestSettings.of("c", AuthMethod.BASIC).binding(TokenBinding.DPOP);
    return installation.connection(id, 1, provider.url(path), secret, settings.build());
  }

  private ConnectionState tlsConnection(String id, TestAuthority.Issued client, String path) {
    return tlsConnection(id, client, path, TokenBinding.NONE);
  }

  private ConnectionState tlsConnection(
      String id, TestAuthority.Issued client, String path, TokenBinding binding) {
    String[] lines = client.keyPem().split("\n");
    // Before its 49th character a PKCS #8 key of this curve is the same as any other.
    search.guard(lines[1].substring(48) + lines[2]);
    String url = tlsProvider.url(path);
    return installation.connection(
        id,
        1,
        url,
        random(),
        TestSettings.of("c", AuthMethod.TLS_CLIENT_AUTH)
            .binding(binding)
            .authorities(authority.own.pem())
            .certificate(client.pem())
            .privateKey(installation.seal(client.keyPem(), id, url))
            .build());
  }

  private CredentialTest.Result test(String id, ConnectionState connection) {
    CredentialTest.Result tested = installation.test(installation.credentialTest(connection, id));
    search.look("result", tested.toString());
    installation.save(id, connection);
    installation.ask(id, TokenRequest.missing(1, "worker"));
    return tested;
  }

  @Test
  @DisplayName("I6, vector 95: no secret, Basic value, assertion, key or token in any sink")
  void nothingShows() throws Exception {
    Set<String> granted = ConcurrentHashMap.newKeySet();
    Set<String> denied = ConcurrentHashMap.newKeySet();
    List<Callable<Void>> tests = new ArrayList<>();
    for (AuthMethod method : NewerNames.known(AuthMethod.class)) {
      for (String path : PATHS) {
        tests.add(() -> {
          String id = UUID.randomUUID().toString();
          CredentialTest.Result tested = test(id, connection(id, method, path));
          assertThat(tested.ok()).as(method + " " + path).isEqualTo(path.equals(GOOD));
          (tested.ok() ? granted : denied).add(id);
          return null;
        });
      }
      tests.add(() -> silentProvider(method));
    }
    for (String path : ECHOES) {
      tests.add(() -> {
        String id = UUID.randomUUID().toString();
        boolean ok = test(id, dpopConnection(id, path)).ok();
        assertThat(ok).as("dpop " + path).isEqualTo(path.equals(GOOD));
        (ok ? granted : denied).add(id);
        return null;
      });
    }
    tests.add(() -> {
      String id = UUID.randomUUID().toString();
      TestAuthority.Issued client = clients.server("client");
      assertThat(test(id, tlsConnection(id, client, GOOD, TokenBinding.MTLS)).ok()).isTrue();
      granted.add(id);
      return null;
    });
    tests.add(() -> {
      String id = UUID.randomUUID().toString();
      TestAuthority.Issued stranger = new TestAuthority("Strangers").server("client");
      assertThat(test(id, tlsConnection(id, stranger, GOOD)).ok()).isFalse();
      denied.add(id);
      return null;
    });
    try (ExecutorService users = Executors.newFixedThreadPool(6)) {
      for (Future<Void> done : users.invokeAll(tests)) {
        done.get();
      }
    }
    int keys = 0;
    for (String id : granted) {
      // As workers do: the first may have been put off while the same provider failed for others.
      installation.ask(id, TokenRequest.missing(1, "worker"));
      TokenState.Grant grant = installation.awaitGrant(id, 0);
      search.look("grant", grant.toString());
      assertThat(installation.open(id, grant)).isEqualTo(token);
      if (grant.sealedBindingKey() != null) {
        keys++;
        guardKey(installation.openKey(id, grant));
      }
    }
    assertThat(keys).as("one of DPoP, one of a certificate").isEqualTo(2);
    denied.forEach(id -> search.look("denial", installation.awaitDenial(id).toString()));
    assertThat(granted).hasSize(NewerNames.known(AuthMethod.class).size() + 2);
    searchTopics();
    searchMetrics();
    assertThat(search.guarded()).isGreaterThan(10_000);
    assertThat(search.looked()).isGreaterThan(10_000);
    assertThat(search.found()).isEmpty();
  }

  /** A certificate's key is guarded already, as it was pasted. */
  private void guardKey(String key) throws ParseException {
    if (key.startsWith("{")) {
      search.guard(ECKey.parse(key).getD().toString());
    }
  }

  /** With a deadline that passes soon. */
  private @Nullable Void silentProvider(AuthMethod method) {
    String id = UUID.randomUUID().toString();
    ConnectionState connection = connection(id, method, "/silent");
    CredentialTest.Result tested =
        installation.test(
            new CredentialTest(
                TestInstallation.ACCOUNT,
                id,
                1,
                connection.tokenEndpoint(),
                connection.settings(),
                connection.sealedSecret(),
                Instant.now().plusSeconds(3)));
    search.look("result", tested.toString());
    assertThat(tested.failure().code()).isEqualTo(CredentialCategory.TIMEOUT);
    return null;
  }

  @Test
  void theSearchFindsWhatIsThere() {
    LoggerFactory.getLogger("anything.at.all").trace("oh no: {}", token.substring(3, 11));
    assertThat(search.found()).singleElement().asString().contains("oh no");
  }

  private void searchTopics() {
    Set<String> read = new HashSet<>();
    try (KafkaConsumer<String, byte[]> consumer = installation.kafka.consumer("search", Map.of())) {
      for (Topic topic : Topic.values()) {
        String name = installation.kafka.name(topic);
        List<TopicPartition> partitions =
            consumer.partitionsFor(name).stream()
                .map(info -> new TopicPartition(name, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
          for (var record : consumer.poll(Duration.ofMillis(100))) {
            read.add(name);
            if (record.value() != null) {
              search.look("topic " + name, new String(record.value(), StandardCharsets.UTF_8));
            }
            record
                .headers()
                .forEach(header ->
                    search.look(
                        "header on " + name, new String(header.value(), StandardCharsets.UTF_8)));
          }
        }
      }
    }
    assertThat(read)
        .contains(
            installation.kafka.name(Topic.TOKENS),
            installation.kafka.name(Topic.CREDENTIAL_TEST_RESULTS));
  }

  private void searchMetrics() {
    MeterRegistry meters = instance.getBean(MeterRegistry.class);
    assertThat(meters.find("atlas.token.requests").timers()).isNotEmpty();
    meters.forEachMeter(meter -> search.look("metric", meter.getId().toString()));
  }
}
