package io.atlas.kit.background;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.health.contributor.Status;

class ManagedThreadTest {

  /** What the next steps throw; the step waits while there is nothing. */
  private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();

  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final AtomicInteger steps = new AtomicInteger();
  private volatile boolean surviving;
  private final ManagedThread thread =
      new ManagedThread("tested", 0, Steps::new, IOException.class);

  private class Steps implements ManagedThread.Work {

    Steps() {
      opened.incrementAndGet();
    }

    @Override
    public Duration step() throws Exception {
      return switch (failures.poll()) {
        case null -> {
          steps.incrementAndGet();
          yield Duration.ofMillis(10);
        }
        case Exception exception -> throw exception;
        case Error error -> throw error;
        case Throwable _ -> throw new AssertionError("neither");
      };
    }

    @Override
    public boolean survives(Throwable failure) {
      return surviving;
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  @AfterEach
  void stop() {
    thread.stop();
  }

  static Stream<Throwable> unexpected() {
    return Stream.of(
        new IllegalStateException("a bug"),
        new NullPointerException(),
        new Exception("checked"),
        new StackOverflowError(),
        new OutOfMemoryError("test"),
        new NoClassDefFoundError("gone"),
        new AssertionError());
  }

  @ParameterizedTest
  @MethodSource("unexpected")
  void goesOnAfterAnythingAndReadinessTells(Throwable failure) {
    thread.start();
    await().until(() -> steps.get() > 0);
    assertThat(readiness()).isEqualTo(Status.UP);
    failures.add(failure);
    await().until(() -> readiness().equals(Status.OUT_OF_SERVICE));
    assertThat(thread.failures()).isEqualTo(1);
    int before = steps.get();
    await().until(() -> steps.get() > before && readiness().equals(Status.UP));
    assertThat(opened).hasValue(2);
    assertThat(closed).hasValue(1);
  }

  @Test
  void whatSurvivesStaysOpen() {
    surviving = true;
    thread.start();
    await().until(() -> steps.get() > 0);
    failures.add(new IllegalStateException("a bug"));
    await().until(() -> readiness().equals(Status.OUT_OF_SERVICE));
    int before = steps.get();
    await().until(() -> steps.get() > before && readiness().equals(Status.UP));
    assertThat(opened).hasValue(1);
    assertThat(closed).hasValue(0);
    thread.stop();
    assertThat(closed).hasValue(1);
  }

  @Test
  void anOutageIsWaitedForAndReadinessStays() {
    thread.start();
    await().until(() -> steps.get() > 0);
    failures.add(new IOException("away"));
    failures.add(new IOException("still away"));
    await().until(() -> thread.failures() == 1);
    assertThat(readiness()).isEqualTo(Status.UP);
    await().until(() -> thread.failures() == 2);
    assertThat(readiness()).isEqualTo(Status.UP);
    int before = steps.get();
    await().until(() -> steps.get() > before);
  }

  @Test
  void failsOnceASecondAtMost() throws InterruptedException {
    for (int i = 0; i < 1_000; i++) {
      failures.add(new IOException("away"));
    }
    CountDownLatch never = new CountDownLatch(1);
    thread.start();
    assertThat(never.await(2_500, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(thread.failures()).isBetween(2L, 3L);
  }

  @Test
  void whatCannotBeOpenedOrClosedIsTriedAgain() {
    AtomicInteger attempts = new AtomicInteger();
    ManagedThread stubborn =
        new ManagedThread(
            "stubborn",
            0,
            () -> {
              if (attempts.incrementAndGet() == 1) {
                throw new LinkageError("cannot be opened");
              }
              return new ManagedThread.Work() {
                @Override
                public Duration step() throws Exception {
                  if (attempts.get() == 2) {
                    throw new IOException("fails");
                  }
                  return Duration.ofMinutes(1);
                }

                @Override
                public void close() {
                  throw new IllegalStateException("cannot be closed");
                }
              };
            });
    stubborn.start();
    try {
      await().until(() -> attempts.get() == 3 && stubborn.isWorking());
    } finally {
      stubborn.stop();
    }
  }

  @Test
  void interruptionEndsItAndReadinessTells() {
    thread.start();
    failures.add(new InterruptedException());
    await().until(() -> !thread.isWorking());
    assertThat(readiness()).isEqualTo(Status.OUT_OF_SERVICE);
    assertThat(thread.failures()).isZero();
  }

  /** Kafka's clients throw an exception of their own and leave the thread's flag set. */
  @Test
  void interruptionOfAnotherKindEndsItToo() {
    surviving = true;
    ManagedThread interrupted =
        new ManagedThread(
            "interrupted",
            0,
            () ->
                () -> {
                  Thread.currentThread().interrupt();
                  throw new IllegalStateException("interrupted");
                });
    interrupted.start();
    await().until(() -> interrupted.hasOpened() && !interrupted.isWorking());
    assertThat(interrupted.failures()).isZero();
  }

  @Test
  void aStopWakesTheStepUpAndLetsTheWorkClose() {
    CountDownLatch woken = new CountDownLatch(1);
    ManagedThread waiting =
        new ManagedThread(
            "waiting",
            0,
            () ->
                new Steps() {
                  @Override
                  public Duration step() throws Exception {
                    woken.await();
                    return Duration.ZERO;
                  }

                  @Override
                  public void wakeUp() {
                    woken.countDown();
                  }
                });
    waiting.start();
    await().until(waiting::hasOpened);
    long before = System.nanoTime();
    waiting.stop();
    assertThat(System.nanoTime() - before).isLessThan(TimeUnit.SECONDS.toNanos(2));
    assertThat(closed).hasValue(1);
    assertThat(waiting.failures()).isZero();
  }

  @Test
  void stopsInTheTimeOfItsWorkWhateverItHangsOnAndCanBeStartedAgain() {
    CountDownLatch never = new CountDownLatch(1);
    ManagedThread hanging =
        new ManagedThread(
            "hanging",
            0,
            () ->
                new Steps() {
                  @Override
                  public Duration step() throws Exception {
                    never.await();
                    return Duration.ZERO;
                  }

                  @Override
                  public Duration longestStop() {
                    return Duration.ofMillis(300);
                  }
                });
    hanging.start();
    await().until(hanging::hasOpened);
    long before = System.nanoTime();
    hanging.stop();
    assertThat(System.nanoTime() - before)
        .isBetween(TimeUnit.MILLISECONDS.toNanos(300), TimeUnit.SECONDS.toNanos(2));
    assertThat(hanging.isRunning()).isFalse();

    thread.start();
    await().until(() -> steps.get() > 0);
    thread.stop();
    int before2 = steps.get();
    thread.start();
    await().until(() -> steps.get() > before2);
  }

  private Status readiness() {
    return new BackgroundReadiness(List.of(thread)).health().getStatus();
  }
}
