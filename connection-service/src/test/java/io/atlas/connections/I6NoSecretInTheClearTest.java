package io.atlas.connections;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.atlas.connections.Rest.Answer;
import io.atlas.model.kafka.Topic;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Random secrets, and every log line at DEBUG while they come in and are used. */
@DisplayName("I6: no secret, nor any 8 characters of one, is in database, topics, answers or logs")
class I6NoSecretInTheClearTest {

  private static final int PIECE = 8;

  private final Service service = Service.shared();
  private final StringBuilder answers = new StringBuilder();

  @Test
  void noPieceOfASecretIsAnywhere() throws Exception {
    String secret = random();
    String next = random();
    String header = random();
    String wrong = random();
    String token = service.issuer.token("i6", Service.ALL_SCOPES);
    Rest account = new Rest(service.client("i6").port(), token);
    LogLines log = LogLines.listening();
    try {
      service.tokenService.accept(secret);
      use(account, secret, next, header, wrong);
    } finally {
      service.tokenService.accept("right-secret");
      log.close();
    }
    assertThat(service.tokenService.opened()).contains(secret, wrong);
    String signature = token.substring(token.lastIndexOf('.') + 1);
    Set<String> pieces = new HashSet<>(pieces(signature));
    for (String value : List.of(secret, next, header, wrong)) {
      pieces.addAll(pieces(value));
    }
    assertThat(found(pieces, "x" + secret.substring(3, 12))).as("the search itself").hasSize(2);
    assertThat(log.text()).contains("POST").hasSizeGreaterThan(10_000);
    assertThat(found(pieces, log.text())).as("logs").isEmpty();
    assertThat(found(pieces, answers.toString())).as("answers").isEmpty();
    assertThat(found(pieces, database())).as("database").isEmpty();
    assertThat(found(pieces, topics())).as("topics").isEmpty();
  }

  private void use(Rest account, String secret, String next, String header, String wrong) {
    String body =
        Bodies.connection("I6", secret)
            .replace("\"scopes\"", "\"nextClientSecret\": \"" + next + "\", \"scopes\"");
    Answer created = seen(account.post("/api/v1/connections", body, "Idempotency-Key", "i6"));
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    String id = created.at("/id");
    seen(account.post("/api/v1/connections", Bodies.connection("No", wrong)));
    seen(account.post("/api/v1/connections/test", Bodies.connection("No", wrong)));
    String credentials = "/api/v1/connections/" + id + "/credentials";
    seen(account.put(credentials, "{\"clientSecret\": \"" + wrong + "\"}"));
    seen(account.put(credentials, "{\"clientSecret\": \"" + secret + "\"}"));
    // Unreadable, ill-typed, misplaced: what is refused is not shown either.
    seen(account.post("/api/v1/connections", "{\"clientSecret\": \"" + secret + "\","));
    seen(account.post("/api/v1/connections", "{\"clientSecret\": [\"" + secret + "\"]}"));
    seen(account.post("/api/v1/connections", "{\"privateKey\": \"" + secret + "\"}"));
    seen(account.post("/api/v1/connections/test", "\"" + secret + "\""));
    String action =
        """
        {"name": "I6", "method": "GET", "url": "http://localhost:9000/a",
         "headers": [{"name": "X-Key", "secret": true, "value": "%s"}]}
        """
            .formatted(header);
    Answer saved = seen(account.post("/api/v1/actions", action));
    assertThat(saved.status()).as(saved.body()).isEqualTo(201);
    seen(account.put("/api/v1/actions/" + saved.at("/id"), action));
    seen(account.post("/api/v1/actions", action.replace("\"GET\"", "\"NONE\"")));
    seen(account.post("/api/v1/actions/preview", "{\"action\": " + action + "}"));
    seen(account.get("/api/v1/connections"));
    seen(account.get("/api/v1/actions"));
  }

  private Answer seen(Answer answer) {
    answers.append(answer.body()).append(answer.response().headers().map()).append('\n');
    return answer;
  }

  private String database() throws Exception {
    StringBuilder dump = new StringBuilder();
    try (var connection = DriverManager.getConnection(service.database);
        var statement = connection.createStatement()) {
      Set<String> tables = new HashSet<>();
      try (var rows =
          statement.executeQuery(
              "SELECT table_name FROM information_schema.tables"
                  + " WHERE table_schema = 'connections'")) {
        while (rows.next()) {
          tables.add(rows.getString(1));
        }
      }
      assertThat(tables).contains("connection", "action", "idempotency", "outbox");
      for (String table : tables) {
        try (var rows = statement.executeQuery("SELECT t::text FROM connections." + table + " t")) {
          while (rows.next()) {
            dump.append(rows.getString(1)).append('\n');
          }
        }
      }
    }
    return dump.toString();
  }

  private String topics() {
    return Arrays.stream(Topic.values())
        .flatMap(topic -> Records.of(service.kafka, topic).stream())
        .map(record ->
            record.key()
                + record.headers()
                + (record.value() == null
                    ? ""
                    : new String(record.value(), StandardCharsets.UTF_8)))
        .collect(Collectors.joining("\n"));
  }

  /** 32 characters, some of which URL-encoding and JSON change. */
  private static String random() {
    String alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789+/&=%~!";
    return new SecureRandom()
        .ints(32, 0, alphabet.length())
        .mapToObj(i -> alphabet.substring(i, i + 1))
        .collect(Collectors.joining());
  }

  /** Every run of characters, plain, URL-encoded, in hex, and in base64 at each alignment. */
  private static Set<String> pieces(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    Set<String> forms = new HashSet<>();
    forms.add(value);
    forms.add(URLEncoder.encode(value, StandardCharsets.UTF_8));
    forms.add(HexFormat.of().formatHex(bytes));
    for (int skipped = 0; skipped < 3; skipped++) {
      byte[] tail = Arrays.copyOfRange(bytes, skipped, bytes.length - (bytes.length - skipped) % 3);
      forms.add(Base64.getEncoder().encodeToString(tail));
      forms.add(Base64.getUrlEncoder().encodeToString(tail));
    }
    Set<String> pieces = new HashSet<>();
    for (String form : forms) {
      for (int i = 0; i + PIECE <= form.length(); i++) {
        pieces.add(form.substring(i, i + PIECE));
      }
    }
    return pieces;
  }

  private static Set<String> found(Set<String> pieces, String text) {
    Set<String> found = new HashSet<>();
    for (int i = 0; i + PIECE <= text.length(); i++) {
      String piece = text.substring(i, i + PIECE);
      if (pieces.contains(piece)) {
        found.add(text.substring(Math.max(0, i - 60), i) + "[…]");
      }
    }
    return found;
  }

  /** Everything that is logged in this process, from DEBUG up. */
  private static final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private final Logger kafka = (Logger) LoggerFactory.getLogger("org.apache.kafka");
    private final Level rootBefore = root.getLevel();
    private final Level kafkaBefore = kafka.getLevel();
    private final StringBuilder lines = new StringBuilder();

    static LogLines listening() {
      LogLines lines = new LogLines();
      lines.listen();
      return lines;
    }

    private void listen() {
      start();
      root.iteratorForAppenders().forEachRemaining(appender -> appender.addFilter(quiet()));
      root.addAppender(this);
      root.setLevel(Level.DEBUG);
      kafka.setLevel(Level.DEBUG);
    }

    /** The console goes on as before. */
    private ch.qos.logback.core.filter.Filter<ILoggingEvent> quiet() {
      var filter = new ch.qos.logback.classic.filter.ThresholdFilter();
      filter.setLevel("INFO");
      filter.start();
      return filter;
    }

    @Override
    protected void append(ILoggingEvent event) {
      lines.append(event.getLoggerName()).append(' ').append(event.getFormattedMessage());
      if (event.getThrowableProxy() != null) {
        lines.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
      }
      lines.append('\n');
    }

    String text() {
      return lines.toString();
    }

    @Override
    public void close() {
      root.setLevel(rootBefore);
      kafka.setLevel(kafkaBefore);
      root.detachAppender(this);
    }
  }
}
