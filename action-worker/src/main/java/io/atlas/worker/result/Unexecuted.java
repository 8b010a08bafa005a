package io.atlas.worker.result;

import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ActionExecuted.Diagnosis;
import io.atlas.model.event.FailureCategory;
import io.atlas.worker.fired.FiredEvent;
import io.atlas.worker.fired.ReadRecord;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Results of events that end without an attempt, because there is nothing to execute. */
public final class Unexecuted {

  private Unexecuted() {}

  /**
   * @param accountId whose the action was, null where nobody knows
   */
  public static Outcome.Dead unknownAction(
      FiredEvent event, @Nullable String accountId, Instant now) {
    return dead(event, accountId, FailureCategory.UNKNOWN_ACTION, now);
  }

  /** An error of the worker's own, before the event was on its way. */
  public static Outcome.Dead internal(FiredEvent event, @Nullable String accountId, Instant now) {
    return dead(event, accountId, FailureCategory.INTERNAL, now);
  }

  private static Outcome.Dead dead(
      FiredEvent event, @Nullable String accountId, FailureCategory category, Instant now) {
    return new Outcome.Dead(
        failed(
            event.executionId(),
            event.actionId(),
            accountId,
            event.attempt(),
            category,
            category.summary(),
            now,
            event.firedAt(),
            event.replayOf()));
  }

  public static ActionExecuted unreadable(ReadRecord.Poison poison, Instant now) {
    return failed(
        poison.executionId(),
        "",
        null,
        1,
        poison.category(),
        poison.summary(),
        now,
        poison.firedAt(),
        null);
  }

  private static ActionExecuted failed(
      String executionId,
      String actionId,
      @Nullable String accountId,
      int attempt,
      FailureCategory category,
      String summary,
      Instant now,
      Instant firedAt,
      @Nullable String replayOf) {
    return new ActionExecuted(
        executionId,
        actionId,
        accountId,
        attempt,
        ActionExecuted.Outcome.FAILED,
        null,
        category,
        new Diagnosis(summary, category.hint()),
        now,
        0,
        null,
        null,
        null,
        null,
        null,
        null,
        firedAt,
        replayOf);
  }
}
