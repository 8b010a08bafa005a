package io.atlas.worker.result;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends until the broker has acknowledged. Nobody waits for it: what follows an acknowledgement
 * runs in a callback. Thread-safe.
 */
final class ReliableSender {

  private static final Logger log = LoggerFactory.getLogger(ReliableSender.class);
  private static final long PAUSE_MS = 1_000;
  private static final long LOOK_AGAIN_MS = 20;

  private final Producer<String, byte[]> producer;
  private final ScheduledExecutorService timer;
  private final Executor tasks;
  private final Unacknowledged unacknowledged = new Unacknowledged();

  /** Since they were last told of. */
  private final AtomicInteger failures = new AtomicInteger();

  /**
   * @param producer does not block, but refuses what it cannot take now ({@code max.block.ms} 0):
   *     thousands of threads that wait for a broker's return would only be in its way
   * @param tasks may block; never the producer's own thread
   */
  ReliableSender(
      Producer<String, byte[]> producer, ScheduledExecutorService timer, Executor tasks) {
    this.producer = producer;
    this.timer = timer;
    this.tasks = tasks;
  }

  /** Completes once the producer knows where the topic's partitions are. */
  CompletableFuture<Void> find(String topic) {
    CompletableFuture<Void> found = new CompletableFuture<>();
    find(topic, found);
    return found;
  }

  private void find(String topic, CompletableFuture<Void> found) {
    try {
      var _ = producer.partitionsFor(topic);
      found.complete(null);
    } catch (TimeoutException notYet) {
      if (timer.isShutdown()) {
        found.cancel(false);
      } else {
        var _ = timer.schedule(() -> find(topic, found), LOOK_AGAIN_MS, TimeUnit.MILLISECONDS);
      }
    } catch (RuntimeException refused) {
      found.completeExceptionally(refused);
    }
  }

  /**
   * @param acknowledged runs on the producer's thread, so it must be short and must not send
   */
  void send(ProducerRecord<String, byte[]> record, Runnable acknowledged) {
    int size = record.value() == null ? 0 : record.value().length;
    unacknowledged.add(size);
    attempt(
        record,
        () -> {
          unacknowledged.remove(size);
          acknowledged.run();
        });
  }

  private void attempt(ProducerRecord<String, byte[]> record, Runnable acknowledged) {
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
    if (failures.getAndIncrement() == 0) {
      after(() -> tell(record.topic(), failure));
    }
    after(() -> tasks.execute(() -> attempt(record, acknowledged)));
  }

  private void after(Runnable task) {
    var _ = timer.schedule(task, PAUSE_MS, TimeUnit.MILLISECONDS);
  }

  /** Thousands may fail together. */
  private void tell(String topic, Exception failure) {
    log.warn(
        "{} times a record could not be sent and is tried again, as one for {}: {}",
        failures.getAndSet(0),
        topic,
        failure.toString());
  }

  /** See {@link Unacknowledged#awaitRoom}. */
  boolean awaitRoom(Duration longest) throws InterruptedException {
    return unacknowledged.awaitRoom(longest);
  }

  int unacknowledged() {
    return unacknowledged.records();
  }
}
