package io.atlas.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.EventTypes;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.event.ServiceStatus;
import io.atlas.model.event.ServiceStatus.Circuit;
import io.atlas.model.event.ServiceStatus.CircuitState;
import io.atlas.model.event.ServiceStatus.Work;
import io.atlas.model.kafka.Topic;
import io.atlas.testing.FaultyHttpServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** A worker tells how it is, which targets are in trouble, and that it stopped in order. */
class StatusTest {

  private static final Duration SOON = Duration.ofSeconds(30);

  @Test
  @DisplayName("A target that is away and one that hangs show; a stop in order is a tombstone")
  void tells() {
    try (World world = new World();
        FaultyHttpServer away = FaultyHttpServer.start(FaultyHttpServer.always(503, "{}"));
        FaultyHttpServer hanging = FaultyHttpServer.start((request, exchange) -> exchange.hang())) {
      World.Tail statuses = world.tail(Topic.SERVICE_STATUS);
      Instant before = Instant.now();
      ConfigurableApplicationContext worker = world.startWorker();
      String resting = world.action(World.to(away.url("/of-tenants?k=hunter2")).noRetry().build());
      String stalled = world.action(World.to(hanging.url("/")).timeoutMs(60_000).build());
      String paced = world.action(World.to(away.url("/")).perSecond(0.01).build());
      for (int i = 0; i < 80; i++) {
        world.fire(resting, "{}");
        world.fire(stalled, "{}");
      }
      for (int i = 0; i < 5; i++) {
        world.fire(paced, "{}");
      }
      await()
          .atMost(SOON)
          .untilAsserted(() ->
              assertThat(latest(statuses).circuits())
                  .extracting(Circuit::actionId, Circuit::state)
                  .containsExactly(
                      tuple(resting, CircuitState.OPEN), tuple(stalled, CircuitState.STALLED)));
      await().atMost(SOON).until(() -> work(latest(statuses)).lanesRateLimited() == 1);
      ServiceStatus status = latest(statuses);
      assertThat(status.circuits())
          .allMatch(circuit -> circuit.accountId().equals(World.ACCOUNT))
          .allMatch(circuit -> "localhost".equals(circuit.host()))
          .allMatch(circuit -> circuit.since().isAfter(before))
          .extracting(Circuit::lastCategory)
          .containsExactly(FailureCategory.TARGET_ERROR, null);
      Work work = work(status);
      assertThat(work.callsInFlight()).isGreaterThanOrEqualTo(64);
      assertThat(work.circuitsOpen()).isEqualTo(2);
      assertThat(work.attempts()).isPositive();
      assertThat(work.inFlightBytes()).isBetween(1L, work.inFlightBytesLimit());
      assertThat(work.viewsBehind()).isEmpty();
      assertThat(status.ready()).isTrue();
      assertThat(status.version()).isNotEmpty();
      assertThat(status.figures().heapUsedBytes()).isPositive();

      world.stop(worker);
      await().atMost(SOON).until(() -> statuses.records.getLast().value() == null);
      assertThat(statuses.records).allMatch(record -> status.key().equals(record.key()));
      for (ConsumerRecord<String, byte[]> record : statuses.records) {
        assertThat(EventHeaders.text(record.headers(), EventTypes.HEADER))
            .isEqualTo(EventTypes.SERVICE_STATUS);
        assertThat(record.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
      }
      assertThat(texts(statuses)).noneMatch(text -> text.contains("hunter2"));
      assertThat(texts(statuses)).noneMatch(text -> text.contains("of-tenants"));
    }
  }

  private static ServiceStatus latest(World.Tail statuses) {
    assertThat(statuses.records).isNotEmpty();
    return EventJson.read(statuses.records.getLast().value(), ServiceStatus.class);
  }

  private static Work work(ServiceStatus status) {
    return Objects.requireNonNull(status.figures().work());
  }

  private static List<String> texts(World.Tail statuses) {
    return statuses.records.stream()
        .filter(record -> record.value() != null)
        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
        .toList();
  }
}
