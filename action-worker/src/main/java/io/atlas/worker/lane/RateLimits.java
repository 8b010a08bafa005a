package io.atlas.worker.lane;

import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionDefinition.RateLimit;
import org.jspecify.annotations.Nullable;

/** What is in force now, since work may wait for longer than a limit lasts. Never waits. */
public interface RateLimits {

  /** The action's definition, null where it is gone. */
  @Nullable ActionDefinition action(String actionId);

  /** Null for none, or for a connection of another account. */
  @Nullable RateLimit ofConnection(String connectionId, String accountId);
}
