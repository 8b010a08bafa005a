package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.console.RawHttp.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LivePagesTest {

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String OPEN = ":open";

  private final RunningConsole console = RunningConsole.shared();
  private final String account = RunningConsole.freshAccount();
  private final Browser browser = Browser.signedIn(console, account);

  @AfterEach
  void close() {
    browser.close();
  }

  @Test
  void aStreamEndsWithItsSession() {
    List<String> stream = open(browser);
    browser.get("/account/connections");
    browser.post("/sign-out", Map.of());
    await().atMost(SOON).until(() -> stream.contains("ended"));
  }

  @Test
  void nothingIsToldOnceTheSessionIsAnotherPersons() {
    List<String> stream = open(browser);
    console.issuer.signInAs(RunningConsole.freshAccount());
    browser.get("/oauth2/authorization/atlas");
    String id = UUID.randomUUID().toString();
    console.publish(Results.succeeded(account, "action-1", id, 1, Instant.now()));
    await().atMost(SOON).until(() -> stream.contains("ended"));
    assertThat(stream).noneMatch(line -> line.startsWith("event:executed"));
  }

  @Test
  void onePersonsOldestGivesWayAndStaysAwayForAWhile() {
    List<List<String>> streams = new ArrayList<>();
    List<Browser> browsers = new ArrayList<>();
    try {
      for (int i = 0; i < 9; i++) {
        Browser next = Browser.signedIn(console, account);
        browsers.add(next);
        streams.add(open(next));
      }
      await().atMost(SOON).until(() -> streams.getFirst().contains("ended"));
      assertThat(streams.getFirst()).contains("retry:60000");
      assertThat(streams.subList(1, 9)).noneMatch(stream -> stream.contains("ended"));
    } finally {
      browsers.forEach(Browser::close);
    }
  }

  @Test
  void aStreamWithoutASessionIsNotComeBackTo() {
    Answer answer =
        new RawHttp(console.port())
            .send("GET", "/executions/live", new byte[0], "Accept: text/event-stream");
    assertThat(answer.status()).isEqualTo(401);
  }

  @Test
  @DisplayName("What listens to a stream looks again when it opens: something came before, perhaps")
  void nothingIsMissedBeforeAStreamOpens() throws IOException {
    List<String> listening = new ArrayList<>();
    try (Stream<Path> templates = Files.list(Path.of("src/main/resources/templates/console"))) {
      for (Path template : templates.toList()) {
        Files.readAllLines(template).stream()
            .filter(line -> line.contains("'sse:"))
            .map(line -> template.getFileName() + ": " + line)
            .forEach(listening::add);
      }
    }
    assertThat(listening)
        .hasSizeGreaterThanOrEqualTo(2)
        .allSatisfy(line -> assertThat(line).contains("htmx:sseOpen from:closest [sse-connect]"));
  }

  private List<String> open(Browser by) {
    List<String> stream = by.follow("/executions/live");
    await().atMost(SOON).until(() -> stream.contains(OPEN));
    return stream;
  }
}
