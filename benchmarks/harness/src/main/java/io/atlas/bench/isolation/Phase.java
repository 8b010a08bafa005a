package io.atlas.bench.isolation;

import io.atlas.bench.load.EventFeed;
import io.atlas.bench.load.Latencies;
import io.atlas.bench.load.ResultTopic.Outcome;
import io.atlas.bench.load.ResultTopic.Result;
import java.util.BitSet;
import java.util.function.IntPredicate;

/** What became of the events to good targets that were fired in one stretch of time. */
final class Phase {

  private final int first;
  private final int last;
  private final long startMillis;
  private final long endMillis;
  private final IntPredicate good;
  private final BitSet finished = new BitSet();
  private final Latencies latencies = new Latencies();
  private long inTime;
  private long notSucceeded;

  /**
   * @param first number of its first event
   * @param last number after its last event
   */
  Phase(int first, int last, long startMillis, long endMillis, IntPredicate good) {
    this.first = first;
    this.last = last;
    this.startMillis = startMillis;
    this.endMillis = endMillis;
    this.good = good;
  }

  void note(int number, Result result, EventFeed feed) {
    if (number < first || number >= last || !good.test(number)) {
      return;
    }
    if (result.outcome() != Outcome.SUCCEEDED) {
      notSucceeded++;
    }
    if (result.outcome() == Outcome.RETRYING || finished.get(number)) {
      return;
    }
    finished.set(number);
    latencies.add(result.atMillis() - feed.firedMillis(number));
    if (result.atMillis() <= endMillis) {
      inTime++;
    }
  }

  /** Results a second within the phase. */
  double perSecond() {
    return inTime * 1_000.0 / (endMillis - startMillis);
  }

  long notSucceeded() {
    return notSucceeded;
  }

  int neverFinished() {
    int fired = 0;
    for (int number = first; number < last; number++) {
      fired += good.test(number) ? 1 : 0;
    }
    return fired - finished.cardinality();
  }

  /** Infinite where more than one of a hundred had no result in the end. */
  double p99Millis() {
    Latencies all = latencies.withUnfinished(neverFinished());
    return all.percentile(99);
  }
}
