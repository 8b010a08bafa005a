package io.atlas.worker.dispatch;

import io.atlas.worker.definition.CompiledAction;
import io.atlas.worker.fired.FiredEvent;

/**
 * An event on its way to be executed.
 *
 * @param settled marks the event's offset done; called once everything about it is acknowledged
 */
public record Work(FiredEvent event, CompiledAction action, Runnable settled) {}
