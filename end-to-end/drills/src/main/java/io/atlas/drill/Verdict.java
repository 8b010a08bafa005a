package io.atlas.drill;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a drill came to.
 *
 * @param fired events that the broker acknowledged
 * @param finished of these, the ones with a final result
 * @param failed of these, the ones whose final result is a failure
 * @param repeats requests beyond the first of their event
 * @param uncommitted the most that the disturbances could leave to be done again
 * @param otherKeys requests whose idempotency key was not the event's first
 * @param strangers requests that tell of no event
 * @param uncovered records that no commit covers in the end: a restart would repeat them
 * @param slowestStop how long a worker that was asked to stop took at most
 */
public record Verdict(
    String drill,
    int disturbances,
    int fired,
    int finished,
    int failed,
    int repeats,
    int uncommitted,
    int otherKeys,
    int strangers,
    long uncovered,
    Duration slowestStop) {

  private static final Duration STOPS_WITHIN = Duration.ofSeconds(10);

  /**
   * I1 and I2: nothing is missing, nothing failed, what came twice is no more than what was not
   * committed, under its own key, and in the end all is committed and all workers stop in time.
   */
  public boolean good() {
    return fired > 0
        && finished == fired
        && failed == 0
        && repeats <= uncommitted
        && otherKeys == 0
        && strangers == 0
        && uncovered == 0
        && slowestStop.compareTo(STOPS_WITHIN) < 0;
  }

  Map<String, Object> row() {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("drill", drill);
    row.put("good", good());
    row.put("disturbances", disturbances);
    row.put("fired", fired);
    row.put("finished", finished);
    row.put("missing", fired - finished);
    row.put("failed", failed);
    row.put("repeats", repeats);
    row.put("uncommitted", uncommitted);
    row.put("other keys", otherKeys);
    row.put("strangers", strangers);
    row.put("uncovered", uncovered);
    row.put("slowest stop ms", slowestStop.toMillis());
    return row;
  }
}
