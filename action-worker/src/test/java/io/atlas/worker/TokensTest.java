package io.atlas.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.event.TokenRequest;
import io.atlas.model.event.TokenState;
import io.atlas.testing.FaultyHttpServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The worker's side of tokens; the test stands in for the token-service. */
class TokensTest {

  private static World world;

  @BeforeAll
  static void start() {
    world = new World();
    world.startWorker();
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  /** Accepts one token and answers 401 to any other. */
  private static FaultyHttpServer accepting(String token) {
    return FaultyHttpServer.start((request, exchange) -> {
      boolean accepted = request.header("authorization").equals("Bearer " + token);
      exchange.answer(
          accepted ? 200 : 401,
          accepted ? Map.of() : Map.of("WWW-Authenticate", "Bearer error=\"invalid_token\""),
          "");
    });
  }

  @Test
  @DisplayName("I4: a rejected generation is renewed once, within the same attempt")
  void a401IsRenewedWithinTheAttempt() {
    try (FaultyHttpServer target = accepting("fresh-token")) {
      String connection = world.connection();
      world.token(connection, "stale-token", 1, 10);
      String action = world.action(World.to(target.url("/")).connection(connection).build());
      String execution = world.fire(action, "{}");
      await().untilAsserted(() -> assertThat(world.requestsFor(connection)).isNotEmpty());
      assertThat(world.requestsFor(connection))
          .singleElement()
          .satisfies(request -> {
            assertThat(request.reason()).isEqualTo(TokenRequest.Reason.REJECTED);
            assertThat(request.generation()).isEqualTo(10);
          });
      world.token(connection, "fresh-token", 1, 11);

      ActionExecuted result = result(execution);
      assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
      assertThat(result.attempt()).isEqualTo(1);
      assertThat(result.tokenGeneration()).isEqualTo(11);
      assertThat(target.requests()).hasSize(2);
    }
  }

  @Test
  void aSecond401IsTheAnswerAndThePairCoolsDown() {
    try (FaultyHttpServer target = accepting("none")) {
      String connection = world.connection();
      world.token(connection, "first", 1, 20);
      String action = world.action(World.to(target.url("/")).connection(connection).build());
      String execution = world.fire(action, "{}");
      await().untilAsserted(() -> assertThat(world.requestsFor(connection)).hasSize(1));
      world.token(connection, "second", 1, 21);
      ActionExecuted result = result(execution);
      assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
      assertThat(result.category()).isEqualTo(FailureCategory.TOKEN_REJECTED);
      assertThat(result.diagnosis().summary()).contains("invalid_token");

      ActionExecuted cooling = result(world.fire(action, "{}"));
      assertThat(cooling.category()).isEqualTo(FailureCategory.TOKEN_REJECTED);
      assertThat(world.requestsFor(connection)).as("no renewal while it cools down").hasSize(1);
    }
  }

  @Test
  void aServerErrorMeanwhileDoesNotEndTheCoolDown() {
    try (FaultyHttpServer target = accepting("none")) {
      String connection = world.connection();
      world.token(connection, "first", 1, 22);
      String action =
          world.action(World.to(target.url("/")).connection(connection).noRetry().build());
      String execution = world.fire(action, "{}");
      await().untilAsserted(() -> assertThat(world.requestsFor(connection)).hasSize(1));
      world.token(connection, "second", 1, 23);
      assertThat(result(execution).category()).isEqualTo(FailureCategory.TOKEN_REJECTED);

      target.behave(FaultyHttpServer.always(500, "{}"));
      assertThat(result(world.fire(action, "{}")).category())
          .isEqualTo(FailureCategory.TARGET_ERROR);
      target.behave(FaultyHttpServer.always(401, "{}"));
      assertThat(result(world.fire(action, "{}")).category())
          .isEqualTo(FailureCategory.TOKEN_REJECTED);
      assertThat(world.requestsFor(connection)).as("it cools down still").hasSize(1);
    }
  }

  @Test
  void theTokenTakesThePlaceOfWhatTheActionHasAsAuthorization() {
    try (FaultyHttpServer target = accepting("the-one")) {
      String connection = world.connection();
      world.token(connection, "the-one", 1, 24);
      String url = target.url("/");
      String secret = UUID.randomUUID().toString();
      world.action(
          secret,
          World.to(url)
              .connection(connection)
              .headers(world.secretHeader("authorization", "Basic abc", secret, World.ACCOUNT, url))
              .build());
      String plain =
          world.action(
              World.to(url)
                  .connection(connection)
                  .headers(new ActionDefinition.Header("AUTHORIZATION", "Basic abc", false, null))
                  .build());
      for (String action : List.of(secret, plain)) {
        assertThat(result(world.fire(action, "{}")).outcome()).isEqualTo(Outcome.SUCCEEDED);
      }
      assertThat(target.requests())
          .hasSize(2)
          .allMatch(request -> request.header("authorization").equals("Bearer the-one"));
    }
  }

  @Test
  void anExpiringTokenIsUsedAndTheNextOneAskedForOnce() {
    try (FaultyHttpServer target = accepting("old-but-valid")) {
      String connection = world.connection();
      Instant now = Instant.now();
      world.token(
          connection,
          TokenState.granted(
              world.grant(
                  connection, "old-but-valid", 1, 30, now.minusSeconds(5), now.plusSeconds(600))));
      String action = world.action(World.to(target.url("/")).connection(connection).build());
      for (int i = 0; i < 5; i++) {
        assertThat(result(world.fire(action, "{}")).outcome()).isEqualTo(Outcome.SUCCEEDED);
      }
      assertThat(world.requestsFor(connection))
          .extracting(TokenRequest::reason)
          .containsExactly(TokenRequest.Reason.EXPIRING);
    }
  }

  @Test
  @DisplayName("vector 66: a refresh that failed is asked for again while the old token lasts")
  void aFailedRefreshIsAskedForAgain() {
    try (FaultyHttpServer target = accepting("old-but-valid")) {
      String connection = world.connection();
      Instant now = Instant.now();
      TokenState.Grant old =
          world.grant(
              connection, "old-but-valid", 1, 31, now.minusSeconds(5), now.plusSeconds(600));
      TokenState.Denial away = denial(CredentialCategory.TRANSIENT, now.plusSeconds(1)).denied();
      world.token(connection, new TokenState(old, away));
      String action = world.action(World.to(target.url("/")).connection(connection).build());
      await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> {
            assertThat(result(world.fire(action, "{}")).outcome()).isEqualTo(Outcome.SUCCEEDED);
            return world.requestsFor(connection).size() == 2;
          });
      assertThat(world.requestsFor(connection))
          .allMatch(request -> request.reason() == TokenRequest.Reason.EXPIRING);
    }
  }

  @Test
  void aRefusalWhoseTimeIsUpIsAskedAboutAgain() {
    try (FaultyHttpServer target = accepting("allowed-again")) {
      String connection = world.connection();
      world.token(
          connection, denial(CredentialCategory.CREDENTIALS, Instant.now().minusSeconds(1)));
      String action =
          world.action(World.to(target.url("/")).connection(connection).timeoutMs(1_500).build());
      String execution = world.fire(action, "{}");
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() ->
              assertThat(world.requestsFor(connection))
                  .extracting(TokenRequest::reason)
                  .contains(TokenRequest.Reason.MISSING));
      world.token(connection, "allowed-again", 1, 50);
      await()
          .atMost(Duration.ofSeconds(15))
          .until(() ->
              world.resultsOf(execution).stream()
                  .anyMatch(result -> result.outcome() == Outcome.SUCCEEDED));
      assertThat(world.resultsOf(execution))
          .noneMatch(result -> result.outcome() == Outcome.FAILED);
    }
  }

  @Test
  void withoutATokenTheEventIsParkedOnceToldAndUsesUpNoAttempt() {
    try (FaultyHttpServer target = accepting("late")) {
      String connection = world.connection();
      String action =
          world.action(World.to(target.url("/")).connection(connection).timeoutMs(300).build());
      String execution = world.fire(action, "{}");
      ActionExecuted parked = result(execution);
      assertThat(parked.outcome()).isEqualTo(Outcome.RETRYING);
      assertThat(parked.category()).isEqualTo(FailureCategory.TOKEN_UNAVAILABLE);
      assertThat(parked.attempt()).isEqualTo(1);
      assertThat(target.requests()).as("never a request without credentials").isEmpty();
      world.token(connection, "late", 1, 40);
      await()
          .atMost(Duration.ofSeconds(15))
          .untilAsserted(() ->
              assertThat(world.resultsOf(execution))
                  .extracting(ActionExecuted::outcome)
                  .containsExactly(Outcome.RETRYING, Outcome.SUCCEEDED));
      assertThat(world.resultsOf(execution)).allMatch(result -> result.attempt() == 1);
    }
  }

  @Test
  void anEventThatGrewTooOldForItsTokenIsNotSaidToWait() {
    try (FaultyHttpServer target = accepting("never")) {
      String action =
          world.action(
              World.to(target.url("/"))
                  .connection(world.connection())
                  .timeoutMs(100)
                  .retry(8, 1_000, 8, 1_500)
                  .build());
      String execution = world.fire(action, "{}");
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() ->
              world.resultsOf(execution).stream()
                  .anyMatch(result -> result.outcome() == Outcome.FAILED));
      ActionExecuted last = world.resultsOf(execution).getLast();
      assertThat(last.category()).isEqualTo(FailureCategory.TOKEN_UNAVAILABLE);
      assertThat(last.diagnosis().summary()).contains("grew too old");
      assertThat(last.diagnosis().hint()).contains("replay the event").doesNotContain("waits");
    }
  }

  @Test
  void aProvidersRefusalFailsAndAnOutageParks() {
    try (FaultyHttpServer target = accepting("any")) {
      String refused = world.connection();
      world.token(refused, denial(CredentialCategory.CREDENTIALS, Instant.now().plusSeconds(60)));
      ActionExecuted failed =
          result(
              world.fire(
                  world.action(World.to(target.url("/")).connection(refused).build()), "{}"));
      assertThat(failed.outcome()).isEqualTo(Outcome.FAILED);
      assertThat(failed.category()).isEqualTo(FailureCategory.CONNECTION_FAILING);

      String down = world.connection();
      Instant retryAt = Instant.now().plusSeconds(120);
      world.token(down, denial(CredentialCategory.TRANSIENT, retryAt));
      ActionExecuted parked =
          result(
              world.fire(world.action(World.to(target.url("/")).connection(down).build()), "{}"));
      assertThat(parked.outcome()).isEqualTo(Outcome.RETRYING);
      assertThat(parked.category()).isEqualTo(FailureCategory.TOKEN_UNAVAILABLE);
      assertThat(parked.nextAttemptAt()).isEqualTo(retryAt);
      assertThat(target.requests()).isEmpty();
    }
  }

  @Test
  @DisplayName("I5: no token for another account, another host, another version, or after deletion")
  void aTokenGoesOnlyWhereItMay() {
    try (FaultyHttpServer target = accepting("precious")) {
      String foreign = UUID.randomUUID().toString();
      world.connection(foreign, World.connectionState(1, "other-account", List.of()));
      world.token(foreign, "precious", 1, 50);
      assertThat(failure(target, foreign)).isEqualTo(FailureCategory.CONNECTION_DELETED);

      String elsewhere = UUID.randomUUID().toString();
      world.connection(
          elsewhere, World.connectionState(1, World.ACCOUNT, List.of("*.example.com")));
      world.token(elsewhere, "precious", 1, 50);
      assertThat(failure(target, elsewhere)).isEqualTo(FailureCategory.BLOCKED_ADDRESS);

      String deleted = world.connection();
      world.token(deleted, "precious", 1, 50);
      world.deleteConnection(deleted);
      assertThat(failure(target, deleted)).isEqualTo(FailureCategory.CONNECTION_DELETED);

      String rotated = UUID.randomUUID().toString();
      world.connection(rotated, World.connectionState(2, World.ACCOUNT, List.of()));
      world.token(rotated, "precious", 1, 50);
      assertThat(failure(target, rotated)).isEqualTo(FailureCategory.TOKEN_UNAVAILABLE);

      assertThat(target.requests()).isEmpty();
    }
  }

  @Test
  @DisplayName("I6: tokens and secret headers are in no result, in no encoding")
  void secretsAreScrubbedFromWhatTheTargetEchoes() {
    String token = "tok-" + UUID.randomUUID() + "/+=";
    String secret = "sec-" + UUID.randomUUID() + "&?";
    try (FaultyHttpServer echoing =
        FaultyHttpServer.start((request, exchange) -> {
          String all = request.headers().toString();
          String bearer = request.header("authorization").substring("Bearer ".length());
          String encoded =
              Base64.getEncoder().encodeToString(bearer.getBytes(StandardCharsets.UTF_8));
          String url = java.net.URLEncoder.encode(bearer, StandardCharsets.UTF_8);
          String basic =
              Base64.getEncoder()
                  .encodeToString(("client:" + bearer).getBytes(StandardCharsets.UTF_8));
          String quoted = "Bearer error=\"invalid\", error_description=\"" + bearer + "\"";
          exchange.answer(
              400,
              Map.of(
                  "X-Echo",
                  all.replace("\n", " "),
                  "X-" + bearer,
                  "in the name",
                  "WWW-Authenticate",
                  quoted,
                  "Set-Cookie",
                  "s=" + bearer),
              all + " " + encoded + " " + url + " " + basic + " " + bearer.replace("/", "\\/"));
        })) {
      String connection = world.connection();
      world.token(connection, token, 1, 60);
      String action = UUID.randomUUID().toString();
      String url = echoing.url("/echo");
      world.action(
          action,
          World.to(url)
              .connection(connection)
              .headers(world.secretHeader("X-Key", secret, action, World.ACCOUNT, url))
              .build());
      String execution = world.fire(action, "{}");
      result(execution);
      assertThat(echoing.requests().get(0).header("x-key")).isEqualTo(secret);
      String everything =
          new String(EventJson.write(world.resultsOf(execution)), StandardCharsets.UTF_8);
      assertThat(everything).contains("[redacted]");
      for (String clear : List.of(token, secret)) {
        assertThat(everything)
            .doesNotContain(clear.substring(0, 20))
            .doesNotContain(clear.substring(clear.length() - 20, clear.length() - 4))
            .doesNotContain(
                Base64.getEncoder()
                    .encodeToString(("client:" + clear).getBytes(StandardCharsets.UTF_8))
                    .substring(12, 32))
            .doesNotContain(
                Base64.getEncoder()
                    .encodeToString(clear.getBytes(StandardCharsets.UTF_8))
                    .substring(0, 20));
      }
    }
  }

  @Test
  @DisplayName("I6: no token is in the log, at DEBUG either")
  void noTokenIsInTheLog() {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Level before = root.getLevel();
    List<String> lines = new CopyOnWriteArrayList<>();
    AppenderBase<ILoggingEvent> capture =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            lines.add(event.getLoggerName() + " " + event.getFormattedMessage());
          }
        };
    capture.start();
    String token = "log-" + UUID.randomUUID();
    try (FaultyHttpServer target = accepting(token)) {
      String connection = world.connection();
      world.token(connection, token, 1, 70);
      String action = world.action(World.to(target.url("/")).connection(connection).build());
      root.addAppender(capture);
      root.setLevel(Level.DEBUG);
      assertThat(result(world.fire(action, "{}")).outcome()).isEqualTo(Outcome.SUCCEEDED);
    } finally {
      root.setLevel(before);
      root.detachAppender(capture);
    }
    assertThat(lines).isNotEmpty().noneMatch(line -> line.contains(token));
  }

  private static FailureCategory failure(FaultyHttpServer target, String connection) {
    String action =
        world.action(World.to(target.url("/")).connection(connection).timeoutMs(1_500).build());
    FailureCategory category = result(world.fire(action, "{}")).category();
    assertThat(category).isNotNull();
    return category;
  }

  private static TokenState denial(CredentialCategory category, Instant retryAt) {
    return new TokenState(
        null,
        new TokenState.Denial(1, category, null, category.summary(), category.hint(), retryAt));
  }

  private static ActionExecuted result(String execution) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(world.resultsOf(execution)).isNotEmpty());
    return world.resultsOf(execution).get(0);
  }
}
