package io.atlas.bench.load;

import io.atlas.bench.target.HttpStub;
import java.util.concurrent.atomic.AtomicLongArray;

/** When each event first arrived somewhere. Thread-safe. */
public final class Arrivals {

  private static final String FIELD = "\"executionId\":\"";
  private static final int ID_LENGTH = 36;

  private final AtomicLongArray nanos;

  /**
   * @param capacity for event numbers below it
   */
  public Arrivals(int capacity) {
    this.nanos = new AtomicLongArray(capacity);
  }

  /** The execution id in a request's body, or an empty text. */
  public static String executionId(HttpStub.Request request) {
    int field = request.body().indexOf(FIELD);
    int start = field + FIELD.length();
    return field < 0 || request.body().length() < start + ID_LENGTH
        ? ""
        : request.body().substring(start, start + ID_LENGTH);
  }

  /** Notes an arrival; later ones of the same event and events of others do not count. */
  public void note(int number, long atNanos) {
    if (number >= 0 && number < nanos.length()) {
      nanos.compareAndSet(number, 0, atNanos);
    }
  }

  /** From fired to arrived in microseconds, of the events from the first to before the last. */
  public Latencies since(EventFeed feed, int first, int last) {
    Latencies latencies = new Latencies();
    for (int number = first; number < last; number++) {
      long arrived = nanos.get(number);
      if (arrived == 0) {
        latencies.addUnfinished();
      } else {
        latencies.add((arrived - feed.firedNanos(number)) / 1_000);
      }
    }
    return latencies;
  }
}
