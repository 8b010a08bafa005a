package io.atlas.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialTest;
import io.atlas.model.event.TokenRequest;
import io.atlas.model.event.TokenState;
import io.atlas.model.kafka.Topic;
import io.atlas.testing.FaultyHttpServer;
import io.atlas.testing.LocalHttp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.context.ConfigurableApplicationContext;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenServiceTest {

  private TestInstallation installation;
  private ConfigurableApplicationContext instance;
  private FaultyHttpServer provider;
  private final AtomicInteger issued = new AtomicInteger();

  @BeforeAll
  void start() {
    installation = new TestInstallation();
    provider =
        FaultyHttpServer.start((request, exchange) -> {
          if (request.target().equals("/large")) {
            exchange.json(
                200,
                "{\"access_token\":\"%s\",\"token_type\":\"Bearer\",\"expires_in\":3600}"
                    .formatted("l".repeat(64 << 10)));
            return;
          }
          boolean right =
              request.header("authorization").equals("Basic b3JkZXJzLWNsaWVudDpvcmRlcnMtc2VjcmV0");
          if (right) {
            exchange.json(
                200,
                "{\"access_token\":\"token-%d\",\"token_type\":\"Bearer\",\"expires_in\":3600}"
                    .formatted(issued.incrementAndGet()));
          } else {
            exchange.json(401, "{\"error\":\"invalid_client\"}");
          }
        });
    instance = installation.startInstance();
  }

  @AfterAll
  void stop() {
    installation.close();
    provider.close();
  }

  private String endpoint() {
    return provider.url("/token");
  }

  private static String newId() {
    return UUID.randomUUID().toString();
  }

  @Test
  void metricsAreOnAPortOfTheirOwn() {
    int port = port("local.server.port");
    int management = port("local.management.port");
    await().untilAsserted(() -> assertThat(LocalHttp.status(port, "/readyz")).isEqualTo(200));
    assertThat(LocalHttp.status(port, "/livez")).isEqualTo(200);
    assertThat(LocalHttp.status(port, "/actuator/prometheus")).isEqualTo(404);
    assertThat(LocalHttp.status(port, "/actuator/health")).isEqualTo(404);
    assertThat(LocalHttp.status(management, "/actuator/prometheus")).isEqualTo(200);
    assertThat(LocalHttp.status(management, "/actuator/health/readiness")).isEqualTo(200);
    assertThat(LocalHttp.status(management, "/actuator/env")).isEqualTo(404);
    assertThat(LocalHttp.status(management, "/actuator")).isEqualTo(404);
  }

  private int port(String name) {
    return instance.getEnvironment().getRequiredProperty(name, Integer.class);
  }

  @Test
  void aMissingTokenIsObtainedOnceForManyWhoAsk() {
    String id = newId();
    int before = issued.get();
    installation.save(id, installation.connection(id, 1, endpoint()));
    for (int worker = 0; worker < 20; worker++) {
      installation.ask(id, TokenRequest.missing(1, "worker-" + worker));
    }
    TokenState.Grant grant = installation.awaitGrant(id, 0);
    assertThat(installation.open(id, grant)).isEqualTo("token-" + issued.get());
    assertThat(grant.expiresAt()).isBefore(grant.issuedAt().plusSeconds(3600));
    assertThat(issued.get()).isEqualTo(before + 1);
  }

  @Test
  @DisplayName("I4: a rejected generation is renewed at most once")
  void aRejectedGenerationIsRenewedOnce() {
    String id = newId();
    installation.save(id, installation.connection(id, 1, endpoint()));
    installation.ask(id, TokenRequest.missing(1, "worker"));
    TokenState.Grant first = installation.awaitGrant(id, 0);
    int before = issued.get();
    for (int report = 0; report < 50; report++) {
      installation.ask(id, TokenRequest.rejected(first.generation(), 1, "worker-" + report));
    }
    TokenState.Grant second = installation.awaitGrant(id, first.generation());
    installation.ask(id, TokenRequest.rejected(first.generation(), 1, "late"));
    String other = newId();
    installation.save(other, installation.connection(other, 1, endpoint()));
    installation.ask(other, TokenRequest.missing(1, "worker"));
    installation.awaitGrant(other, 0);
    assertThat(installation.tokens.get(id).grant()).isEqualTo(second);
    assertThat(issued.get()).isEqualTo(before + 2);
  }

  @Test
  void aRefusalIsPublishedWithWordsAndATime() {
    String id = newId();
    ConnectionState right = installation.connection(id, 1, endpoint());
    installation.save(
        id, installation.connection(id, 1, endpoint(), "wrong-secret", right.settings()));
    installation.ask(id, TokenRequest.missing(1, "worker"));
    TokenState.Denial denied = installation.awaitDenial(id);
    assertThat(denied.category()).isEqualTo(CredentialCategory.CREDENTIALS);
    assertThat(denied.providerError()).isEqualTo("invalid_client");
    assertThat(denied.retryAt()).isAfter(Instant.now().plusSeconds(15));
    installation.save(id, installation.connection(id, 2, endpoint()));
    installation.ask(id, TokenRequest.missing(2, "worker"));
    assertThat(installation.awaitGrant(id, 0).credentialsVersion()).isEqualTo(2);
  }

  @Test
  @DisplayName("I12: large tokens of one account do not fill the memory of workers")
  void largeTokensOfAnAccountAreBounded() {
    List<String> ids = Stream.generate(TokenServiceTest::newId).limit(24).toList();
    for (String id : ids) {
      installation.save(id, installation.connection(id, 1, provider.url("/large")));
      installation.ask(id, TokenRequest.missing(1, "worker"));
    }
    List<TokenState> states = new ArrayList<>();
    for (String id : ids) {
      await().atMost(Duration.ofSeconds(20)).until(() -> installation.tokens.get(id) != null);
      states.add(installation.tokens.get(id));
    }
    // Its partitions decide at the same time.
    assertThat(states.stream().filter(state -> state.grant() != null).count())
        .isBetween(11L, 11L + Topic.PARTITIONS);
    assertThat(states.stream().filter(state -> state.denied() != null))
        .allMatch(state -> state.denied().hint().contains("atlas.account-tokens"));
    ids.forEach(id -> installation.save(id, null));
    await().until(() -> ids.stream().allMatch(id -> installation.tokens.get(id) == null));
  }

  @Test
  void aDeletedConnectionLeavesATombstone() {
    String id = newId();
    installation.save(id, installation.connection(id, 1, endpoint()));
    installation.ask(id, TokenRequest.missing(1, "worker"));
    installation.awaitGrant(id, 0);
    installation.save(id, null);
    await().atMost(Duration.ofSeconds(10)).until(() -> installation.tokens.get(id) == null);
  }

  @Test
  void aTestedConnectionAdoptsTheTestsToken() {
    String id = newId();
    ConnectionState connection = installation.connection(id, 1, endpoint());
    CredentialTest.Result result = installation.test(installation.credentialTest(connection, id));
    assertThat(result.ok()).isTrue();
    assertThat(result.expiresIn()).isEqualTo(3600);
    int before = issued.get();
    installation.save(id, connection);
    installation.ask(id, TokenRequest.adopt(result.grant(), "connection-service"));
    TokenState.Grant adopted = installation.awaitGrant(id, 0);
    assertThat(adopted.generation()).isEqualTo(result.grant().generation());
    installation.ask(id, TokenRequest.missing(1, "worker"));
    assertThat(issued.get()).isEqualTo(before);
  }

  @Test
  void aSavedConnectionsTestIsAnsweredAndItsTokenKept() {
    String id = newId();
    installation.save(id, installation.connection(id, 1, endpoint()));
    String testId = newId();
    installation.ask(
        id, TokenRequest.test(1, "connection-service", testId, Instant.now().plusSeconds(18)));
    CredentialTest.Result result = installation.result(testId, CredentialTest.Result.class);
    assertThat(result.ok()).isTrue();
    assertThat(installation.open(id, installation.awaitGrant(id, 0))).startsWith("token-");
  }

  @Test
  void aWrongSecretsTestNamesTheProvidersError() {
    String id = newId();
    ConnectionState right = installation.connection(id, 1, endpoint());
    ConnectionState wrong =
        installation.connection(id, 1, endpoint(), "wrong-secret", right.settings());
    CredentialTest.Result result = installation.test(installation.credentialTest(wrong, id));
    assertThat(result.ok()).isFalse();
    assertThat(result.failure().code()).isEqualTo(CredentialCategory.CREDENTIALS);
    assertThat(result.failure().providerError()).isEqualTo("invalid_client");
    assertThat(result.grant()).isNull();
  }
}
