package io.atlas.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.model.client.ActionPublisher;
import io.atlas.model.event.ActionFired;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Parts die while events flow. The methods build on one another: each start takes its seconds. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ResilienceTest {

  private static final Duration SOON = Duration.ofSeconds(40);

  @TempDir static Path directory;
  private static AtlasProcess atlas;
  private static Process firstTokenService;

  @BeforeAll
  static void start() {
    atlas = AtlasProcess.prepare(directory);
    atlas.launch("--fresh", "--without", "token-service");
    atlas.awaitBroker();
    firstTokenService = atlas.run("token-service");
    atlas.awaitUp();
  }

  @AfterAll
  static void stop() {
    atlas.close();
  }

  @Test
  @Order(1)
  void cachedTokensGoOnWorkingWhenTheTokenServiceDiesAndASecondInstanceTakesOver()
      throws InterruptedException {
    AtlasApi api = AtlasApi.demo(atlas);
    String connectionId =
        api.post("/connections", Orders.connection(atlas, "Before", "orders-secret")).text("id");
    String actionId = api.post("/actions", Orders.action(atlas, "Before", connectionId)).text("id");
    fireAndAwait(actionId, 100);

    atlas.run("token-service");
    firstTokenService.destroyForcibly();
    assertThat(firstTokenService.waitFor(10, TimeUnit.SECONDS)).isTrue();

    fireAndAwait(actionId, 100);
    await("the second instance answers requests")
        .atMost(SOON)
        .until(() ->
            api.post("/connections", Orders.connection(atlas, "After", "orders-secret")).status()
                == 201);
  }

  @Test
  @Order(2)
  void executionsGoOnWhilePostgresqlIsStopped() throws Exception {
    AtlasApi api = AtlasApi.demo(atlas);
    String actionId =
        api.get("/actions?limit=200").body().path("items").findParents("name").stream()
            .filter(action -> action.path("name").asString().equals("Before"))
            .findFirst()
            .orElseThrow()
            .path("id")
            .asString();
    long pid =
        Long.parseLong(
            Files.readAllLines(atlas.dataDirectory().resolve("postgres/postmaster.pid")).get(0));
    ProcessHandle postgres = ProcessHandle.of(pid).orElseThrow();
    // A fast shutdown, as an operator's; SIGTERM would wait for the clients to leave.
    assertThat(new ProcessBuilder("kill", "-INT", Long.toString(pid)).start().waitFor()).isZero();
    await().atMost(SOON).until(() -> !postgres.isAlive());

    fireAndAwait(actionId, 200);
  }

  @Test
  @Order(3)
  void aRestartKeepsAllData() {
    atlas.stop();

    atlas.restart();

    List<String> names =
        AtlasApi.demo(atlas)
            .get("/connections?limit=200")
            .body()
            .path("items")
            .findValuesAsString("name");
    assertThat(names).contains("Before", "After");
  }

  private static void fireAndAwait(String actionId, int events) {
    try (Results executed = new Results(atlas.kafka());
        ActionPublisher publisher = ActionPublisher.connect(atlas.kafka(), "/test")) {
      for (int i = 0; i < events; i++) {
        var _ = publisher.publish(ActionFired.of(actionId, Orders.order("lamp")));
      }
      await().atMost(SOON).until(() -> executed.succeeded(actionId) == events);
    }
  }
}
