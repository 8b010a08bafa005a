package io.atlas.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.atlas.model.event.ConnectionSettings;
import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.CredentialTest;
import io.atlas.model.event.TokenRequest;
import io.atlas.model.event.TokenState;
import io.atlas.model.kafka.Topic;
import io.atlas.testing.FaultyHttpServer;
import io.atlas.tokens.grant.TestSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * I6, vector 95 (section I): every logger at TRACE, every way to authenticate, a provider that
 * echoes whatever it is sent, random secrets; then no piece of 8 characters of any secret, Basic
 * value, assertion or token is anywhere, plain, in base64 or URL-encoded.
 */
class I6NoSecretAnywhereTest {

  private final Set<String> pieces = ConcurrentHashMap.newKeySet();
  private final Set<String> wholes = ConcurrentHashMap.newKeySet();
  private final Queue<String> found = new ConcurrentLinkedQueue<>();
  private final Map<Logger, Level> levels = new ConcurrentHashMap<>();
  private final LoggerContext logging = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final Watch watch = new Watch();
  private TestInstallation installation;
  private FaultyHttpServer provider;
  private ConfigurableApplicationContext instance;
  private String token;

  /** Looks into every message as it is logged. */
  private final class Watch extends AppenderBase<ILoggingEvent> {

    @Override
    protected void append(ILoggingEvent event) {
      search("log of " + event.getLoggerName(), event.getFormattedMessage());
      if (event.getThrowableProxy() != null) {
        search(
            "log of " + event.getLoggerName(),
            ThrowableProxyUtil.asString(event.getThrowableProxy()));
      }
    }
  }

  @BeforeEach
  void start() {
    installation = new TestInstallation();
    provider = FaultyHttpServer.start(this::echo);
    instance = installation.startInstance();
    token = "tok" + random();
    guard(token);
    Logger root = logging.getLogger(Logger.ROOT_LOGGER_NAME);
    for (Logger logger : logging.getLoggerList()) {
      // The broker in this process is another program.
      boolean brokers =
          logger.getName().startsWith("kafka") || logger.getName().startsWith("state");
      if (logger != root && !brokers && logger.getLevel() != null) {
        levels.put(logger, logger.getLevel());
        logger.setLevel(Level.TRACE);
      }
    }
    for (String brokers : List.of("kafka", "state.change.logger")) {
      logging.getLogger(brokers).setLevel(Level.OFF);
    }
    for (String ours :
        List.of(
            "io.atlas",
            "org.apache.hc",
            "org.springframework",
            "org.apache.kafka.clients",
            "tools.jackson",
            "com.nimbusds",
            "io.micrometer",
            "io.github.resilience4j")) {
      Logger logger = logging.getLogger(ours);
      levels.putIfAbsent(logger, logger.getLevel() == null ? Level.ERROR : logger.getLevel());
      logger.setLevel(Level.TRACE);
      logger.setAdditive(false);
      logger.addAppender(watch);
    }
    watch.setContext(logging);
    watch.start();
    root.addAppender(watch);
  }

  @AfterEach
  void stop() {
    logging.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(watch);
    levels.forEach((logger, level) -> {
      logger.setLevel(level);
      logger.detachAppender(watch);
      logger.setAdditive(true);
    });
    installation.close();
    provider.close();
  }

  /**
   * By path: /good gives a token, /bad refuses and echoes all it was sent, /broken answers junk.
   */
  private void echo(FaultyHttpServer.Request request, FaultyHttpServer.Exchange exchange)
      throws IOException {
    String sent = request.header("authorization") + " " + request.body();
    for (String pair : sent.split("[&= ]")) {
      boolean proof = pair.length() > 60 || request.header("authorization").contains(pair);
      if (proof && pair.length() > 16 && !pair.startsWith("urn")) {
        guardProof(pair);
      }
    }
    switch (request.target()) {
      case "/good" ->
          exchange.json(
              200,
              "{\"access_token\":\"%s\",\"token_type\":\"Bearer\",\"expires_in\":3600,"
                      .formatted(token)
                  + "\"refresh_token\":\""
                  + token
                  + "\"}");
      case "/bad" ->
          exchange.json(
              400,
              "{\"error\":\"invalid_request\",\"error_description\":\"you sent " + sent + "\"}");
      default ->
          exchange.answer(500, Map.of("X-Echo", sent.strip()), "<html>" + sent + token + "</html>");
    }
  }

  private static String random() {
    return UUID.randomUUID().toString().replace("-", "") + "+/%x";
  }

  private void guard(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    for (String form :
        List.of(
            secret,
            URLEncoder.encode(secret, StandardCharsets.UTF_8),
            Base64.getEncoder().encodeToString(bytes),
            Base64.getUrlEncoder().withoutPadding().encodeToString(bytes))) {
      addPieces(form);
    }
  }

  /** A JWT's header is no secret; its payload and signature are. */
  private void guardProof(String proof) {
    String[] parts = proof.split("\\.");
    if (parts.length == 3) {
      // The claims name origins, as seals in the clear do: so only the payload as a whole.
      wholes.add(parts[1]);
      addPieces(parts[2]);
    } else if (!proof.startsWith("http")) {
      addPieces(proof);
    }
  }

  private void addPieces(String form) {
    for (int start = 0; start + 8 <= form.length(); start++) {
      pieces.add(form.substring(start, start + 8));
    }
  }

  private void search(String where, String text) {
    if (wholes.stream().anyMatch(text::contains)) {
      found.add(where + ": " + text.substring(0, Math.min(text.length(), 200)));
    }
    for (int start = 0; start + 8 <= text.length(); start++) {
      if (pieces.contains(text.substring(start, start + 8))) {
        found.add(where + ": " + text.substring(0, Math.min(text.length(), 200)));
        return;
      }
    }
  }

  private ConnectionSettings settings(AuthMethod method) {
    return TestSettings.of("c", method).build();
  }

  @Test
  @DisplayName("I6, vector 95: no secret, Basic value, assertion or token in any sink")
  void nothingShows() {
    for (AuthMethod method :
        List.of(
            AuthMethod.BASIC,
            AuthMethod.BASIC_RAW,
            AuthMethod.POST,
            AuthMethod.CLIENT_SECRET_JWT)) {
      for (String path : List.of("/good", "/bad", "/broken")) {
        String secret = random();
        guard(secret);
        String id = UUID.randomUUID().toString();
        ConnectionState connection =
            installation.connection(id, 1, provider.url(path), secret, settings(method));
        CredentialTest.Result tested =
            installation.test(installation.credentialTest(connection, id));
        assertThat(tested.ok()).isEqualTo(path.equals("/good"));
        search("result", tested.toString());
        installation.save(id, connection);
        installation.ask(id, TokenRequest.missing(1, "worker"));
        if (tested.ok()) {
          TokenState.Grant grant = installation.awaitGrant(id, 0);
          search("grant", grant.toString());
          assertThat(installation.open(id, grant)).isEqualTo(token);
        } else {
          search("denial", installation.awaitDenial(id).toString());
        }
      }
    }
    searchTopics();
    searchMetrics();
    assertThat(pieces).hasSizeGreaterThan(1_000);
    assertThat(Set.copyOf(found)).isEmpty();
  }

  @Test
  void theSearchFindsWhatIsThere() {
    LoggerFactory.getLogger("io.atlas.tokens.anything").trace("oh no: {}", token);
    assertThat(found).isNotEmpty();
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
              search("topic " + name, new String(record.value(), StandardCharsets.UTF_8));
            }
            record
                .headers()
                .forEach(header ->
                    search(
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
    meters.forEachMeter(meter -> search("metric", meter.getId().toString()));
  }
}
