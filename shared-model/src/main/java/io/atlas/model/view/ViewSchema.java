package io.atlas.model.view;

import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.RetryCancellation;
import io.atlas.model.event.TokenState;
import io.atlas.model.kafka.Topic;
import java.util.function.ToLongFunction;

/**
 * What a view reads and how.
 *
 * @param version of a value; {@code Long.MIN_VALUE} for values without
 */
public record ViewSchema<V>(Topic topic, Class<V> type, ToLongFunction<V> version) {

  public static final ViewSchema<ActionDefinition> ACTIONS =
      new ViewSchema<>(Topic.ACTIONS, ActionDefinition.class, ActionDefinition::version);

  public static final ViewSchema<ConnectionState> CONNECTIONS =
      new ViewSchema<>(Topic.CONNECTIONS, ConnectionState.class, ConnectionState::version);

  /** Without versions: the owner of a partition is fenced by its transactional id. */
  public static final ViewSchema<TokenState> TOKENS =
      new ViewSchema<>(Topic.TOKENS, TokenState.class, state -> Long.MIN_VALUE);

  /** Without versions: one cancellation of an execution says what any says. */
  public static final ViewSchema<RetryCancellation> RETRY_CANCELLATIONS =
      new ViewSchema<>(
          Topic.RETRY_CANCELLATIONS, RetryCancellation.class, cancellation -> Long.MIN_VALUE);

  public ViewSchema {
    if (!topic.compacted()) {
      throw new IllegalArgumentException(topic + " is not compacted");
    }
  }

  long version(V value) {
    return version.applyAsLong(value);
  }
}
