package io.atlas.connections.action;

import io.atlas.model.event.ActionDefinition;
import java.time.Instant;

/**
 * An action's row.
 *
 * @param position rises with every new row
 */
record StoredAction(
    String id, long position, ActionDefinition definition, Instant createdAt, Instant updatedAt) {}
