package io.atlas.bench.listener;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/**
 * The plain form. Results are sent without waiting for the broker: waiting for each would cost the
 * peer most of its rate.
 */
@Component
@ConditionalOnProperty(name = "bench.acknowledge", havingValue = "batch")
class BatchListener {

  private final Calls calls;

  BatchListener(Calls calls) {
    this.calls = calls;
  }

  @KafkaListener(topics = "${bench.events}")
  void onEvent(ConsumerRecord<String, byte[]> record) {
    var _ = calls.call(record);
  }
}
