package io.atlas.bench.listener;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.support.Acknowledgment;
import org.springframework.stereotype.Component;

/** The strongest hand-made form: {@code asyncAcks}, a virtual thread a record. */
@Component
@ConditionalOnProperty(name = "bench.acknowledge", havingValue = "async")
class AsyncListener {

  private final Calls calls;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  AsyncListener(Calls calls) {
    this.calls = calls;
  }

  @KafkaListener(topics = "${bench.events}")
  void onEvent(ConsumerRecord<String, byte[]> record, Acknowledgment acknowledgment) {
    threads.execute(() -> {
      var _ = calls.call(record).thenRun(acknowledgment::acknowledge);
    });
  }
}
