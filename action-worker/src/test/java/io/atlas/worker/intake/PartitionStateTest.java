package io.atlas.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.worker.intake.OffsetLedger.Progress;
import io.atlas.worker.intake.PartitionState.Mark;
import io.atlas.worker.work.Suspicion;
import java.util.BitSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What of a partition passes from one owner to the next. */
class PartitionStateTest {

  private static final int OWNER = 7;
  private static final int HEIR = 8;

  private final BitSet done = BitSet.valueOf(new long[] {0b10});

  private PartitionState told(UnderWay underWay, long end, boolean released) {
    PartitionState standing = underWay.standing(new Progress(100, done), end, released);
    return CommitMetadata.decode(CommitMetadata.encode(standing));
  }

  @Test
  void whatMayHaveBeenStartedAndIsNotDoneIsUnderSuspicionAfterADeath() {
    UnderWay underWay = new UnderWay(OWNER, Map.of());
    underWay.tellUpTo(103);
    PartitionState inherited = told(underWay, 104, false).inheritedBy(HEIR, 4);
    assertThat(inherited.done()).isEqualTo(done);
    assertThat(inherited.suspects(100))
        .as("none beyond what had been published by then")
        .isEqualTo(Map.of(100L, Suspicion.READ, 102L, Suspicion.READ, 103L, Suspicion.READ));
  }

  @Test
  void nothingIsUnderSuspicionThatNobodyDiedOf() {
    UnderWay underWay = new UnderWay(OWNER, Map.of());
    assertThat(told(underWay, 104, false).inheritedBy(HEIR, 4).marks())
        .as("nothing was started")
        .isEmpty();
    underWay.tellUpTo(103);
    assertThat(told(underWay, 104, true).inheritedBy(HEIR, 4).marks()).as("released").isEmpty();
    assertThat(told(underWay, 104, false).inheritedBy(OWNER, 4).marks())
        .as("lost and got back alive")
        .isEmpty();
  }

  @Test
  void thoseThatWereNamedAreSuspectedTheMoreAndTheOthersAsBefore() {
    UnderWay underWay =
        new UnderWay(
            OWNER,
            Map.of(
                100L, Suspicion.READ,
                102L, Suspicion.READ,
                103L, Suspicion.STARTED,
                104L, Suspicion.STARTED));
    underWay.tellUpTo(104);
    underWay.mark(102, Suspicion.READ, true);
    underWay.mark(104, Suspicion.STARTED, true);
    Map<Long, Suspicion> after = told(underWay, 105, false).inheritedBy(HEIR, 5).suspects(100);
    assertThat(after)
        .isEqualTo(
            Map.of(
                100L, Suspicion.READ,
                102L, Suspicion.STARTED,
                103L, Suspicion.STARTED,
                104L, Suspicion.POISON));
    assertThat(told(underWay, 105, true).inheritedBy(HEIR, 5).suspects(100))
        .as("released: as they stood")
        .containsEntry(102L, Suspicion.READ)
        .containsEntry(104L, Suspicion.STARTED);
  }

  @Test
  void whatIsToldCoversWhatIsStartedBeforeTheNextCommit() {
    UnderWay underWay = new UnderWay(OWNER, Map.of());
    assertThat(underWay.isTold(100)).isFalse();
    underWay.tellUpTo(103);
    PartitionState standing = told(underWay, 104, false);
    assertThat(underWay.isTold(103)).as("not before the broker has it").isFalse();
    underWay.told(100 + standing.startedBelow());
    assertThat(underWay.isTold(103)).isTrue();
    assertThat(standing.startedBelow()).as("some ahead").isGreaterThan(4 + 50);
    assertThat(told(underWay, 104, false))
        .as("nothing was read since, so nothing is to be told")
        .isEqualTo(standing);
  }

  @Test
  void aMarkOnWhatIsDoneIsForgotten() {
    UnderWay underWay = new UnderWay(OWNER, Map.of(99L, Suspicion.READ, 101L, Suspicion.READ));
    assertThat(told(underWay, 104, false).marks()).isEmpty();
    underWay.mark(102, Suspicion.READ, true);
    assertThat(told(underWay, 104, false).marks())
        .isEqualTo(Map.of(2, new Mark(Suspicion.READ, true)));
  }
}
