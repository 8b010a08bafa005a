package io.atlas.worker.dispatch;

import static io.atlas.worker.dispatch.EngineWithoutTargets.definition;
import static io.atlas.worker.dispatch.EngineWithoutTargets.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.model.event.FailureCategory;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.worker.definition.CompiledAction;
import io.atlas.worker.work.HeldOffset;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DispatcherTest {

  private static final CompiledAction UNUSABLE =
      new CompiledAction(
          "a", definition(), new CompiledAction.Recipe.Unusable(FailureCategory.TEMPLATE, "no"));

  /** Fails the first look at the time, which is the first execution's. */
  private static Clock failingAtFirst(Throwable bug) {
    AtomicInteger looks = new AtomicInteger();
    InstantSource source =
        () -> {
          if (looks.incrementAndGet() == 1) {
            throw DispatcherTest.<RuntimeException>unchecked(bug);
          }
          return Instant.now();
        };
    return source.withZone(ZoneOffset.UTC);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> T unchecked(Throwable bug) throws T {
    throw (T) bug;
  }

  static List<Throwable> bugs() {
    return List.of(
        new IllegalStateException("a bug"),
        new StackOverflowError("a worse one"),
        new NoClassDefFoundError("half a deployment"),
        new AssertionError("a library's"),
        new InternalError("the JVM's"));
  }

  @ParameterizedTest
  @MethodSource("bugs")
  @DisplayName("I2: an execution that breaks off, however badly, ends as a dead letter")
  void anExecutionThatBreaksOffIsDeadAndGivesItsSlotBack(Throwable bug) throws Exception {
    try (EngineWithoutTargets engine =
        new EngineWithoutTargets(KafkaConnection.of("localhost:1"), null, failingAtFirst(bug))) {
      HeldOffset first = new HeldOffset();
      HeldOffset second = new HeldOffset();
      engine.dispatcher.submit(event("a", "first"), UNUSABLE, first);
      engine.dispatcher.submit(event("a", "second"), UNUSABLE, second);
      assertThat(first.isSettledWithin(10)).isTrue();
      assertThat(second.isSettledWithin(10)).as("the only slot is free again").isTrue();
      assertThat(engine.dead()).containsExactly("first INTERNAL", "second TEMPLATE");
      await().until(() -> engine.counted(FailureCategory.INTERNAL) == 1);
      await().until(() -> engine.counted(FailureCategory.TEMPLATE) == 1);
      await().untilAsserted(() -> assertThat(engine.dispatcher.load().inFlight()).isZero());
    }
  }

  @Test
  @DisplayName("I2: where memory is full an event stays pending, and the others go on")
  void anEventThatMeetsAFullHeapIsLeftToTheNextWorker() throws Exception {
    Clock full = failingAtFirst(new OutOfMemoryError("as a JVM that does not exit would go on"));
    try (EngineWithoutTargets engine =
        new EngineWithoutTargets(KafkaConnection.of("localhost:1"), null, full)) {
      HeldOffset first = new HeldOffset();
      HeldOffset second = new HeldOffset();
      engine.dispatcher.submit(event("a", "first"), UNUSABLE, first);
      engine.dispatcher.submit(event("a", "second"), UNUSABLE, second);
      assertThat(second.isSettledWithin(10)).as("the only slot is free again").isTrue();
      assertThat(engine.dead()).containsExactly("second TEMPLATE");
      assertThat(first.isSettledWithin(0)).as("it comes again after a restart").isFalse();
    }
  }

  @Test
  void thereIsNoRoomForEventsWhileTheBrokerTakesNoOutcomes() throws Exception {
    try (EngineWithoutTargets engine =
        new EngineWithoutTargets(
            KafkaConnection.of("localhost:1"), null, Clock.systemUTC(), false)) {
      int events = 0;
      while (engine.dispatcher.awaitRoom(Duration.ofSeconds(2))) {
        engine.dispatcher.submit(event("a", "e" + events++), UNUSABLE, new HeldOffset());
        assertThat(events).as("read although nothing is taken").isLessThan(20_000);
      }
      await("it is not for what waits").until(() -> engine.dispatcher.load().waiting() == 0);
      assertThat(engine.dispatcher.awaitRoom(Duration.ofMillis(10))).isFalse();
      await()
          .until(() -> {
            engine.acknowledgeAll(); // results follow their dead letters
            return engine.dispatcher.awaitRoom(Duration.ofMillis(10));
          });
    }
  }
}
