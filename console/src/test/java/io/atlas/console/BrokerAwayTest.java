package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.console.Browser.Page;
import io.atlas.embedded.EmbeddedKafka;
import io.atlas.embedded.EmbeddedPostgres;
import io.atlas.embedded.FreePort;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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

  @Test
  @DisplayName("One that starts while its database is away says so, and serves once it is there")
  void startsWithoutItsDatabase(@TempDir Path directory) {
    int port = FreePort.find();
    String url = "jdbc:postgresql://localhost:" + port + "/postgres?user=postgres";
    EmbeddedPostgres database = null;
    try (RunningConsole console = RunningConsole.startWithDatabase(url);
        Browser nobody = new Browser(console)) {
      Page away = nobody.get("/operations");
      assertThat(away.status()).isEqualTo(503);
      assertThat(away.text()).contains("database does not answer", "Actions go on firing");
      assertThat(away.one("#missing").text())
          .contains("PostgreSQL, which has not answered since this console started at");

      database =
          EmbeddedPostgres.start(directory.resolve("data"), port, EmbeddedPostgres.Durability.FAST);
      await().atMost(SOON).until(() -> nobody.get("/attention/count").status() == 200);
      String account = RunningConsole.freshAccount();
      try (Browser person = Browser.signedIn(console, account)) {
        console.publish(Results.succeeded(account, "act", account, 1, Instant.now()));
        await()
            .atMost(SOON)
            .until(() -> person.get("/operations").one("#tile-fired").text().contains("1 in all"));
      }
    } finally {
      if (database != null) {
        database.close();
      }
    }
  }
}
