package io.atlas.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.worker.intake.OffsetLedger.Progress;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class OffsetLedgerTest {

  @Property
  @Label("I1: what is committed is never above an offset that was read and is not done")
  void neverCommitsBeyondWhatIsOpen(
      @ForAll @LongRange(min = 0, max = 1_000_000) long start,
      @ForAll @Size(max = 300) List<@IntRange(min = 0, max = 5) Integer> steps,
      @ForAll @IntRange(min = 1, max = 20) int compactAfter,
      @ForAll long seed) {
    Random random = new Random(seed);
    OffsetLedger ledger = new OffsetLedger(start, new BitSet(), compactAfter);
    Set<Long> open = new HashSet<>();
    long next = start;
    for (int step : steps) {
      if (step < 3) {
        // Now and then offsets are skipped: control records, compaction.
        next += random.nextInt(4) == 0 ? random.nextInt(5) : 0;
        assertThat(ledger.read(next)).isTrue();
        open.add(next);
        next++;
      } else if (!open.isEmpty()) {
        long done = open.stream().skip(random.nextInt(open.size())).findFirst().orElseThrow();
        open.remove(done);
        ledger.done(done);
      }
      Progress progress = ledger.progress();
      long lowestOpen = open.stream().mapToLong(Long::longValue).min().orElse(next);
      assertThat(progress.offset()).isEqualTo(lowestOpen);
      for (long offset : open) {
        assertThat(progress.doneBeyond().get((int) (offset - progress.offset()))).isFalse();
      }
      assertThat(ledger.end()).isEqualTo(next);
      assertThat(ledger.width()).isEqualTo(next - lowestOpen);
      assertThat(ledger.doneBeyond()).isEqualTo(next - lowestOpen - open.size());
    }
  }

  @Property
  @Label("I2: after a restart exactly what was not done is read again")
  void aRestartReadsExactlyWhatIsOpen(
      @ForAll @Size(max = 400) List<Boolean> dones, @ForAll @LongRange(max = 1_000) long start) {
    OffsetLedger before = new OffsetLedger(start, new BitSet());
    for (int i = 0; i < dones.size(); i++) {
      before.read(start + i);
    }
    for (int i = 0; i < dones.size(); i++) {
      if (dones.get(i)) {
        before.done(start + i);
      }
    }
    Progress progress = before.progress();
    PartitionState standing = PartitionState.released(progress.doneBeyond());
    BitSet told = CommitMetadata.decode(CommitMetadata.encode(standing)).done();
    OffsetLedger after = new OffsetLedger(progress.offset(), told);
    assertThat(after.progress()).isEqualTo(progress);
    for (long offset = progress.offset(); offset < start + dones.size(); offset++) {
      assertThat(after.read(offset)).isEqualTo(!dones.get((int) (offset - start)));
      after.done(offset);
      assertThat(after.progress().offset()).isEqualTo(offset + 1);
    }
  }

  @Test
  void doneTwiceOrFromBeforeChangesNothing() {
    OffsetLedger ledger = new OffsetLedger(10, new BitSet());
    ledger.read(10);
    ledger.read(11);
    ledger.done(3);
    ledger.done(11);
    ledger.done(11);
    assertThat(ledger.progress().offset()).isEqualTo(10);
    ledger.done(10);
    assertThat(ledger.progress().offset()).isEqualTo(12);
    assertThat(ledger.read(9)).isFalse();
  }

  @Test
  void theFrontierMovesOnOverMillions() {
    OffsetLedger ledger = new OffsetLedger(0, new BitSet());
    for (long offset = 0; offset < 1_000_000; offset++) {
      ledger.read(offset);
      ledger.done(offset);
      if (offset % 10_000 == 0) {
        assertThat(ledger.progress().offset()).isEqualTo(offset + 1);
      }
    }
    assertThat(ledger.progress()).isEqualTo(new Progress(1_000_000, new BitSet()));
  }

  @Test
  void threadsThatFinishInAnyOrderLoseNothing() throws InterruptedException {
    int offsets = 200_000;
    OffsetLedger ledger = new OffsetLedger(0, new BitSet());
    CountDownLatch ended = new CountDownLatch(4);
    for (int thread = 0; thread < 4; thread++) {
      int mine = thread;
      Thread.ofPlatform()
          .start(() -> {
            for (long offset = mine; offset < offsets; offset += 4) {
              while (!isRead(ledger, offset)) {
                Thread.onSpinWait();
              }
              ledger.done(offset);
            }
            ended.countDown();
          });
    }
    long last = 0;
    for (long offset = 0; offset < offsets; offset++) {
      ledger.read(offset);
      if (offset % 1_000 == 0) {
        long frontier = ledger.progress().offset();
        assertThat(frontier).isBetween(last, offset + 1);
        last = frontier;
      }
    }
    ended.await();
    assertThat(ledger.progress().offset()).isEqualTo(offsets);
  }

  private static boolean isRead(OffsetLedger ledger, long offset) {
    Progress progress = ledger.progress();
    return progress.offset() + ledger.width() > offset;
  }
}
