package io.atlas.console.execution;

import io.atlas.console.history.ActionNames.Named;
import io.atlas.console.history.Execution;
import io.atlas.console.history.State;
import io.atlas.model.event.FailureCategory;
import org.jspecify.annotations.Nullable;

/**
 * A line of the log.
 *
 * @param action null for one that nobody knows
 */
record LogRow(Execution execution, @Nullable Named action, Offer replay) {

  /** What can be done about a line. */
  enum Offer {
    /** It succeeded, is tried again by itself, or the person may not. */
    NOTHING,
    REPLAY,
    /** The target may have carried it out: its page explains the choice of keys. */
    LOOK,
    REPLAYED
  }

  static Offer offer(Execution execution, boolean mayOperate, boolean replayed) {
    boolean ended =
        execution.state() == State.FAILED
            || (execution.state() == State.CANCELLED && execution.cancelledBy() == null);
    if (!ended) {
      return Offer.NOTHING;
    }
    if (replayed) {
      return Offer.REPLAYED;
    }
    return !mayOperate ? Offer.NOTHING : isLeftOpen(execution) ? Offer.LOOK : Offer.REPLAY;
  }

  /** No answer, or a gateway's: 408, 502, 504. */
  private static boolean isLeftOpen(Execution execution) {
    Integer status = execution.status();
    return execution.category() == FailureCategory.TIMEOUT
        || execution.category() == FailureCategory.INTERNAL
        || (execution.category() == FailureCategory.CONNECT && status == null)
        || (status != null && (status == 408 || status == 502 || status == 504));
  }

  public String name() {
    return action == null
        ? "Unknown action"
        : action.name() + (action.deleted() ? " (deleted)" : "");
  }

  public boolean replayable() {
    return replay == Offer.REPLAY || replay == Offer.LOOK;
  }
}
