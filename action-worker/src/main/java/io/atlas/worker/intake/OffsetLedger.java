package io.atlas.worker.intake;

import java.util.BitSet;

/**
 * What is done of one partition. Offsets are read in rising order and done in any; the frontier is
 * where the first one that is not done stands, and nothing above it is ever committed (I1).
 * Thread-safe: one thread reads, others report what is done.
 */
final class OffsetLedger {

  /** How far the frontier moves by default before the bits below it are dropped. */
  private static final int COMPACT_AFTER = 1 << 13;

  private final int compactAfter;

  // Guarded by this. Bit i stands for the offset base + i; every offset below base is done.
  private long base;
  private BitSet done;
  private long end;

  /**
   * @param committed the first offset that may not be done
   * @param doneBeyond bit i: the offset {@code committed + i} is done already
   */
  OffsetLedger(long committed, BitSet doneBeyond) {
    this(committed, doneBeyond, COMPACT_AFTER);
  }

  OffsetLedger(long committed, BitSet doneBeyond, int compactAfter) {
    this.compactAfter = compactAfter;
    this.base = committed;
    this.done = (BitSet) doneBeyond.clone();
    this.end = committed;
  }

  /** The rule: the first offset from base on that is not done, but none beyond what was read. */
  static long frontier(long base, BitSet done, long end) {
    return Math.min(end, base + done.nextClearBit(0));
  }

  /**
   * What a commit says: everything below the offset is done, and of those above it the ones whose
   * bits are set, bit 0 being the offset itself.
   */
  record Progress(long offset, BitSet doneBeyond) {}

  /**
   * Takes note of an offset that was read. Offsets that were skipped over hold no event: control
   * records, or records that were compacted away.
   *
   * @return false where the offset is done already, from before a restart
   */
  synchronized boolean read(long offset) {
    if (offset < base) {
      return false;
    }
    if (offset > end) {
      done.set((int) (end - base), (int) (offset - base));
    }
    end = Math.max(end, offset + 1);
    return !done.get((int) (offset - base));
  }

  /** An event's outcome is acknowledged. Saying so twice changes nothing. */
  synchronized void done(long offset) {
    if (offset >= base) {
      done.set((int) (offset - base));
    }
  }

  synchronized Progress progress() {
    long frontier = frontier(base, done, end);
    int passed = (int) (frontier - base);
    BitSet beyond = done.get(passed, Math.max(passed, done.length()));
    if (passed >= compactAfter) {
      base = frontier;
      done = (BitSet) beyond.clone();
    }
    return new Progress(frontier, beyond);
  }

  /** One above the last offset read. */
  synchronized long end() {
    return end;
  }

  /** How many offsets lie between the frontier and the last one read. */
  synchronized long width() {
    return end - frontier(base, done, end);
  }

  /** How many offsets beyond the frontier are done. */
  synchronized long doneBeyond() {
    return done.get(0, (int) (end - base)).cardinality() - (frontier(base, done, end) - base);
  }
}
