package io.atlas.bench.drill;

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
 */
public record Verdict(
    String drill,
    int disturbances,
    int fired,
    int finished,
    int failed,
    int repeats,
    int uncommitted,
    int otherKeys) {

  /**
   * I1 and I2: nothing is missing, nothing failed, and what came twice is no more than what was not
   * committed, under its own key.
   */
  public boolean good() {
    return fired > 0
        && finished == fired
        && failed == 0
        && repeats <= uncommitted
        && otherKeys == 0;
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
    return row;
  }
}
