package io.atlas.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.model.egress.EgressGuard;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.model.event.FailureCategory;
import io.atlas.testing.FaultyHttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Targets that misbehave: the right category, within the bound, and the next event unharmed. */
class FaultyTargetsTest {

  private static final long TIMEOUT_MS = 800;

  private static World world;
  private static FaultyHttpServer healthy;
  private static String healthyAction;

  @BeforeAll
  static void start() {
    world = new World();
    world.startWorker();
    healthy = FaultyHttpServer.start(FaultyHttpServer.always(200, "{}"));
    healthyAction = world.action(World.to(healthy.url("/")).build());
  }

  @AfterAll
  static void stop() {
    world.close();
    healthy.close();
  }

  @AfterEach
  void theNextEventIsUnharmed() {
    assertThat(result(world.fire(healthyAction, "{}")).outcome()).isEqualTo(Outcome.SUCCEEDED);
  }

  @Test
  void aTargetThatHangs() {
    ActionExecuted result = against((request, exchange) -> exchange.hang());
    assertThat(result.category()).isEqualTo(FailureCategory.TIMEOUT);
    assertBounded(result);
  }

  @Test
  void aTargetThatDripsItsHead() {
    ActionExecuted result =
        against((request, exchange) -> {
          for (char c : "HTTP/1.1 200 OK\r\nX-Long: ".toCharArray()) {
            exchange.write(String.valueOf(c));
            if (exchange.serverClosed().await(100, java.util.concurrent.TimeUnit.MILLISECONDS)) {
              return;
            }
          }
          exchange.hang();
        });
    assertThat(result.category()).isEqualTo(FailureCategory.TIMEOUT);
    assertBounded(result);
  }

  @Test
  void aTargetThatDripsItsBody() {
    ActionExecuted result =
        against((request, exchange) -> {
          exchange.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
          while (!exchange.serverClosed().await(50, java.util.concurrent.TimeUnit.MILLISECONDS)) {
            exchange.write("x");
          }
        });
    assertThat(result.category()).isEqualTo(FailureCategory.TIMEOUT);
    assertThat(result.status()).isEqualTo(200);
    assertBounded(result);
  }

  @Test
  void aTargetThatResets() {
    ActionExecuted result = against((request, exchange) -> exchange.reset());
    assertThat(result.category()).isEqualTo(FailureCategory.CONNECT);
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
  }

  @Test
  void aTargetThatAnswers100Megabytes() {
    ActionExecuted result =
        against((request, exchange) -> {
          byte[] block = new byte[64 << 10];
          exchange.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
          for (int i = 0; i < 1_600; i++) {
            exchange.write("10000\r\n");
            exchange.out().write(block);
            exchange.write("\r\n");
          }
          exchange.write("0\r\n\r\n");
        });
    assertThat(result.category()).isEqualTo(FailureCategory.RESPONSE_TOO_LARGE);
    assertThat(result.status()).isEqualTo(200);
  }

  @Test
  void aTargetThatAnnounces100Megabytes() {
    ActionExecuted result =
        against((request, exchange) -> {
          exchange.write("HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n");
          exchange.hang();
        });
    assertThat(result.category()).isEqualTo(FailureCategory.RESPONSE_TOO_LARGE);
  }

  @Test
  void aTargetWhoseHeadNeverEnds() {
    ActionExecuted result =
        against((request, exchange) -> {
          exchange.write("HTTP/1.1 200 OK\r\nX-Long: ");
          String block = "x".repeat(8 << 10);
          while (!exchange.socket().isClosed()) {
            exchange.write(block);
          }
        });
    assertThat(result.category()).isEqualTo(FailureCategory.RESPONSE_TOO_LARGE);
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
  }

  @Test
  void aTargetThatRedirectsToAPrivateAddress() {
    ActionExecuted result =
        against((request, exchange) ->
            exchange.answer(302, Map.of("Location", "http://10.0.0.1/internal"), ""));
    assertThat(result.category()).isEqualTo(FailureCategory.REJECTED);
    assertThat(result.status()).isEqualTo(302);
    assertThat(result.diagnosis().hint()).contains("10.0.0.1");
  }

  @Test
  void aTargetThatSendsBrokenHttp() {
    ActionExecuted result =
        against((request, exchange) -> {
          exchange.write("NONSENSE\r\n\r\n");
          exchange.socket().close();
        });
    assertThat(result.category()).isEqualTo(FailureCategory.TARGET_ERROR);
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.diagnosis().summary()).contains("not valid HTTP").doesNotContain("5xx");
  }

  @Test
  void aTargetThatSendsBrokenChunks() {
    ActionExecuted result =
        against((request, exchange) -> {
          exchange.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
          exchange.hang();
        });
    assertThat(result.category()).isEqualTo(FailureCategory.TARGET_ERROR);
    assertThat(result.status()).isEqualTo(200);
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
  }

  @Test
  void aTargetThatIsSilentInTls() throws IOException {
    // The system accepts the connection; nobody ever reads the handshake.
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String action =
          world.action(
              World.to("https://localhost:" + silent.getLocalPort() + "/")
                  .timeoutMs(TIMEOUT_MS)
                  .noRetry()
                  .build());
      ActionExecuted result = result(world.fire(action, "{}"));
      assertThat(result.category()).isEqualTo(FailureCategory.TIMEOUT);
      assertBounded(result);
    }
  }

  @Test
  void aPortWhereNobodyListens() {
    FaultyHttpServer gone = FaultyHttpServer.start(FaultyHttpServer.always(200, "{}"));
    String url = gone.url("/");
    gone.close();
    String action = world.action(World.to(url).noRetry().build());
    assertThat(result(world.fire(action, "{}")).category()).isEqualTo(FailureCategory.CONNECT);
  }

  @ParameterizedTest
  @CsvSource({
    "https://10.1.2.3/, BLOCKED_ADDRESS",
    "https://169.254.169.254/latest, BLOCKED_ADDRESS",
    "http://93.184.215.14/, BLOCKED_ADDRESS",
    "https://no-such-host.invalid/, DNS"
  })
  void addressesThatMayNotBeReached(String url, FailureCategory category) {
    String action = world.action(World.to(url).timeoutMs(3_000).noRetry().build());
    ActionExecuted result = result(world.fire(action, "{}"));
    assertThat(result.category()).isEqualTo(category);
    assertThat(result.status()).isNull();
    assertThat(result.diagnosis().summary()).doesNotContain(EgressGuard.BLOCKED_TEXT);
  }

  @ParameterizedTest
  @CsvSource({
    "400, REJECTED",
    "401, TOKEN_REJECTED",
    "403, FORBIDDEN",
    "404, REJECTED",
    "501, TARGET_ERROR"
  })
  void answersThatAreFinal(int status, FailureCategory category) {
    ActionExecuted result = against((request, exchange) -> exchange.json(status, "{}"));
    assertThat(result.category()).isEqualTo(category);
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.status()).isEqualTo(status);
    assertThat(world.deadOf(result.executionId())).hasSize(1);
  }

  @Test
  void a403ThatNamesAScopeSaysWhich() {
    ActionExecuted result =
        against((request, exchange) ->
            exchange.answer(
                403,
                Map.of(
                    "WWW-Authenticate",
                    "Bearer error=\"insufficient_scope\", scope=\"orders.write\""),
                ""));
    assertThat(result.category()).isEqualTo(FailureCategory.INSUFFICIENT_SCOPE);
    assertThat(result.diagnosis().hint()).contains("orders.write");
  }

  @Test
  void aConnectionThatTheTargetClosedIsReplacedWithoutAnybodyNoticing() {
    try (FaultyHttpServer closing =
        FaultyHttpServer.start((request, exchange) -> {
          exchange.json(200, "{}");
          exchange.socket().close();
        })) {
      String action = world.action(World.to(closing.url("/")).noRetry().build());
      for (int i = 0; i < 5; i++) {
        assertThat(result(world.fire(action, "{}")).outcome()).isEqualTo(Outcome.SUCCEEDED);
      }
    }
  }

  @Test
  void whatTheTargetAsksForMovesTheNextAttempt() {
    try (FaultyHttpServer throttling =
        FaultyHttpServer.start(
            (request, exchange) -> exchange.answer(429, Map.of("Retry-After", "3600"), ""))) {
      String action = world.action(World.to(throttling.url("/")).build());
      ActionExecuted result = result(world.fire(action, "{}"));
      assertThat(result.outcome()).isEqualTo(Outcome.RETRYING);
      assertThat(result.category()).isEqualTo(FailureCategory.THROTTLED);
      assertThat(Duration.between(result.startedAt(), result.nextAttemptAt()))
          .isBetween(Duration.ofSeconds(3_595), Duration.ofSeconds(3_610));
    }
  }

  @Test
  void aTargetThatAlwaysAsksForASecondGetsSoManyRequestsAsThereAreAttempts() {
    try (FaultyHttpServer throttling =
        FaultyHttpServer.start(
            (request, exchange) -> exchange.answer(503, Map.of("Retry-After", "1"), ""))) {
      String action = world.action(World.to(throttling.url("/")).retry(3, 100, 1, 60_000).build());
      String execution = world.fire(action, "{}");
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(world.resultsOf(execution)).hasSize(3));
      assertThat(world.resultsOf(execution))
          .extracting(ActionExecuted::outcome)
          .containsExactly(Outcome.RETRYING, Outcome.RETRYING, Outcome.FAILED);
      assertThat(world.deadOf(execution)).hasSize(1);
      assertThat(throttling.requests()).hasSize(3);
    }
  }

  @Test
  void aConflictAfterOurOwnTimeoutIsTriedAgainUntilTheOrderStands() {
    AtomicInteger asked = new AtomicInteger();
    try (FaultyHttpServer slow =
        FaultyHttpServer.start((request, exchange) -> {
          switch (asked.incrementAndGet()) {
            case 1 -> exchange.hang();
            case 2 -> exchange.json(409, "{\"error\":\"in progress\"}");
            default -> exchange.json(200, "{}");
          }
        })) {
      String action =
          world.action(
              World.to(slow.url("/")).timeoutMs(TIMEOUT_MS).retry(5, 100, 1, 60_000).build());
      String execution = world.fire(action, "{}");
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(world.resultsOf(execution)).hasSize(3));
      assertThat(world.resultsOf(execution))
          .extracting(ActionExecuted::outcome)
          .containsExactly(Outcome.RETRYING, Outcome.RETRYING, Outcome.SUCCEEDED);
      assertThat(world.resultsOf(execution).get(1).diagnosis().summary())
          .contains("earlier attempt got no answer");
    }
    ActionExecuted atOnce = against((request, exchange) -> exchange.json(409, "{}"));
    assertThat(atOnce.outcome()).isEqualTo(Outcome.FAILED);
  }

  private static ActionExecuted against(FaultyHttpServer.Behaviour behaviour) {
    try (FaultyHttpServer target = FaultyHttpServer.start(behaviour)) {
      ActionDefinition definition =
          World.to(target.url("/")).timeoutMs(TIMEOUT_MS).noRetry().build();
      return result(world.fire(world.action(definition), "{}"));
    }
  }

  private static void assertBounded(ActionExecuted result) {
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.durationMs()).isBetween(TIMEOUT_MS - 50, TIMEOUT_MS + 2_000);
  }

  private static ActionExecuted result(String execution) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(world.resultsOf(execution)).isNotEmpty());
    return world.resultsOf(execution).get(0);
  }
}
