package io.atlas.worker.intake;

import io.atlas.worker.intake.OffsetLedger.Progress;
import io.atlas.worker.intake.PartitionState.Mark;
import io.atlas.worker.work.Suspicion;
import java.util.BitSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What of a partition may be under way, as commits tell it, so that the next owner knows should
 * this one die: nothing is started beyond what the last commit said. Owned by the intake's thread.
 */
final class UnderWay {

  /** More than comes in between two commits mostly, and few enough to be under suspicion. */
  private static final int LEAST_AHEAD = 100;

  private final int owner;
  private final TreeMap<Long, Mark> marks = new TreeMap<>();

  /** Below it events may be started, as the broker knows; 0 while nothing may be. */
  private long told;

  private long toTell;
  private long endThen;

  /**
   * @param owner this worker
   * @param suspects inherited, by offset
   */
  UnderWay(int owner, Map<Long, Suspicion> suspects) {
    this.owner = owner;
    suspects.forEach((offset, suspicion) -> marks.put(offset, new Mark(suspicion, false)));
  }

  Suspicion suspicion(long offset) {
    Mark mark = marks.isEmpty() ? null : marks.get(offset);
    return mark == null ? Suspicion.NONE : mark.suspicion();
  }

  /** To be told with the next commit. */
  void mark(long offset, Suspicion suspicion, boolean onTrial) {
    marks.put(offset, new Mark(suspicion, onTrial));
  }

  /** Whether a commit said that events up to this one may be started. */
  boolean isTold(long offset) {
    return offset < told;
  }

  /** The next commit is to say that events up to this one may be started. */
  void tellUpTo(long offset) {
    toTell = Math.max(toTell, offset + 1 + LEAST_AHEAD);
  }

  /**
   * What to tell now, of what was read on to that end.
   *
   * @param released whether nothing of it is this worker's any more
   */
  PartitionState standing(Progress progress, long end, boolean released) {
    long frontier = progress.offset();
    BitSet done = progress.doneBeyond();
    marks.headMap(frontier).clear();
    marks.keySet().removeIf(offset -> done.get(relative(offset, frontier)));
    if (toTell > 0 && end > endThen) {
      // As much ahead as twice what came since the last time.
      long ahead = endThen == 0 ? 0 : 2 * (end - endThen);
      toTell = Math.max(toTell, end + Math.max(LEAST_AHEAD, ahead));
      endThen = end;
    }
    NavigableMap<Integer, Mark> relative = new TreeMap<>();
    marks.forEach((offset, mark) -> relative.put(relative(offset, frontier), mark));
    return released || toTell == 0
        ? new PartitionState(PartitionState.NOBODY, 0, done, relative)
        : new PartitionState(owner, relative(Math.max(toTell, frontier), frontier), done, relative);
  }

  /** The broker has acknowledged a commit that said so. */
  void told(long startedBelow) {
    told = Math.max(told, startedBelow);
  }

  private static int relative(long offset, long frontier) {
    return (int) Math.min(Integer.MAX_VALUE, offset - frontier);
  }
}
