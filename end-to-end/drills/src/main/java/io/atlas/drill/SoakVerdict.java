package io.atlas.drill;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a soak came to.
 *
 * @param heapBefore what the worker's heap held after a collection, once it was warm, in bytes
 * @param heapAfter the same after the last minute
 */
record SoakVerdict(List<Minute> minutes, long heapBefore, long heapAfter) {

  /** Allowed growth of what the heap holds, and of latency from the first third to the last. */
  private static final double HEAP_GROWTH = 1.2;

  private static final double LATENCY_GROWTH = 1.5;

  SoakVerdict {
    minutes = List.copyOf(minutes);
    if (minutes.size() < 3 || heapBefore <= 0 || heapAfter <= 0) {
      throw new IllegalArgumentException("three minutes and two heaps make a soak");
    }
  }

  /**
   * One minute.
   *
   * @param p99 from fired to result, in milliseconds
   * @param notSucceeded events without a result that says so
   * @param leastHeap the smallest that was seen, in bytes: garbage and all
   */
  record Minute(double rate, double p99, int notSucceeded, long leastHeap, long resident) {}

  /** Whether everything succeeded, and memory and latency did not grow. */
  boolean good() {
    int third = minutes.size() / 3;
    return minutes.stream().allMatch(minute -> minute.notSucceeded() == 0)
        && heapAfter <= HEAP_GROWTH * heapBefore
        && p99(minutes.subList(minutes.size() - third, minutes.size()))
            <= LATENCY_GROWTH * p99(minutes.subList(0, third));
  }

  private static double p99(List<Minute> part) {
    return part.stream().mapToDouble(Minute::p99).average().orElse(Double.NaN);
  }

  /** A row a minute, and one for the heap before and after. */
  Stream<Map<String, Object>> rows() {
    Map<String, Object> held = new LinkedHashMap<>();
    held.put("heap before MiB", heapBefore >> 20);
    held.put("heap after MiB", heapAfter >> 20);
    return Stream.concat(minutes.stream().map(this::row), Stream.of(held));
  }

  private Map<String, Object> row(Minute minute) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("minute", minutes.indexOf(minute) + 1);
    row.put("events/s", minute.rate());
    row.put("p99 ms", minute.p99());
    row.put("not succeeded", minute.notSucceeded());
    row.put("least heap MiB", minute.leastHeap() >> 20);
    row.put("resident MiB", minute.resident() >> 20);
    return row;
  }
}
