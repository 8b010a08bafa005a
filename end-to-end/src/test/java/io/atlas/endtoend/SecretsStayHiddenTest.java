package io.atlas.endtoend;

import static io.atlas.endtoend.AtlasProcess.ORDERS_SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.model.kafka.Topic;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Looks for traces of the secret after everything else has run against the same stack. */
@Order(Integer.MAX_VALUE)
class SecretsStayHiddenTest {

  private static final AtlasProcess atlas = AtlasProcess.shared();

  /** How signed tokens of the demo provider start. Seals are JWEs, with four dots, and allowed. */
  private static final List<String> JWS_STARTS = List.of("eyJraWQiOi", "eyJhbGciOiJSUzI1NiJ9");

  @Test
  @DisplayName("I6: no client secret in the database, on a topic or in a log, in any encoding")
  void theSecretIsNowhereInTheClear() throws Exception {
    AtlasApi api = AtlasApi.demo(atlas);
    AtlasApi.Answer created =
        api.post("/connections", Orders.connection(atlas, "Searched for", ORDERS_SECRET));
    assertThat(created.status()).isEqualTo(201);
    String actionId =
        api.post("/actions", Orders.action(atlas, "Searched for", created.text("id"))).text("id");
    try (Results executed = new Results(atlas.kafka())) {
      api.post("/actions/" + actionId + "/fire", Map.of("input", Map.of("item", "any")));
      await().atMost(Duration.ofSeconds(30)).until(() -> executed.succeeded(actionId) == 1);
    }

    List<String> haystacks = new ArrayList<>();
    haystacks.add(database());
    for (Topic topic : Topic.values()) {
      haystacks.add(topic(topic));
    }
    haystacks.addAll(logs());

    assertThat(haystacks.stream().filter(text -> text.contains(actionId)).count())
        .as("the search sees what is there")
        .isPositive();
    // Not assertThat(haystacks): a failure would print them.
    for (String piece : pieces(ORDERS_SECRET)) {
      assertThat(haystacks.stream().filter(text -> text.contains(piece)).count()).isZero();
    }
    for (String start : JWS_STARTS) {
      assertThat(haystacks.stream().filter(text -> signedToken(text, start)).count())
          .as("sources with a token in the clear")
          .isZero();
    }
  }

  /** Plain, base64, URL-encoded, and every 8 characters of each. */
  private static List<String> pieces(String secret) {
    return Stream.of(
            secret,
            Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)),
            Base64.getEncoder()
                .encodeToString(("orders-client:" + secret).getBytes(StandardCharsets.UTF_8))
                .substring(20),
            URLEncoder.encode(secret, StandardCharsets.UTF_8))
        .flatMap(text ->
            Stream.iterate(0, start -> start + 8 <= text.length(), start -> start + 1)
                .map(start -> text.substring(start, start + 8)))
        .distinct()
        .toList();
  }

  /** Three long base64url parts after the start: header, payload and signature of a JWS. */
  private static boolean signedToken(String text, String start) {
    for (int at = text.indexOf(start); at >= 0; at = text.indexOf(start, at + 1)) {
      int end = at;
      int dots = 0;
      while (end < text.length() && tokenCharacter(text.charAt(end))) {
        dots += text.charAt(end++) == '.' ? 1 : 0;
      }
      if (dots == 2) {
        return true;
      }
    }
    return false;
  }

  private static boolean tokenCharacter(char character) {
    return character == '.'
        || character == '-'
        || character == '_'
        || (character < 128 && Character.isLetterOrDigit(character));
  }

  private static String database() throws SQLException {
    StringBuilder dump = new StringBuilder();
    try (var connection = DriverManager.getConnection(atlas.jdbcUrl());
        Statement statement = connection.createStatement()) {
      List<String> tables = new ArrayList<>();
      try (ResultSet rows =
          statement.executeQuery(
              """
              SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables
              WHERE table_type = 'BASE TABLE'
                AND table_schema NOT IN ('pg_catalog', 'information_schema')
              """)) {
        while (rows.next()) {
          tables.add(rows.getString(1));
        }
      }
      assertThat(tables).isNotEmpty();
      for (String table : tables) {
        try (ResultSet rows = statement.executeQuery("SELECT t::text FROM " + table + " t")) {
          while (rows.next()) {
            dump.append(rows.getString(1)).append('\n');
          }
        }
      }
    }
    return dump.toString();
  }

  private static String topic(Topic topic) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (ConsumerRecord<String, byte[]> record : Topics.readAll(atlas.kafka(), topic)) {
      content.writeBytes(String.valueOf(record.key()).getBytes(StandardCharsets.UTF_8));
      content.writeBytes(record.value() == null ? new byte[0] : record.value());
      for (Header header : record.headers()) {
        content.writeBytes(header.value());
      }
    }
    return content.toString(StandardCharsets.UTF_8);
  }

  private static List<String> logs() throws IOException {
    List<String> logs = new ArrayList<>();
    try (Stream<Path> files = Files.walk(atlas.logs())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        logs.add(text(file));
      }
    }
    assertThat(logs.stream().filter(log -> log.contains(" DEBUG ")).count())
        .as("logs at DEBUG")
        .isPositive();
    return logs;
  }

  private static String text(Path file) throws IOException {
    if (!file.toString().endsWith(".gz")) {
      return Files.readString(file);
    }
    try (var content = new GZIPInputStream(Files.newInputStream(file))) {
      return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
