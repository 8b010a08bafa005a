package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.console.history.ExecutionLog;
import io.atlas.model.event.EventJson;
import io.atlas.model.kafka.Topic;
import io.atlas.testing.FailingClients;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Whatever goes on in the background is hit by failures that nobody foresaw, and by records that
 * nobody can use: it goes on, and readiness tells meanwhile.
 */
class BackgroundTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  private static RunningConsole console;

  private final String account = RunningConsole.freshAccount();

  @BeforeAll
  static void start() {
    console =
        RunningConsole.start(
            "--spring.kafka.properties.interceptor.classes=" + FailingClients.class.getName());
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  @Test
  void theHistory() {
    double before = ofHistory(BackgroundTest::failures);
    FailingClients.failOnce(console.kafka.name(Topic.ACTION_EXECUTED));
    console.publish(Results.succeeded(account, "action", "one", 1, Instant.now()));
    await().atMost(SOON).until(() -> ofHistory(BackgroundTest::failures) > before);
    await().atMost(SOON).until(() -> !isReady());
    awaitExecution("one");
    await().atMost(SOON).until(BackgroundTest::isReady);
  }

  @Test
  void resultsAndDeadLettersOfTheWrongForm() {
    double before = ofHistory(BackgroundTest::skipped);
    List<String> wrong = List.of("", "{", "[1]", "42", "{\"attempt\":[]}", "\0\u00ff");
    for (Topic topic : List.of(Topic.ACTION_EXECUTED, Topic.ACTION_DEAD)) {
      String name = console.kafka.name(topic);
      for (String value : wrong) {
        byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
        Stream.of(null, "k", "a\0b")
            .forEach(key -> console.publish(new ProducerRecord<>(name, key, bytes)));
      }
      console.publish(new ProducerRecord<>(name, "k", null));
    }
    byte[] ofNobody = EventJson.write(Results.succeeded("a\0b", "action", "two", 1, Instant.now()));
    console.publish(
        new ProducerRecord<>(console.kafka.name(Topic.ACTION_EXECUTED), "two", ofNobody));
    for (int partition = 0; partition < 20; partition++) {
      console.publish(Results.succeeded(account, "action", "after" + partition, 1, Instant.now()));
    }
    for (int partition = 0; partition < 20; partition++) {
      awaitExecution("after" + partition);
    }
    // Of results: a dead event that cannot be read is no surprise, it may have died of that.
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(ofHistory(BackgroundTest::skipped))
                // A reader that begins anew meets those again that are not counted yet.
                .isGreaterThanOrEqualTo(before + 3 * wrong.size() + 2));
    assertThat(isReady()).isTrue();
  }

  @Test
  void cancellationsOfTheWrongForm() {
    double before = skipped("retry-cancellations");
    String topic = console.kafka.name(Topic.RETRY_CANCELLATIONS);
    for (String value : List.of("", "{", "[1]", "42")) {
      console.publish(new ProducerRecord<>(topic, "k", value.getBytes(StandardCharsets.UTF_8)));
    }
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(skipped("retry-cancellations")).isEqualTo(before + 4));
    assertThat(isReady()).isTrue();
  }

  @Test
  void signalsToOpenPages() throws SQLException {
    double before = failures("live-signals");
    try (var database = DriverManager.getConnection(console.database);
        var statement = database.createStatement()) {
      statement.execute("SELECT pg_notify('console_executed', 'of the wrong form')");
    }
    await().atMost(SOON).until(() -> failures("live-signals") > before);
    await().atMost(SOON).until(() -> !isReady());
    await().atMost(SOON).until(BackgroundTest::isReady);
    try (Browser browser = Browser.signedIn(console, account)) {
      List<String> stream = browser.follow("/executions/live");
      await().atMost(SOON).until(() -> stream.contains(":open"));
      console.publish(Results.succeeded(account, "action", "three", 1, Instant.now()));
      await()
          .atMost(SOON)
          .until(() -> stream.stream().anyMatch(line -> line.startsWith("event:executed")));
    }
  }

  /** Either of two readers gets a record. */
  private static double ofHistory(ToDoubleFunction<String> metric) {
    return metric.applyAsDouble("console-history") + metric.applyAsDouble("console-history-2");
  }

  private void awaitExecution(String id) {
    ExecutionLog log = console.bean(ExecutionLog.class);
    await().atMost(SOON).until(() -> log.find(account, id).isPresent());
  }

  private static HttpResponse<String> management(String path) {
    URI address = URI.create("http://localhost:" + console.managementPort() + path);
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    } catch (java.io.IOException | InterruptedException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static boolean isReady() {
    return management("/actuator/health/readiness").statusCode() == 200;
  }

  private static double failures(String name) {
    return metric("atlas_background_failures_total{name=\"" + name + "\"");
  }

  private static double skipped(String name) {
    return metric("atlas_records_skipped_total{name=\"" + name + "\"");
  }

  private static double metric(String start) {
    return management("/actuator/prometheus")
        .body()
        .lines()
        .filter(line -> line.startsWith(start))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .findFirst()
        .orElseThrow(() -> new AssertionError(start));
  }
}
