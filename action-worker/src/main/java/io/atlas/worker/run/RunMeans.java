package io.atlas.worker.run;

import io.atlas.worker.definition.Definitions;
import io.atlas.worker.execution.ActionExecution;
import io.atlas.worker.result.OutcomePublisher;
import io.atlas.worker.signal.AttemptSignals;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What works are executed and their outcomes published with.
 *
 * @param tasks runs what may block, such as virtual threads do
 * @param timer runs what is short
 */
public record RunMeans(
    ActionExecution execution,
    Definitions definitions,
    OutcomePublisher outcomes,
    AttemptSignals signals,
    Executor tasks,
    ScheduledExecutorService timer,
    Clock clock) {}
