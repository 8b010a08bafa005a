package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.console.Browser.Page;
import io.atlas.embedded.EmbeddedKafka;
import io.atlas.embedded.FreePort;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerAwayTest {

  private static final Duration SOON = Duration.ofSeconds(60);

  @Test
  @DisplayName("A console that starts while Kafka is away says so, shows the rest, and finds Kafka")
  void startsAndSaysSo(@TempDir Path directory) {
    int port = FreePort.find();
    EmbeddedKafka broker = null;
    try (RunningConsole console = RunningConsole.startAt("localhost:" + port);
        Browser operator =
            Browser.signedIn(console, RunningConsole.freshAccount(), StandInIssuer.OPERATOR)) {
      Page away = operator.get("/operations/instances");
      assertThat(away.status()).isEqualTo(200);
      assertThat(away.one("#instances-missing").text())
          .contains("Nothing has been heard from Kafka since this console started");
      assertThat(away.one("#lag-missing").text()).contains("Kafka has not answered");
      assertThat(away.has("#instances")).isFalse();
      assertThat(operator.get("/actions").status()).isEqualTo(200);
      assertThat(operator.get("/executions").status()).isEqualTo(200);

      broker = EmbeddedKafka.start(directory, port);
      await()
          .atMost(SOON)
          .until(() -> {
            Page back = operator.get("/operations/instances");
            return back.has("#instances") && back.has("#waiting") && !back.has("#lag-missing");
          });
      assertThat(operator.get("/operations/instances").one("#instances").text())
          .contains("console");
    } finally {
      if (broker != null) {
        broker.close();
      }
    }
  }
}
