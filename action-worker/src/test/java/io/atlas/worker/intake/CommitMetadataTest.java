package io.atlas.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.worker.intake.PartitionState.Mark;
import io.atlas.worker.work.Suspicion;
import java.util.Base64;
import java.util.BitSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitMetadataTest {

  private static final List<Suspicion> SUSPICIONS =
      List.of(Suspicion.READ, Suspicion.STARTED, Suspicion.LINGERED, Suspicion.POISON);

  private static String encode(BitSet done) {
    return CommitMetadata.encode(PartitionState.released(done));
  }

  private static BitSet decode(String text) {
    return CommitMetadata.decode(text).done();
  }

  @Property
  void tellsWhatItWasTold(@ForAll @Size(max = 500) List<Boolean> bits) {
    BitSet done = new BitSet();
    for (int i = 0; i < bits.size(); i++) {
      done.set(i, bits.get(i));
    }
    assertThat(decode(encode(done))).isEqualTo(done);
  }

  @Property
  void neverTellsMoreThanIsDoneAndNeverGrowsTooLong(@ForAll long seed) {
    Random random = new Random(seed);
    BitSet done = new BitSet();
    for (int i = 0; i < 60_000; i++) {
      done.set(i, random.nextBoolean());
    }
    String text = encode(done);
    assertThat(text.length()).isLessThanOrEqualTo(CommitMetadata.MAX_CHARACTERS);
    BitSet told = decode(text);
    assertThat(told.isEmpty()).isFalse();
    told.andNot(done);
    assertThat(told.isEmpty()).isTrue();
  }

  @Property
  void tellsWhoMayHaveStartedWhatAndWhatIsUnderSuspicion(
      @ForAll @IntRange(min = 1) int owner, @ForAll @IntRange int startedBelow, @ForAll long seed) {
    PartitionState standing = standing(owner, startedBelow, 400, new Random(seed));
    assertThat(CommitMetadata.decode(CommitMetadata.encode(standing))).isEqualTo(standing);
  }

  @Property
  void howeverMuchThereIsToTellTheFirstOfItIsToldAndNothingElse(@ForAll long seed) {
    PartitionState standing = standing(7, 40_000, 40_000, new Random(seed));
    String text = CommitMetadata.encode(standing);
    assertThat(text.length()).isLessThanOrEqualTo(CommitMetadata.MAX_CHARACTERS);
    PartitionState told = CommitMetadata.decode(text);
    assertThat(told.startedBelow()).isEqualTo(40_000);
    int end = Math.max(told.done().length(), told.marks().lastKey() + 1);
    assertThat(end).isGreaterThan(1_000);
    assertThat(told.done()).isEqualTo(standing.done().get(0, end));
    assertThat(told.marks()).isEqualTo(standing.marks().headMap(end, false));
  }

  private static PartitionState standing(int owner, int startedBelow, int size, Random random) {
    BitSet done = new BitSet();
    NavigableMap<Integer, Mark> marks = new TreeMap<>();
    for (int i = 0; i < size; i++) {
      int state = random.nextInt(12);
      if (state < 6) {
        done.set(i);
      } else if (state < 10) {
        marks.put(i, new Mark(SUSPICIONS.get(state - 6), random.nextBoolean()));
      }
    }
    // Poison is never started, so it is not on trial.
    marks.replaceAll((i, mark) ->
        mark.suspicion() == Suspicion.POISON ? new Mark(mark.suspicion(), false) : mark);
    return new PartitionState(owner, startedBelow, done, marks);
  }

  @Test
  void longRunsCostLittle() {
    BitSet done = new BitSet();
    done.set(1, CommitMetadata.MAX_OFFSETS);
    String text = encode(done);
    assertThat(text.length()).isLessThan(12);
    assertThat(decode(text)).isEqualTo(done);
  }

  @Test
  void whatLiesTooFarBeyondIsNotTold() {
    BitSet done = new BitSet();
    done.set(1, CommitMetadata.MAX_OFFSETS + 5_000);
    BitSet told = new BitSet();
    told.set(1, CommitMetadata.MAX_OFFSETS);
    assertThat(decode(encode(done))).isEqualTo(told);
  }

  @Property
  void whatIsForeignCountsAsNothing(@ForAll String text) {
    Assume.that(!text.startsWith("1.") && !text.startsWith("2."));
    assertThat(decode(text).isEmpty()).isTrue();
  }

  @Property
  void whateverVersionTwoClaimsItTellsOfNoMoreThanTheMost(@ForAll @Size(max = 12) byte[] numbers) {
    PartitionState told =
        CommitMetadata.decode(
            "2." + Base64.getUrlEncoder().withoutPadding().encodeToString(numbers));
    assertThat(told.done().length()).isLessThanOrEqualTo(CommitMetadata.MAX_OFFSETS);
    assertThat(told.marks().size()).isLessThanOrEqualTo(CommitMetadata.MAX_OFFSETS);
    assertThat(told.owner()).isNotNegative();
    assertThat(told.startedBelow()).isNotNegative();
  }

  @Property
  void whateverRunsItClaimsItTellsOfNoMoreThanTheMost(@ForAll @Size(max = 12) byte[] runs) {
    String text = "1." + Base64.getUrlEncoder().withoutPadding().encodeToString(runs);
    assertThat(decode(text).length()).isLessThanOrEqualTo(CommitMetadata.MAX_OFFSETS);
  }

  @Test
  void whatIsLongerThanWeWriteIsIgnored() {
    byte[] runs = new byte[CommitMetadata.MAX_CHARACTERS / 4 * 3];
    runs[0] = 1;
    runs[1] = 9;
    String longer = "1." + Base64.getUrlEncoder().withoutPadding().encodeToString(runs);
    String shorter = longer.substring(0, longer.length() - 4);
    assertThat(decode(longer).isEmpty()).isTrue();
    assertThat(decode(shorter).cardinality()).isEqualTo(9);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1.",
        "1.*",
        "1.____",
        "1.gICAgAE",
        "2.",
        "2.*",
        "2.____",
        "2.AA",
        "2.AAAy",
        "3.AAEB",
        "{\"some\":\"json\"}"
      })
  void malformedMetadataIsIgnored(String text) {
    assertThat(decode(text).isEmpty()).isTrue();
  }
}
