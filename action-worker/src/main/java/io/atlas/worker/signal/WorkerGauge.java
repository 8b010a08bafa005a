package io.atlas.worker.signal;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;

/** What a worker holds and does now, for operators. */
public enum WorkerGauge {
  CALLS_IN_FLIGHT("atlas.calls.in.flight", "Executions that are under way"),
  CALLS_LIMIT("atlas.calls.limit", "Executions that may be under way, which follows the machine"),
  EVENTS_WAITING("atlas.events.waiting", "Events that wait for their start"),
  ORDERING_KEYS("atlas.ordering.keys", "Ordering keys with events under way or waiting"),
  IN_FLIGHT_BYTES("atlas.in.flight.bytes", "Memory that events under way hold"),
  OUTCOMES_UNACKNOWLEDGED(
      "atlas.outcomes.unacknowledged", "Records on their way to the broker, not acknowledged"),
  TOKEN_WAITS("atlas.token.waits", "Calls that wait for an access token"),
  CONNECTIONS_OPEN("atlas.connections.open", "Connections to targets, in use or kept"),
  LAG_MAX(
      "atlas.lag.max",
      "Events not read yet, of the partition of new events that is furthest behind");

  private final String metric;
  private final String description;

  WorkerGauge(String metric, String description) {
    this.metric = metric;
    this.description = description;
  }

  /**
   * @param reading is looked at whenever metrics are asked for; held for as long as the registry is
   */
  public void register(MeterRegistry meters, Supplier<Number> reading) {
    var _ = Gauge.builder(metric, reading).description(description).register(meters);
  }
}
