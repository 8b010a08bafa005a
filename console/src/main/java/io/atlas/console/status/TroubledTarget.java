package io.atlas.console.status;

import io.atlas.model.event.FailureCategory;
import io.atlas.model.event.ServiceStatus.CircuitState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An action whose target is not called as usual, over all workers.
 *
 * @param host null where the action's input decides
 * @param state the worst that a worker told
 * @param since when the first of them last called it as usual
 * @param workers how many told
 */
public record TroubledTarget(
    String actionId,
    String accountId,
    @Nullable String host,
    CircuitState state,
    Instant since,
    @Nullable FailureCategory lastCategory,
    int workers) {

  /** What two workers told of one action. */
  TroubledTarget and(TroubledTarget other) {
    TroubledTarget worse = state.compareTo(other.state) <= 0 ? this : other;
    return new TroubledTarget(
        actionId,
        accountId,
        worse.host,
        worse.state,
        since.isBefore(other.since) ? since : other.since,
        worse.lastCategory,
        workers + other.workers);
  }
}
