package io.atlas.worker.lane;

import io.atlas.model.event.FailureCategory;
import io.atlas.model.event.ServiceStatus.CircuitState;
import org.jspecify.annotations.Nullable;

/**
 * A target that is not called as usual.
 *
 * @param nanos for how long
 * @param lastFailure null where nothing came back at all
 */
public record Disturbance(
    String actionId,
    String accountId,
    CircuitState state,
    long nanos,
    @Nullable FailureCategory lastFailure) {}
