package io.atlas.worker.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReliableSenderTest {

  private final MockProducer<String, byte[]> producer =
      new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor();
  private final ReliableSender sender = new ReliableSender(producer, timer, tasks);

  @AfterEach
  void stop() {
    timer.shutdownNow();
    tasks.shutdownNow();
  }

  @Test
  void thereIsNoRoomWhileTheBrokerTakesNothing() throws InterruptedException {
    send(9_999, 10);
    assertThat(sender.awaitRoom(Duration.ZERO)).isTrue();
    send(1, 10);
    assertThat(sender.awaitRoom(Duration.ofMillis(1))).isFalse();
    acknowledge(5_000);
    assertThat(sender.awaitRoom(Duration.ofMillis(1))).isTrue();
    assertThat(sender.unacknowledged()).isEqualTo(5_000);
  }

  @Test
  void fewLargeRecordsFillItToo() throws InterruptedException {
    send(31, 1 << 20);
    assertThat(sender.awaitRoom(Duration.ZERO)).isTrue();
    send(1, 1 << 20);
    assertThat(sender.awaitRoom(Duration.ofMillis(1))).isFalse();
    acknowledge(17);
    assertThat(sender.awaitRoom(Duration.ofMillis(1))).isTrue();
  }

  @Test
  void whoeverWaitsForRoomGoesOnWhenHalfOfItIsThere() throws Exception {
    send(10_000, 10);
    CompletableFuture<Boolean> waiting = new CompletableFuture<>();
    Thread intake =
        Thread.ofPlatform()
            .start(() -> {
              try {
                waiting.complete(sender.awaitRoom(Duration.ofMinutes(1)));
              } catch (InterruptedException interrupted) {
                waiting.completeExceptionally(interrupted);
              }
            });
    await().until(() -> intake.getState() == Thread.State.TIMED_WAITING);
    acknowledge(5_000);
    assertThat(waiting).isNotDone();
    acknowledge(1);
    assertThat(waiting.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whatFailedIsSentAgainAndCountsMeanwhile() throws InterruptedException {
    CountDownLatch acknowledged = new CountDownLatch(1);
    sender.send(record(10), acknowledged::countDown);
    producer.errorNext(new NetworkException("the broker went away"));
    assertThat(sender.unacknowledged()).isEqualTo(1);
    while (!producer.completeNext()) {
      Thread.onSpinWait();
    }
    assertThat(acknowledged.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(producer.history()).hasSize(2);
    assertThat(sender.unacknowledged()).isZero();
  }

  private void send(int records, int bytes) {
    for (int i = 0; i < records; i++) {
      sender.send(record(bytes), () -> {});
    }
  }

  private void acknowledge(int records) {
    for (int i = 0; i < records; i++) {
      producer.completeNext();
    }
  }

  private static ProducerRecord<String, byte[]> record(int bytes) {
    return new ProducerRecord<>("results", "key", new byte[bytes]);
  }
}
