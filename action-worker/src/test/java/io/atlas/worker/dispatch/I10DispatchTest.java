package io.atlas.worker.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.testing.FaultyHttpServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.kafka.clients.producer.MockProducer;

class I10DispatchTest {

  private static final String ACTION = "ordered";
  private static final long WITHIN_SECONDS = 20;

  /** Of the heap, to the safe side. */
  private static final long AN_EVENT = 5 << 10;

  private static int readings;

  private static FaultyHttpServer target;
  private static RunningEngine engine;

  @BeforeContainer
  static void start() {
    target = FaultyHttpServer.start(FaultyHttpServer.always(200, "{}"));
    engine =
        new RunningEngine(ACTION, RunningEngine.retrying(target.url("/{{input.key}}/{{input.n}}")));
  }

  @AfterContainer
  static void stop() {
    engine.close();
    target.close();
  }

  @Property(tries = 25, shrinking = ShrinkingMode.OFF)
  @Label("I10: in turn per key, whatever fails, lags, is acknowledged late or assigned anew")
  void oneAtATimeInOrder(
      @ForAll @IntRange(min = 1, max = 4) int keys,
      @ForAll @IntRange(min = 1, max = 30) int events,
      @ForAll boolean abrupt,
      @ForAll long seed)
      throws InterruptedException {
    oneAtATimeInOrder(keys, events, abrupt, seed, 1 << 30);
  }

  @Property(tries = 5, shrinking = ShrinkingMode.OFF)
  @Label("I10, I12: also where memory is for a few, and the rest is left on its topic")
  void oneAtATimeInOrderWithLittleMemory(
      @ForAll @IntRange(min = 1, max = 4) int keys,
      @ForAll @IntRange(min = 5, max = 30) int events,
      @ForAll boolean abrupt,
      @ForAll long seed)
      throws InterruptedException {
    readings += oneAtATimeInOrder(keys, events, abrupt, seed, 8 * AN_EVENT);
  }

  @AfterContainer
  static void someWereLeft() {
    assertThat(readings).isPositive();
  }

  /** Returns how often retries were read again. */
  private static int oneAtATimeInOrder(int keys, int events, boolean abrupt, long seed, long memory)
      throws InterruptedException {
    Random random = new Random(seed);
    Map<String, List<Integer>> numbersOf = new HashMap<>();
    Semaphore served = new Semaphore(0);
    OrderWatch watch = new OrderWatch(numbersOf, seed, served);
    target.behave(watch);
    MockProducer<String, byte[]> producer = OrderedPartition.producer();
    try (ScheduledExecutorService sweeps = Executors.newSingleThreadScheduledExecutor()) {
      Dispatcher dispatcher = engine.dispatcher(producer, sweeps, memory);
      OrderedPartition partition =
          new OrderedPartition(engine, dispatcher, producer, ACTION, abrupt, random);
      for (int number = 0; number < events; number++) {
        String key = "k" + random.nextInt(keys);
        numbersOf.computeIfAbsent(key, k -> new ArrayList<>()).add(number);
        partition.publish(key);
      }
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WITHIN_SECONDS);
      for (int step = 0; !partition.isDone(); step++) {
        partition.step();
        if (step % 10 == 9) {
          // Calls take their time; the broker and the intake do not spin either.
          var _ = served.tryAcquire(1, TimeUnit.MILLISECONDS);
        }
        assertThat(System.nanoTime()).as("%s", dispatcher.load()).isLessThan(end);
      }
      assertThat(watch.outOfTurn()).isEmpty();
      if (!abrupt) {
        assertThat(watch.overlaps()).isEmpty();
      }
      assertThat(watch.accepted()).isEqualTo(events);
      assertThat(dispatcher.load().keys()).isZero();
      assertThat(dispatcher.load().waiting()).isZero();
      assertThat(dispatcher.left()).isEmpty();
      assertThat(dispatcher.waitingBytes()).isZero();
      sweeps.shutdownNow();
      return partition.readings();
    }
  }
}
