package io.atlas.console;

import io.atlas.model.event.EventJson;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.event.ServiceStatus;
import io.atlas.model.event.ServiceStatus.Budget;
import io.atlas.model.event.ServiceStatus.Circuit;
import io.atlas.model.event.ServiceStatus.CircuitState;
import io.atlas.model.event.ServiceStatus.Figures;
import io.atlas.model.event.ServiceStatus.TokenRequests;
import io.atlas.model.event.ServiceStatus.Tokens;
import io.atlas.model.event.ServiceStatus.Work;
import io.atlas.model.kafka.Topic;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What other services tell of themselves. */
final class Statuses {

  private Statuses() {}

  /** A worker that gives one target a rest. */
  static ServiceStatus worker(String instance, String account, String action, String host) {
    return worker(instance, account, action, host, 1);
  }

  /**
   * @param open how many targets it gives a rest, of which it tells one
   */
  static ServiceStatus worker(
      String instance, String account, String action, String host, int open) {
    Work work = new Work(3, 256, 4, open, 2, 1L << 20, 256L << 20, 1_000, 10, List.of("tokens"));
    return of(
        "action-worker",
        instance,
        new Figures(100L << 20, 500L << 20, 0.25, 2, work, null),
        List.of(
            new Circuit(
                action,
                account,
                host,
                CircuitState.OPEN,
                Instant.parse("2026-11-24T08:00:00Z"),
                FailureCategory.TIMEOUT)));
  }

  static ServiceStatus tokenService(String instance, TokenRequests... requests) {
    Tokens tokens = new Tokens(List.of(requests), 1, 7, List.of(new Budget("c", 3, 500)));
    return of(
        "token-service",
        instance,
        new Figures(100L << 20, 500L << 20, null, 2, null, tokens),
        List.of());
  }

  private static ServiceStatus of(
      String service, String instance, Figures figures, List<Circuit> circuits) {
    return new ServiceStatus(
        service,
        instance,
        "0.1.0",
        Instant.parse("2026-11-24T07:00:00Z"),
        "node-1",
        true,
        figures,
        circuits);
  }

  static void tell(RunningConsole console, ServiceStatus status) {
    console.publish(
        new ProducerRecord<>(
            console.kafka.name(Topic.SERVICE_STATUS), status.key(), EventJson.write(status)));
  }

  static void stop(RunningConsole console, ServiceStatus status) {
    console.publish(
        new ProducerRecord<>(console.kafka.name(Topic.SERVICE_STATUS), status.key(), null));
  }
}
