package io.atlas.worker;

import io.atlas.worker.call.TargetClient;
import io.atlas.worker.dispatch.Dispatcher;
import io.atlas.worker.memory.InFlightMemory;
import io.atlas.worker.result.OutcomePublisher;
import io.atlas.worker.signal.WorkerGauge;
import io.atlas.worker.token.AccessTokens;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Which part of the engine each gauge reads. */
@Configuration(proxyBeanMethods = false)
class EngineGauges {

  @Bean
  MeterBinder engineGaugesBinder(
      Dispatcher dispatcher,
      InFlightMemory memory,
      OutcomePublisher outcomes,
      AccessTokens tokens,
      TargetClient targets,
      KafkaConsumer<String, byte[]> newEvents) {
    return meters -> {
      WorkerGauge.CALLS_IN_FLIGHT.register(meters, () -> dispatcher.load().inFlight());
      WorkerGauge.CALLS_LIMIT.register(meters, () -> dispatcher.load().limit());
      WorkerGauge.EVENTS_WAITING.register(meters, () -> dispatcher.load().waiting());
      WorkerGauge.ORDERING_KEYS.register(meters, () -> dispatcher.load().keys());
      WorkerGauge.IN_FLIGHT_BYTES.register(meters, memory::used);
      WorkerGauge.OUTCOMES_UNACKNOWLEDGED.register(meters, outcomes::unacknowledged);
      WorkerGauge.TOKEN_WAITS.register(meters, tokens::waiting);
      WorkerGauge.CONNECTIONS_OPEN.register(meters, targets::openConnections);
      WorkerGauge.LAG_MAX.register(meters, () -> lag(newEvents));
    };
  }

  private static double lag(KafkaConsumer<String, byte[]> consumer) {
    return consumer.metrics().values().stream()
        .filter(metric -> metric.metricName().name().equals("records-lag-max"))
        .map(metric -> metric.metricValue() instanceof Double lag ? lag : Double.NaN)
        .findFirst()
        .orElse(Double.NaN);
  }
}
