package io.atlas.worker.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.worker.fired.FiredEvent;
import io.atlas.worker.fired.Journey;
import io.atlas.worker.run.HandOvers.Copy;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I2: a handed-over event's copy is dropped only when its call's outcome counts")
class HandOversTest {

  private static final FiredEvent EVENT = of("action");

  private static FiredEvent of(String action) {
    return new FiredEvent(
        new ConsumerRecord<>("fired", 3, 17, null, new byte[0]),
        action,
        null,
        "execution",
        Instant.EPOCH,
        Journey.of(new RecordHeaders()),
        0);
  }

  private final HandOvers handOvers = new HandOvers();

  @Test
  @DisplayName("I2: a copy waits for the acknowledgement, is done once, and then is none")
  void theCopyOfAnAcknowledgedCallIsDoneOnce() {
    assertThat(handOvers.copy(EVENT)).isEqualTo(Copy.NO);
    assertThat(handOvers.begin(EVENT)).isTrue();
    assertThat(handOvers.begin(EVENT)).isFalse();
    assertThat(handOvers.copy(EVENT)).isEqualTo(Copy.EARLY);
    handOvers.ended(EVENT);
    assertThat(handOvers.copy(EVENT)).isEqualTo(Copy.DONE);
    assertThat(handOvers.copy(EVENT)).isEqualTo(Copy.NO);
  }

  @Test
  @DisplayName("I2: an acknowledged call that was not handed over leaves nothing behind")
  void whatWasNotHandedOverIsNotRemembered() {
    handOvers.ended(EVENT);
    assertThat(handOvers.copy(EVENT)).isEqualTo(Copy.NO);
    assertThat(handOvers.begin(EVENT)).isTrue();
  }

  @Test
  @DisplayName("I2: where the outcome does not count, the copy is executed")
  void theCopyOfACallWithoutOutcomeIsExecuted() {
    assertThat(handOvers.begin(EVENT)).isTrue();
    handOvers.forget(EVENT);
    handOvers.ended(EVENT);
    assertThat(handOvers.copy(EVENT)).isEqualTo(Copy.NO);
  }

  @Test
  @DisplayName("I2: a partition that left and returned brings its copies as events")
  void copiesLeaveWithTheirPartition() {
    assertThat(handOvers.begin(EVENT)).isTrue();
    handOvers.forget(partition -> partition == 4);
    assertThat(handOvers.copy(EVENT)).isEqualTo(Copy.EARLY);
    handOvers.forget(partition -> partition == 3);
    handOvers.ended(EVENT);
    assertThat(handOvers.copy(EVENT)).isEqualTo(Copy.NO);
  }

  @Test
  @DisplayName("I2: publishers of two actions may name their executions alike")
  void executionsOfTwoActionsWithOneIdAreTwo() {
    FiredEvent other = of("other action");
    assertThat(handOvers.begin(EVENT)).isTrue();
    assertThat(handOvers.copy(other)).as("an event of its own").isEqualTo(Copy.NO);
    assertThat(handOvers.begin(other)).isTrue();
    handOvers.ended(other);
    assertThat(handOvers.copy(EVENT)).isEqualTo(Copy.EARLY);
    assertThat(handOvers.copy(other)).isEqualTo(Copy.DONE);
  }
}
