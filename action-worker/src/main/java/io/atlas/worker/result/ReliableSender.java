package io.atlas.worker.result;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends until the broker has acknowledged. Nobody waits for it: what follows an acknowledgement
 * runs in a callback. Thread-safe.
 */
final class ReliableSender {

  private static final Logger log = LoggerFactory.getLogger(ReliableSender.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Producer<String, byte[]> producer;
  private final ScheduledExecutorService timer;
  private final Executor tasks;

  /**
   * @param tasks may block; never the producer's own thread, which a full buffer would stop for
   *     good
   */
  ReliableSender(
      Producer<String, byte[]> producer, ScheduledExecutorService timer, Executor tasks) {
    this.producer = producer;
    this.timer = timer;
    this.tasks = tasks;
  }

  /**
   * @param acknowledged runs on the producer's thread, so it must be short and must not send
   */
  void send(ProducerRecord<String, byte[]> record, Runnable acknowledged) {
    try {
      var _ =
          producer.send(
              record,
              (metadata, failure) -> {
                if (failure == null) {
                  acknowledged.run();
                } else {
                  again(record, acknowledged, failure);
                }
              });
    } catch (RuntimeException refused) {
      again(record, acknowledged, refused);
    }
  }

  /** For what follows an acknowledgement and sends itself. */
  void later(Runnable task) {
    tasks.execute(task);
  }

  private void again(
      ProducerRecord<String, byte[]> record, Runnable acknowledged, Exception failure) {
    if (timer.isShutdown()) {
      // The offset stays where it is, so the event comes again.
      log.debug("closing: a record for {} stays unsent", record.topic());
      return;
    }
    log.warn("sending to {} failed, trying again: {}", record.topic(), failure.toString());
    var _ =
        timer.schedule(
            () -> tasks.execute(() -> send(record, acknowledged)),
            PAUSE.toMillis(),
            TimeUnit.MILLISECONDS);
  }
}
