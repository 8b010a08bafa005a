package io.atlas.worker.execution;

import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.EventJson.UnreadableEventException;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.event.RetryCancellation;
import io.atlas.worker.fired.FiredEvent;
import java.util.Arrays;

/**
 * How attempts end for reasons that lie with the event, a person or the worker, and not with the
 * target; pure functions.
 */
final class OwnEndings {

  private static final int SHOWN_FRAMES = 30;

  private OwnEndings() {}

  static Ending.Failure internal() {
    return plain(FailureCategory.INTERNAL);
  }

  static Ending.Failure poison() {
    return plain(FailureCategory.POISON);
  }

  private static Ending.Failure plain(FailureCategory category) {
    return Ending.Failure.last(category, category.summary(), category.hint());
  }

  /** With the innermost frames: of an overflow there are a thousand, and others can cause it. */
  static Throwable shortened(Throwable bug) {
    StackTraceElement[] frames = bug.getStackTrace();
    if (frames.length > SHOWN_FRAMES) {
      bug.setStackTrace(Arrays.copyOf(frames, SHOWN_FRAMES));
    }
    return bug;
  }

  static Ending.Failure unreadable(UnreadableEventException why) {
    return Ending.Failure.last(
        FailureCategory.UNREADABLE_EVENT,
        "The event is not readable: " + why.getMessage() + ".",
        FailureCategory.UNREADABLE_EVENT.hint());
  }

  static Ending.Failure cancelled(RetryCancellation by) {
    return Ending.Failure.last(
        FailureCategory.CANCELLED,
        "The retry was cancelled by " + by.requestedBy() + ".",
        FailureCategory.CANCELLED.hint());
  }

  static Ending.Failure tooOld(FiredEvent event, ActionDefinition action) {
    FailureCategory parkedFor = event.parkedFor();
    FailureCategory category = parkedFor == null ? FailureCategory.TIMEOUT : parkedFor;
    if (!action.enabled()) {
      return Ending.Failure.last(
          category,
          "The event grew too old while the action was disabled.",
          "Enable the action, then replay the event.");
    }
    return parkedFor == null
        ? Ending.Failure.last(
            category,
            "The event grew too old before the action could be executed.",
            "Replay the event; the action's rate limit and greatest age say how long it may wait.")
        : Ending.Failure.tooOld(parkedFor, parkedFor.summary());
  }
}
