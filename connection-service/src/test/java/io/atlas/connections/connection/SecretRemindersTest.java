package io.atlas.connections.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.connections.Bodies;
import io.atlas.connections.Records;
import io.atlas.connections.Rest;
import io.atlas.connections.Service;
import io.atlas.connections.outbox.Outbox;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.SecretExpiring;
import io.atlas.model.kafka.Topic;
import io.atlas.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class SecretRemindersTest {

  private final Service service = Service.shared();
  private final Rest account = service.client("reminded");
  // Far ahead of today, so that the service's own reminders do not meet these.
  private final ManualClock clock = new ManualClock(Instant.parse("2040-01-01T12:00:00Z"));
  private final SecretReminders reminders =
      new SecretReminders(
          service.context().getBean(JdbcClient.class),
          service.context().getBean(Outbox.class),
          clock);

  @Test
  void anExpiringSecretIsToldThirtySevenAndOneDaysAheadOnceEach() {
    String id = created("2040-02-10");
    reminders.remind();
    assertThat(told(id)).isEmpty();

    for (int day = 0; day < 45; day++) {
      clock.advance(Duration.ofDays(1));
      reminders.remind();
      reminders.remind();
    }
    assertThat(told(id)).containsExactly(30L, 7L, 1L);
  }

  @Test
  void aLateDateIsToldAtOnceAndANewDateAnew() {
    String id = created("2040-01-05");
    reminders.remind();
    assertThat(told(id)).containsExactly(4L);
    assertThat(
            account
                .put(
                    "/api/v1/connections/" + id + "/credentials",
                    "{\"secretExpiresOn\": \"2040-01-20\"}")
                .status())
        .isEqualTo(200);
    reminders.remind();
    assertThat(told(id)).containsExactly(4L, 19L);
  }

  private String created(String expires) {
    return account
        .post(
            "/api/v1/connections",
            Bodies.connection("Expiring", "right-secret")
                .replace("\"scopes\"", "\"secretExpiresOn\": \"" + expires + "\", \"scopes\""))
        .at("/id");
  }

  private List<Long> told(String id) {
    return Records.of(service.kafka, Topic.SECRET_REMINDERS).stream()
        .filter(record -> record.key().equals(id))
        .map(record -> EventJson.read(record.value(), SecretExpiring.class).daysLeft())
        .toList();
  }
}
