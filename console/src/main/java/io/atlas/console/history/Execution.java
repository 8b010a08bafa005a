package io.atlas.console.history;

import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.model.event.FailureCategory;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One execution as its latest attempt left it.
 *
 * @param attempts attempts so far
 * @param durationMs of the latest attempt
 * @param host where it was sent
 * @param nextAttemptAt on RETRYING only
 * @param replayOf the execution this one repeats on purpose
 */
public record Execution(
    String executionId,
    String actionId,
    @Nullable String connectionId,
    Outcome outcome,
    @Nullable Integer status,
    @Nullable FailureCategory category,
    int attempts,
    Instant firedAt,
    Instant startedAt,
    long durationMs,
    @Nullable String method,
    @Nullable String url,
    @Nullable String host,
    @Nullable Instant nextAttemptAt,
    @Nullable String replayOf) {

  /** When the latest attempt ended. */
  public Instant finishedAt() {
    return startedAt.plusMillis(durationMs);
  }
}
