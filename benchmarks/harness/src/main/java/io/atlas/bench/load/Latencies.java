package io.atlas.bench.load;

import java.util.Arrays;

/** Durations of one phase, in any unit; what never finished counts as longer than all others. */
public final class Latencies {

  private long[] values = new long[1 << 12];
  private int size;
  private int unfinished;

  public void add(long value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = value;
  }

  /** One that had not finished when the phase was over. */
  public void addUnfinished() {
    unfinished++;
  }

  /** These, and so many that never finished. */
  public Latencies withUnfinished(int further) {
    Latencies all = new Latencies();
    all.values = Arrays.copyOf(values, values.length);
    all.size = size;
    all.unfinished = unfinished + further;
    return all;
  }

  public int finished() {
    return size;
  }

  public int unfinished() {
    return unfinished;
  }

  /**
   * The nearest-rank percentile; positive infinity where that rank never finished, NaN where there
   * is none at all.
   *
   * @param percent above 0, at most 100
   */
  public double percentile(double percent) {
    int all = size + unfinished;
    if (all == 0) {
      return Double.NaN;
    }
    int rank = (int) Math.ceil(percent / 100 * all);
    if (rank > size) {
      return Double.POSITIVE_INFINITY;
    }
    Arrays.sort(values, 0, size);
    return values[rank - 1];
  }
}
