package io.atlas.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.connections.Rest.Answer;
import io.atlas.embedded.EmbeddedKafka;
import io.atlas.embedded.EmbeddedPostgres;
import io.atlas.embedded.FreePort;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Database and broker go away and come back, each on its own servers. */
class OutagesTest {

  @TempDir private Path directory;

  @Test
  void changesGoOnAfterDatabaseAndBrokerWereAway() throws Exception {
    int kafkaPort = FreePort.find();
    int postgresPort = FreePort.find();
    EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"), kafkaPort);
    EmbeddedPostgres postgres = postgres(postgresPort);
    Service service = Service.on(kafka.bootstrapServers(), postgres.jdbcUrl() + "?user=postgres");
    try {
      Rest demo = service.client("demo");
      String id =
          demo.post("/api/v1/connections", Bodies.connection("C", "right-secret")).at("/id");

      postgres.close();
      Answer away = demo.patch("/api/v1/connections/" + id, "{\"name\": \"x\"}");
      assertThat(away.status()).isEqualTo(503);
      assertThat(away.header("Content-Type")).hasValue("application/problem+json");
      postgres = postgres(postgresPort);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() ->
              demo.patch("/api/v1/connections/" + id, "{\"name\": \"after\"}").status() == 200);
      assertThat(service.connection(id).name()).isEqualTo("after");

      kafka.close();
      Answer stored = demo.patch("/api/v1/connections/" + id, "{\"name\": \"waiting\"}");
      assertThat(stored.status()).as("stored, not yet in force").isEqualTo(202);
      kafka = EmbeddedKafka.start(directory.resolve("kafka"), kafkaPort);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> service.connection(id).name().equals("waiting"));
      assertThat(demo.patch("/api/v1/connections/" + id, "{\"name\": \"on\"}").status())
          .isEqualTo(200);
    } finally {
      service.close();
      postgres.close();
      kafka.close();
    }
  }

  private EmbeddedPostgres postgres(int port) {
    return EmbeddedPostgres.start(
        directory.resolve("postgres"), port, EmbeddedPostgres.Durability.FAST);
  }
}
