package io.atlas.worker.run;

import io.atlas.worker.fired.FiredEvent;
import io.atlas.worker.fired.Journey;
import io.atlas.worker.run.HandOvers.Copy;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The intake's thread reads copies while calls begin, end and are given up. */
@Tag("interleavings")
class HandOverInterleavingsTest {

  @Test
  @DisplayName("I2: under every interleaving a copy is done only after its call's outcome counted")
  void everyInterleavingIsLinearizable() {
    new ModelCheckingOptions()
        .iterations(15)
        .invocationsPerIteration(100)
        .threads(3)
        .actorsPerThread(2)
        .actorsBefore(1)
        .actorsAfter(1)
        .sequentialSpecification(Model.class)
        .check(Subject.class);
  }

  @Test
  @DisplayName("I2: threads at once see a copy as done only after its call's outcome counted")
  void threadsAtOnceAreLinearizable() {
    new StressOptions()
        .iterations(5)
        .invocationsPerIteration(1_000)
        .threads(3)
        .actorsPerThread(3)
        .sequentialSpecification(Model.class)
        .check(Subject.class);
  }

  @Param(name = "event", gen = IntGen.class, conf = "0:1")
  public static class Subject {

    private static final List<FiredEvent> EVENTS = List.of(event(0), event(1));

    private final HandOvers handOvers = new HandOvers();

    @Operation
    public boolean begin(@Param(name = "event") int event) {
      return handOvers.begin(EVENTS.get(event));
    }

    @Operation
    public void ended(@Param(name = "event") int event) {
      handOvers.ended(EVENTS.get(event));
    }

    @Operation
    public void forget(@Param(name = "event") int event) {
      handOvers.forget(EVENTS.get(event));
    }

    @Operation(nonParallelGroup = "intake")
    public Copy copy(@Param(name = "event") int event) {
      return handOvers.copy(EVENTS.get(event));
    }

    private static FiredEvent event(int number) {
      return new FiredEvent(
          new ConsumerRecord<>("fired", number, 17, null, new byte[0]),
          "action",
          null,
          "execution",
          Instant.EPOCH,
          Journey.of(new RecordHeaders()),
          0);
    }
  }

  /** What is promised, in the plainest form: false while the call goes on, true once it counts. */
  public static class Model {

    private final Map<Integer, Boolean> handedOver = new HashMap<>();

    public boolean begin(int event) {
      return handedOver.putIfAbsent(event, false) == null;
    }

    public void ended(int event) {
      handedOver.computeIfPresent(event, (number, before) -> true);
    }

    public void forget(int event) {
      handedOver.remove(event);
    }

    public Copy copy(int event) {
      if (handedOver.remove(event, true)) {
        return Copy.DONE;
      }
      return handedOver.containsKey(event) ? Copy.EARLY : Copy.NO;
    }
  }
}
