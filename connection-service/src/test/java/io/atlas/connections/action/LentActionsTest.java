package io.atlas.connections.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.connections.Records;
import io.atlas.connections.Service;
import io.atlas.model.kafka.Topic;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LentActionsTest {

  private final Service service = Service.shared();
  private final String id = "lent" + UUID.randomUUID().toString().replace("-", "");

  @Test
  @DisplayName("An action of a test fire whose instance died is taken back from the workers, once")
  void abandoned() throws SQLException {
    LentActions lent = service.context().getBean(LentActions.class);
    try (var database = DriverManager.getConnection(service.database);
        var statement = database.createStatement()) {
      statement.execute(
          "INSERT INTO connections.lent_action (id, account_id, version, at) VALUES ('%1$s', 'lender', 1, now() - interval '1 hour'), ('%1$snow', 'lender', 1, now())"
              .formatted(id));
    }
    Instant before = Instant.now().minusSeconds(1_800);
    lent.takeBackBefore(before);
    lent.takeBackBefore(before);
    await()
        .untilAsserted(() ->
            assertThat(
                    Records.of(service.kafka, Topic.ACTIONS).stream()
                        .filter(record -> String.valueOf(record.key()).startsWith(id)))
                .singleElement()
                .satisfies(record -> assertThat(record.key()).isEqualTo(id))
                .satisfies(record -> assertThat(record.value()).isNull()));
    assertThat(service.client("lender", "atlas.operate").get("/api/v1/audit?subject=" + id).body())
        .contains("action.deleted", "connection-service");
  }
}
