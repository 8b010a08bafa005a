package io.atlas.console.history;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.model.event.FailureCategory;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One execution as its latest attempt left it.
 *
 * @param attempts attempts that were made; the end of a cancelled retry is none
 * @param durationMs of the latest attempt
 * @param host where it was sent
 * @param nextAttemptAt on RETRYING only
 * @param replayOf the execution this one repeats on purpose
 * @param cancelledBy who cancelled its retry, until a worker has ended it
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
    @Nullable String replayOf,
    @Nullable String cancelledBy) {

  @JsonIgnore
  public State state() {
    return cancelledBy != null || category == FailureCategory.CANCELLED
        ? State.CANCELLED
        : switch (outcome) {
          case SUCCEEDED -> State.SUCCEEDED;
          case RETRYING -> State.RETRYING;
          case FAILED -> State.FAILED;
        };
  }

  /** When the latest attempt ended. */
  public Instant finishedAt() {
    return startedAt.plusMillis(durationMs);
  }
}
