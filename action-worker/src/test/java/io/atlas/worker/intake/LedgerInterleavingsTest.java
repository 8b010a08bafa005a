package io.atlas.worker.intake;

import java.util.BitSet;
import java.util.TreeSet;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * One thread reads and commits while others report what is done. Lincheck makes up what each thread
 * does and goes through the ways in which they can take turns.
 */
@Tag("interleavings")
class LedgerInterleavingsTest {

  @Test
  @DisplayName("I1: under every interleaving the ledger says what one thread at a time would hear")
  void everyInterleavingIsLinearizable() {
    new ModelCheckingOptions()
        .iterations(20)
        .invocationsPerIteration(150)
        .threads(2)
        .actorsPerThread(3)
        .actorsBefore(2)
        .actorsAfter(2)
        .sequentialSpecification(Model.class)
        .check(Ledger.class);
  }

  @Test
  @DisplayName("I1: threads that run at once hear what one thread at a time would hear")
  void threadsAtOnceAreLinearizable() {
    new StressOptions()
        .iterations(5)
        .invocationsPerIteration(1_000)
        .threads(3)
        .actorsPerThread(3)
        .actorsBefore(1)
        .actorsAfter(2)
        .sequentialSpecification(Model.class)
        .check(Ledger.class);
  }

  /** The ledger, dropping bits as soon as two offsets are passed. */
  @Param(name = "offset", gen = IntGen.class, conf = "0:4")
  public static class Ledger {

    private final OffsetLedger ledger = new OffsetLedger(0, new BitSet(), 2);
    private int next;

    @Operation(nonParallelGroup = "intake")
    public boolean read() {
      return ledger.read(next++);
    }

    @Operation
    public void done(@Param(name = "offset") int offset) {
      ledger.done(offset);
    }

    @Operation
    public String progress() {
      OffsetLedger.Progress progress = ledger.progress();
      TreeSet<Integer> beyond = new TreeSet<>();
      progress.doneBeyond().stream().forEach(bit -> beyond.add((int) progress.offset() + bit));
      return progress.offset() + " and " + beyond;
    }

    @Operation
    public long width() {
      return ledger.width();
    }

    @Operation
    public long end() {
      return ledger.end();
    }

    @Operation
    public long doneBeyond() {
      return ledger.doneBeyond();
    }
  }

  /** What is promised, in the plainest form. */
  public static class Model {

    private final TreeSet<Integer> done = new TreeSet<>();
    private int next;

    public boolean read() {
      return !done.contains(next++);
    }

    public void done(int offset) {
      done.add(offset);
    }

    public String progress() {
      return frontier() + " and " + done.tailSet(frontier());
    }

    public long width() {
      return (long) next - frontier();
    }

    public long end() {
      return next;
    }

    public long doneBeyond() {
      return done.subSet(frontier(), next).size();
    }

    private int frontier() {
      int frontier = 0;
      while (frontier < next && done.contains(frontier)) {
        frontier++;
      }
      return frontier;
    }
  }
}
