package io.atlas.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.model.event.TokenRequest;
import io.atlas.testing.FaultyHttpServer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RecoveryTest {

  @Test
  void theFirstTokenOfAHostReleasesItsOtherConnections() {
    AtomicBoolean down = new AtomicBoolean(true);
    AtomicInteger answered = new AtomicInteger();
    FaultyHttpServer.Behaviour behaviour =
        (request, exchange) -> {
          if (down.get()) {
            boolean patient = request.target().equals("/patient");
            exchange.answer(503, patient ? Map.of("Retry-After", "120") : Map.of(), "");
          } else {
            answered.incrementAndGet();
            exchange.json(200, "{\"access_token\":\"t\",\"token_type\":\"Bearer\"}");
          }
        };
    try (FaultyHttpServer provider = FaultyHttpServer.start(behaviour);
        TestInstallation installation = new TestInstallation()) {
      installation.startInstance();
      String patient = UUID.randomUUID().toString();
      String eager = UUID.randomUUID().toString();
      installation.save(patient, installation.connection(patient, 1, provider.url("/patient")));
      installation.save(eager, installation.connection(eager, 1, provider.url("/eager")));
      installation.ask(patient, TokenRequest.missing(1, "worker"));
      installation.ask(eager, TokenRequest.missing(1, "worker"));
      installation.awaitDenial(eager);
      assertThat(installation.awaitDenial(patient).retryAt())
          .isAfter(Instant.now().plusSeconds(60));
      down.set(false);
      await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(500))
          .until(() -> {
            installation.ask(eager, TokenRequest.missing(1, "worker"));
            return answered.get() > 0;
          });
      Instant recovered = Instant.now();
      installation.awaitGrant(eager, 0);
      installation.awaitGrant(patient, 0);
      assertThat(Instant.now()).isBefore(recovered.plusSeconds(10));
    }
  }
}
