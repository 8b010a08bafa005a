package io.atlas.tokens.token;

import java.time.Instant;
import java.util.Arrays;

/** Token requests by the hour, over the last 24 hours. Not thread-safe. */
final class RequestCount {

  private static final int HOURS = 24;

  private final int[] counts = new int[HOURS];
  private long latestHour = Long.MIN_VALUE;

  void add(Instant at) {
    forget(at);
    counts[slot(latestHour)]++;
  }

  int lastHour(Instant now) {
    forget(now);
    return counts[slot(latestHour)];
  }

  int lastDay(Instant now) {
    forget(now);
    return Arrays.stream(counts).sum();
  }

  private void forget(Instant now) {
    long hour = now.getEpochSecond() / 3_600;
    if (hour <= latestHour) {
      return;
    }
    long passed = latestHour == Long.MIN_VALUE ? HOURS : Math.min(hour - latestHour, HOURS);
    for (long back = 0; back < passed; back++) {
      counts[slot(hour - back)] = 0;
    }
    latestHour = hour;
  }

  private static int slot(long hour) {
    return (int) Math.floorMod(hour, (long) HOURS);
  }
}
