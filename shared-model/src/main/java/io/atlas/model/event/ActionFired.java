package io.atlas.model.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An event asks for one execution of an action; a value of {@code action-fired}. Only {@code
 * actionId} is required.
 *
 * @param actionId the action to execute
 * @param input what templates see as {@code input}; absent is the same as JSON null
 * @param executionId names the execution; without it the id follows from topic, partition and
 *     offset, so that redelivery never makes a second one
 * @param orderingKey informative: the record's key is what orders
 * @param firedAt when the event happened; without it, the record's timestamp
 */
public record ActionFired(
    String actionId,
    @Nullable JsonNode input,
    @Nullable String executionId,
    @Nullable String orderingKey,
    @Nullable Instant firedAt) {

  public ActionFired {
    if (actionId == null || actionId.isBlank()) {
      throw new IllegalArgumentException("actionId is missing");
    }
  }

  /** An event without an id, ordering or time of its own. */
  public static ActionFired of(String actionId, @Nullable JsonNode input) {
    return new ActionFired(actionId, input, null, null, null);
  }

  public ActionFired withExecutionId(String id) {
    return new ActionFired(actionId, input, id, orderingKey, firedAt);
  }

  public ActionFired withOrderingKey(String key) {
    return new ActionFired(actionId, input, executionId, key, firedAt);
  }
}
