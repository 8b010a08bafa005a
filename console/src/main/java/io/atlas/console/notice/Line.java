package io.atlas.console.notice;

import io.atlas.model.event.FailureCategory;
import io.atlas.model.event.Notice.Kind;
import java.time.Instant;

/** One thing that needs a person, with all that follows from it. */
public sealed interface Line {

  /** What waits or failed because of it. */
  Extent extent();

  /** Among the lines of its kind. */
  Place place();

  /**
   * A notice that was raised, not cleared, and follows from no other.
   *
   * @param link a path of the console
   */
  record Cause(
      Kind kind,
      Instant since,
      String summary,
      String hint,
      String link,
      Extent extent,
      Place place)
      implements Line {}

  /**
   * Events of an action that failed, were not replayed, and that no notice explains.
   *
   * @param last when the latest of them was fired
   */
  record Failures(
      String actionId, FailureCategory category, Instant last, Extent extent, Place place)
      implements Line {}

  /**
   * @param actions whose notices or events follow from it
   * @param waiting executions that wait for a retry
   * @param failed executions that failed and were not replayed
   * @param more whether there may be more than these: only so many are looked at, the newest
   */
  record Extent(long actions, long waiting, long failed, boolean more) {}

  /**
   * @param number from 1
   * @param of how many there are
   */
  record Place(long number, long of) {}
}
