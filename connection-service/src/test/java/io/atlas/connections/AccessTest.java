package io.atlas.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jwt.JWTClaimsSet;
import io.atlas.connections.Rest.Answer;
import io.atlas.model.event.EventJson;
import io.atlas.testing.BadInputs;
import io.atlas.testing.BadTokens;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AccessTest {

  private final Service service = Service.shared();
  private final Rest owner = service.client("owner");
  private final Rest stranger = service.client("stranger");

  private record Route(String method, String path, String body) {}

  private static List<Route> routes(String connection, String action) {
    String connections = "/api/v1/connections/" + connection;
    String actions = "/api/v1/actions/" + action;
    return List.of(
        new Route("GET", connections, null),
        new Route("PATCH", connections, "{\"name\": \"x\"}"),
        new Route("PUT", connections + "/credentials", "{\"clientSecret\": \"right-secret\"}"),
        new Route("POST", connections + "/test", null),
        new Route("GET", connections + "/actions", null),
        new Route("POST", connections + "/restore", null),
        new Route("POST", connections + "/move-actions", "{\"to\": \"" + connection + "\"}"),
        new Route("DELETE", connections + "?ifUnused=true", null),
        new Route("DELETE", connections, null),
        new Route("GET", actions, null),
        new Route("PUT", actions, Bodies.action("x", connection)),
        new Route("POST", actions + "/fire", "{}"),
        new Route("POST", actions + "/test-fire", "{}"),
        new Route("DELETE", actions, null));
  }

  @Test
  void aPathThatNoRouteCanHaveIsRefusedWithProblemDetails() {
    Answer answer = owner.get("/api/v1//connections");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.header("Content-Type").orElse("")).startsWith("application/problem+json");
    assertThat(answer.at("/detail")).contains("its path has an empty part");
  }

  @Test
  @DisplayName("Nothing of one account is visible to another: a foreign id answers 404")
  void accountsAreIsolatedOnEveryRoute() {
    String connection =
        owner.post("/api/v1/connections", Bodies.connection("C", "right-secret")).at("/id");
    String action = owner.post("/api/v1/actions", Bodies.action("A", connection)).at("/id");
    String untouched = owner.get("/api/v1/connections/" + connection).body();

    for (Route route : routes(connection, action)) {
      BadInputs.tried(getClass(), "route × foreign id", route.method() + route.path().length());
      Answer answer = stranger.send(route.method(), route.path(), route.body());
      assertThat(answer.status()).as(route + answer.body()).isEqualTo(404);
    }

    assertThat(stranger.get("/api/v1/connections").body()).doesNotContain(connection);
    assertThat(stranger.get("/api/v1/actions").body()).doesNotContain(action);
    assertThat(stranger.post("/api/v1/actions", Bodies.action("A", connection)).fields())
        .containsExactly("authentication.connectionId");
    String own =
        stranger.post("/api/v1/connections", Bodies.connection("C", "right-secret")).at("/id");
    assertThat(
            stranger
                .post(
                    "/api/v1/connections/" + own + "/move-actions",
                    "{\"to\": \"" + connection + "\"}")
                .status())
        .isEqualTo(400);
    assertThat(owner.get("/api/v1/connections/" + connection).body()).isEqualTo(untouched);
    assertThat(owner.get("/api/v1/actions/" + action).json().at("/version").intValue())
        .isEqualTo(1);
  }

  @Test
  void everyRouteNeedsATokenAndItsScope() {
    Rest reader = service.client("owner", "atlas.read");
    Rest nobody = service.client("owner", "profile");
    for (Route route : routes("c".repeat(32), "a".repeat(32))) {
      BadInputs.tried(getClass(), "route × missing right or sign-in", route);
      Answer anonymous = service.anonymous().send(route.method(), route.path(), route.body());
      assertThat(anonymous.status()).as(route.toString()).isEqualTo(401);
      assertThat(anonymous.header("WWW-Authenticate").orElse("")).startsWith("Bearer");
      assertThat(anonymous.header("Content-Type").orElse(""))
          .startsWith("application/problem+json");
      assertThat(anonymous.json().at("/status").intValue()).isEqualTo(401);
      assertThat(nobody.send(route.method(), route.path(), route.body()).status())
          .as(route.toString())
          .isEqualTo(403);
      int expected = route.method().equals("GET") ? 404 : 403;
      Answer reading = reader.send(route.method(), route.path(), route.body());
      assertThat(reading.status()).as(route.toString()).isEqualTo(expected);
      assertThat(reading.header("Content-Type").orElse("")).startsWith("application/problem+json");
    }
    assertThat(owner.post("/api/v1/republish", null).status()).isEqualTo(403);
  }

  @Test
  void aTokenOfAnotherIssuerWithoutAccountOrExpiredIsRefused() {
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .issuer(service.issuer.url())
            .subject("x")
            .claim("scope", Service.ALL_SCOPES)
            .expirationTime(Date.from(Instant.now().plusSeconds(600)));
    assertThat(get(service.issuer.token(claims.build())).status()).isEqualTo(403);
    claims.claim("account", "owner");
    assertThat(get(service.issuer.token(claims.build())).status()).isEqualTo(200);
    claims.expirationTime(Date.from(Instant.now().minusSeconds(600)));
    assertThat(get(service.issuer.token(claims.build())).status()).isEqualTo(401);
    try (Issuer other = new Issuer()) {
      assertThat(get(other.token("owner", Service.ALL_SCOPES)).status()).isEqualTo(401);
    }
  }

  @Test
  @DisplayName("No route takes a token that only looks like the issuer's")
  void badTokens() {
    Map<String, String> bad = BadTokens.madeFrom(owner.token(), service.issuer.key());
    for (Route route : routes("c".repeat(32), "a".repeat(32))) {
      bad.forEach((wrong, token) -> {
        BadInputs.tried(getClass(), "route × bad access token", route + wrong);
        Answer answer =
            new Rest(owner.port(), token).send(route.method(), route.path(), route.body());
        assertThat(answer.status()).as("%s: %s", route, wrong).isEqualTo(401);
        assertThat(answer.body()).as("%s: %s", route, wrong).doesNotContain("Exception");
      });
    }
  }

  private Answer get(String token) {
    return new Rest(owner.port(), token).get("/api/v1/connections");
  }

  @Test
  void healthAndMetricsNeedNoSignIn() {
    Rest management = new Rest(Service.managementPort(service.context()), null);
    // The service answers before its views have caught up.
    await()
        .untilAsserted(
            () -> assertThat(management.get("/actuator/health/readiness").body()).contains("UP"));
    assertThat(management.get("/actuator/health/liveness").body()).contains("UP");
    assertThat(management.get("/actuator/prometheus").body()).contains("jvm_");
    for (String path : List.of("/actuator/env", "/actuator")) {
      assertThat(new Rest(management.port(), owner.token()).get(path).status()).isEqualTo(404);
    }
    Answer unknown = owner.get("/api/v1/nothing");
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.header("Content-Type").orElse("")).startsWith("application/problem+json");
  }

  @Test
  void thePortOfTheApiTellsNoMoreThanWhetherItServes() {
    Rest anonymous = service.anonymous();
    await().untilAsserted(() -> assertThat(anonymous.get("/readyz").status()).isEqualTo(200));
    for (String probe : List.of("/livez", "/readyz")) {
      Answer answer = anonymous.get(probe);
      assertThat(answer.status()).as(probe).isEqualTo(200);
      assertThat(answer.json())
          .as(probe)
          .isEqualTo(EventJson.MAPPER.readTree("{\"status\":\"UP\"}"));
    }
    for (String path :
        List.of("/actuator", "/actuator/health", "/actuator/prometheus", "/actuator/env")) {
      assertThat(anonymous.get(path).status()).as(path).isIn(401, 404);
      assertThat(owner.get(path).status()).as(path).isEqualTo(404);
    }
  }

  @Test
  void aRepeatedPostIsAnsweredTheSameWayAndCarriedOutOnce() {
    Rest account = service.client("repeating");
    String body = Bodies.connection("Once", "right-secret");
    Answer first = account.post("/api/v1/connections", body, "Idempotency-Key", "k-1");
    Answer again = account.post("/api/v1/connections", body, "Idempotency-Key", "k-1");

    assertThat(again.status()).isEqualTo(201);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.header("Location")).isEqualTo(first.header("Location"));
    assertThat(account.get("/api/v1/connections").json().at("/items").size()).isEqualTo(1);
    Answer other =
        account.post(
            "/api/v1/connections",
            Bodies.connection("Other", "right-secret"),
            "Idempotency-Key",
            "k-1");
    assertThat(other.status()).isEqualTo(422);
    Answer elsewhere =
        service.client("repeating-too").post("/api/v1/connections", body, "Idempotency-Key", "k-1");
    assertThat(elsewhere.status()).isEqualTo(201);
    assertThat(elsewhere.at("/id")).isNotEqualTo(first.at("/id"));
    Answer refused =
        account.post(
            "/api/v1/connections", Bodies.connection("No", "wrong"), "Idempotency-Key", "k-2");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.at("/code")).isEqualTo("CREDENTIALS");
    assertThat(account.post("/api/v1/connections", body, "Idempotency-Key", "two words").status())
        .isEqualTo(400);
  }
}
