package io.atlas.worker.intake;

import io.atlas.worker.work.Suspicion;
import java.util.BitSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What a commit tells of a partition beyond its offset. All numbers are relative to that offset.
 *
 * @param owner who may have started events, so that their deaths count if it ends without saying
 *     so; {@link #NOBODY} for a partition that was released, or of which nothing was started
 * @param startedBelow nothing from here on was started
 * @param done what is done, bit 0 being the committed offset itself
 * @param marks of those that are under suspicion
 */
record PartitionState(int owner, int startedBelow, BitSet done, NavigableMap<Integer, Mark> marks) {

  static final int NOBODY = 0;

  /**
   * @param onTrial whether it was named as under way, and is suspected the more in a death
   */
  record Mark(Suspicion suspicion, boolean onTrial) {}

  static PartitionState released(BitSet done) {
    return new PartitionState(NOBODY, 0, done, new TreeMap<>());
  }

  /**
   * What the next owner begins with.
   *
   * @param heir the same as the owner before where that is alive and gets the partition back
   * @param end of what can have been read
   */
  PartitionState inheritedBy(int heir, int end) {
    NavigableMap<Integer, Mark> inherited = new TreeMap<>();
    marks.forEach((offset, mark) -> inherited.put(offset, new Mark(mark.suspicion(), false)));
    if (owner != NOBODY && owner != heir) {
      int below = Math.min(startedBelow, end);
      for (int at = done.nextClearBit(0); at < below; at = done.nextClearBit(at + 1)) {
        Mark mark = marks.getOrDefault(at, new Mark(Suspicion.NONE, false));
        inherited.put(at, new Mark(mark.suspicion().afterDeath(mark.onTrial()), false));
      }
    }
    return new PartitionState(NOBODY, 0, done, inherited);
  }

  /** Those under suspicion, by offset. */
  Map<Long, Suspicion> suspects(long committed) {
    Map<Long, Suspicion> suspects = new TreeMap<>();
    marks.forEach((offset, mark) -> suspects.put(committed + offset, mark.suspicion()));
    return suspects;
  }
}
