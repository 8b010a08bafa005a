package io.atlas.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitMetadataTest {

  private static String encode(BitSet done) {
    return CommitMetadata.encode(Standing.released(done));
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
