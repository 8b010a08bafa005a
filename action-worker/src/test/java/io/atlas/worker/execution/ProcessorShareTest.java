package io.atlas.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessorShareTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void close() {
    threads.shutdownNow();
  }

  @ParameterizedTest
  @CsvSource({"1,1", "2,1", "3,1", "8,4"})
  @DisplayName("I12: an account computes on half of the processors, another on the others")
  void anAccountComputesOnHalfOfTheProcessors(int processors, int atOnce) throws Exception {
    ProcessorShare share = new ProcessorShare(processors, threads);
    AtomicInteger computing = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch full = new CountDownLatch(atOnce);
    CountDownLatch goOn = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      threads.add(
          Thread.startVirtualThread(() ->
              share.inTurn(
                  "a",
                  LONG,
                  () -> {
                    most.accumulateAndGet(computing.incrementAndGet(), Math::max);
                    full.countDown();
                    await(goOn);
                    return computing.decrementAndGet();
                  })));
    }
    assertThat(full.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(share.inTurn("b", LONG, () -> "another account's")).isEqualTo("another account's");
    goOn.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(most).hasValue(atOnce);
  }

  @Test
  void whatBreaksOffGivesItsTurnBack() {
    ProcessorShare share = new ProcessorShare(2, threads);
    for (int i = 0; i < 3; i++) {
      try {
        Integer never =
            share.inTurn(
                "a",
                LONG,
                () -> {
                  throw new StackOverflowError("too deep");
                });
        assertThat(never).isNull();
      } catch (StackOverflowError expected) {
        assertThat(expected).hasMessage("too deep");
      }
    }
    assertThat(share.inTurn("a", LONG, () -> 1)).isEqualTo(1);
  }

  @Test
  @DisplayName("I12: what the account's turn does not come to in time is told so")
  void patienceEnds() throws Exception {
    ProcessorShare share = new ProcessorShare(2, threads);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Thread first =
        Thread.startVirtualThread(() ->
            share.inTurn(
                "a",
                LONG,
                () -> {
                  begun.countDown();
                  await(goOn);
                  return 1;
                }));
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(share.inTurn("a", Duration.ofMillis(10), () -> 2)).isNull();
    goOn.countDown();
    first.join();
    assertThat(share.inTurn("a", LONG, () -> 3)).isEqualTo(3);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
