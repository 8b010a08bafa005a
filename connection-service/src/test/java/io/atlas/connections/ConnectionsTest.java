package io.atlas.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.connections.Rest.Answer;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.TokenRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ConnectionsTest {

  private static Service service;
  private static Rest demo;

  @BeforeAll
  static void start() {
    service = Service.start();
    demo = service.client("demo");
  }

  @AfterAll
  static void stop() throws InterruptedException {
    service.close();
  }

  @Test
  void aConnectionIsTestedStoredPublishedAndItsTokenAdopted() {
    Answer created = demo.post("/api/v1/connections", Bodies.connection("Orders", "right-secret"));

    assertThat(created.status()).as(created.body()).isEqualTo(201);
    String id = created.at("/id");
    assertThat(created.header("Location")).hasValue("/api/v1/connections/" + id);
    assertThat(created.header("ETag")).hasValue("\"1\"");
    assertThat(created.at("/status")).isEqualTo("ACTIVE");
    assertThat(created.body()).doesNotContain("right-secret");
    service.connections.barrier().join();
    ConnectionState state = service.connections.get(id);
    assertThat(state.accountId()).isEqualTo("demo");
    assertThat(state.credentialsVersion()).isEqualTo(1);
    await()
        .untilAsserted(() ->
            assertThat(service.tokenService.requests())
                .anyMatch(request ->
                    request.reason() == TokenRequest.Reason.ADOPT
                        && request.credentialsVersion() == 1));
  }

  @Test
  @DisplayName("I7: a connection is stored only after the provider accepted its credentials")
  void i7NothingIsStoredWhenTheProviderRefuses() {
    Rest account = service.client("refused");
    Answer refused = account.post("/api/v1/connections", Bodies.connection("Orders", "wrong"));

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.header("Content-Type")).hasValue("application/problem+json");
    assertThat(refused.at("/code")).isEqualTo("CREDENTIALS");
    assertThat(refused.at("/providerError")).isEqualTo("invalid_client");
    assertThat(refused.at("/providerErrorDescription")).isEqualTo("unknown client");
    assertThat(refused.at("/hint")).isEqualTo("Check it.");
    assertThat(refused.json().at("/latencyMs").intValue()).isEqualTo(12);
    assertThat(account.get("/api/v1/connections").json().at("/items").size()).isZero();
    service.connections.barrier().join();
    service.connections.forEach(
        (id, state) -> assertThat(state.accountId()).isNotEqualTo("refused"));
  }
}
