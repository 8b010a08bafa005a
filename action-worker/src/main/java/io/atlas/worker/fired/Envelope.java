package io.atlas.worker.fired;

import io.atlas.model.event.ActionFired;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.EventJson.UnreadableEventException;
import io.atlas.worker.memory.Footprint;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.node.MissingNode;

/**
 * What an event says of itself. A large input is looked through and left in the record: one thread
 * reads everybody's events, and to make a tree of one of a MiB takes it as long as to read hundreds
 * of small ones.
 *
 * @param input {@link MissingNode} where it was left
 * @param inputMemory bytes that it takes as a tree
 */
record Envelope(
    String actionId,
    @Nullable JsonNode input,
    long inputMemory,
    @Nullable String executionId,
    @Nullable Instant firedAt) {

  /** A value up to this is read at once, in less than 0.1 ms. */
  private static final int SMALL_BYTES = 16 << 10;

  /**
   * @throws UnreadableEventException where the value is no event
   */
  static Envelope read(byte @Nullable [] value) {
    if (value == null || value.length <= SMALL_BYTES) {
      ActionFired fired = EventJson.read(value, ActionFired.class);
      return new Envelope(
          fired.actionId(),
          fired.input(),
          Footprint.tree(fired.input()),
          fired.executionId(),
          fired.firedAt());
    }
    Large large = EventJson.read(value, Large.class);
    Skipped input = large.input;
    return new Envelope(
        large.actionId,
        input == null ? null : MissingNode.getInstance(),
        input == null ? 0 : input.memory + 2L * value.length,
        large.executionId,
        large.firedAt);
  }

  /** {@link ActionFired} without its input. */
  private record Large(
      String actionId,
      @JsonDeserialize(using = Skipping.class) @Nullable Skipped input,
      @Nullable String executionId,
      @Nullable String orderingKey,
      @Nullable Instant firedAt) {

    @SuppressWarnings("UnusedMethod") // by the reader of JSON
    Large {
      var _ = new ActionFired(actionId, null, executionId, orderingKey, firedAt);
    }
  }

  /**
   * @param memory without its texts
   */
  private record Skipped(long memory) {}

  private static final class Skipping extends ValueDeserializer<Skipped> {
    @Override
    public Skipped deserialize(JsonParser parser, DeserializationContext context) {
      return new Skipped(Footprint.skipped(parser));
    }
  }
}
