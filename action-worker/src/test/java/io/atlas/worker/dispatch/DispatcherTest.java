package io.atlas.worker.dispatch;

import static io.atlas.worker.dispatch.EngineWithoutTargets.definition;
import static io.atlas.worker.dispatch.EngineWithoutTargets.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.model.event.FailureCategory;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.worker.definition.CompiledAction;
import io.atlas.worker.dispatch.EngineWithoutTargets.Held;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DispatcherTest {

  private static final CompiledAction UNUSABLE =
      new CompiledAction(
          "a", definition(), new CompiledAction.Recipe.Unusable(FailureCategory.TEMPLATE, "no"));

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anExecutionThatBreaksOffGivesItsSlotBackAndKeepsItsOffset(boolean badly) throws Exception {
    AtomicInteger looks = new AtomicInteger();
    InstantSource brokenAtFirst =
        () -> {
          if (looks.incrementAndGet() == 1) {
            if (badly) {
              throw new StackOverflowError("a worse bug");
            }
            throw new IllegalStateException("a bug");
          }
          return Instant.now();
        };
    try (EngineWithoutTargets engine =
        new EngineWithoutTargets(
            KafkaConnection.of("localhost:1"), null, brokenAtFirst.withZone(ZoneOffset.UTC))) {
      Held first = new Held();
      Held second = new Held();
      engine.dispatcher.submit(event("a", "first"), UNUSABLE, first);
      engine.dispatcher.submit(event("a", "second"), UNUSABLE, second);
      assertThat(second.isSettledWithin(10)).as("the only slot is free again").isTrue();
      assertThat(engine.dead()).containsExactly("second TEMPLATE");
      assertThat(first.isSettledWithin(0)).as("it comes again after a restart").isFalse();
      await().untilAsserted(() -> assertThat(engine.dispatcher.load().inFlight()).isZero());
    }
  }

  @Test
  void thereIsNoRoomForEventsWhileTheBrokerTakesNoOutcomes() throws Exception {
    try (EngineWithoutTargets engine =
        new EngineWithoutTargets(
            KafkaConnection.of("localhost:1"), null, Clock.systemUTC(), false)) {
      int events = 0;
      while (engine.dispatcher.awaitRoom(Duration.ofSeconds(2))) {
        engine.dispatcher.submit(event("a", "e" + events++), UNUSABLE, new Held());
        assertThat(events).as("read although nothing is taken").isLessThan(20_000);
      }
      await("it is not for what waits").until(() -> engine.dispatcher.load().waiting() == 0);
      assertThat(engine.dispatcher.awaitRoom(Duration.ofMillis(10))).isFalse();
      engine.acknowledgeAll();
      assertThat(engine.dispatcher.awaitRoom(Duration.ofSeconds(10))).isTrue();
    }
  }
}
