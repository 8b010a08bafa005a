package io.atlas.console.history;

import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.model.event.FailureCategory;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which executions; null matches all.
 *
 * @param from fired at or after
 * @param to fired before
 */
public record ExecutionFilter(
    @Nullable String actionId,
    @Nullable String connectionId,
    @Nullable Outcome outcome,
    @Nullable FailureCategory category,
    @Nullable String host,
    @Nullable Instant from,
    @Nullable Instant to) {

  public static final ExecutionFilter ALL =
      new ExecutionFilter(null, null, null, null, null, null, null);

  public ExecutionFilter withOutcome(Outcome wanted) {
    return new ExecutionFilter(actionId, connectionId, wanted, category, host, from, to);
  }
}
