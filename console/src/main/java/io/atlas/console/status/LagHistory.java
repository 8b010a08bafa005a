package io.atlas.console.status;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * How much was unread in the last minutes: the least of each minute, because readers commit now and
 * then and what is unread rises in between. Not thread-safe.
 */
final class LagHistory {

  private static final long MINUTE = Duration.ofMinutes(1).toNanos();
  private static final int MINUTES = 60;

  private final ArrayDeque<Long> least = new ArrayDeque<>();
  private long began;
  private boolean started;

  void add(long lag, long nanos) {
    if (!started) {
      started = true;
      began = nanos;
      least.add(lag);
      return;
    }
    if (nanos - began < MINUTE) {
      least.add(Math.min(least.removeLast(), lag));
      return;
    }
    // Minutes of which nothing is known say nothing about the next.
    if (nanos - began >= 2 * MINUTE) {
      least.clear();
    }
    began = nanos;
    least.add(lag);
    if (least.size() > MINUTES) {
      least.removeFirst();
    }
  }

  /** The least of the minute before this one. */
  @Nullable Long minuteAgo() {
    Iterator<Long> latest = least.descendingIterator();
    latest.next();
    return latest.hasNext() ? latest.next() : null;
  }

  /** For how many minutes on end it rose. */
  int growingMinutes() {
    Iterator<Long> latest = least.descendingIterator();
    int minutes = 0;
    long later = latest.next();
    while (latest.hasNext()) {
      long earlier = latest.next();
      if (earlier >= later) {
        break;
      }
      minutes++;
      later = earlier;
    }
    return minutes;
  }
}
