package io.atlas.console.topic;

import io.atlas.model.event.EventJson;
import io.atlas.model.kafka.Topic;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What can be told of an event from its value; pure functions. */
final class EventText {

  /** As {@code HistoryRow} takes it. */
  private static final int LONGEST_ID = 200;

  private EventText() {}

  /** Whether the topic's values are events. */
  static boolean areOn(Topic topic) {
    return topic == Topic.ACTION_FIRED
        || topic == Topic.ACTION_DEAD
        || topic == Topic.ACTION_DELAYED_ORDERED
        || Topic.DELAYED.contains(topic);
  }

  /** The action that the event names; null where it names none that there could be. */
  static @Nullable String actionId(@Nullable JsonNode event) {
    return text(event, "actionId");
  }

  /** The same of a value that may be too large, or broken further on: read up to there. */
  static @Nullable String actionId(byte @Nullable [] value) {
    if (value == null) {
      return null;
    }
    try (JsonParser parser = EventJson.MAPPER.createParser(value)) {
      int depth = 0;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        if (depth == 1
            && token == JsonToken.PROPERTY_NAME
            && parser.currentName().equals("actionId")
            && parser.nextToken() == JsonToken.VALUE_STRING) {
          return usable(parser.getString());
        }
      }
    } catch (JacksonException broken) {
      // It was not named before.
    }
    return null;
  }

  static @Nullable String executionId(@Nullable JsonNode event) {
    return text(event, "executionId");
  }

  /** The value as a page may show it where the event's action hides what its requests hold. */
  static JsonNode withoutInput(JsonNode event) {
    return event instanceof ObjectNode object && object.has("input")
        ? object.deepCopy().put("input", SecretScan.REDACTED)
        : event;
  }

  private static @Nullable String text(@Nullable JsonNode event, String name) {
    JsonNode there = event == null ? null : event.get(name);
    return there != null && there.isString() ? usable(there.stringValue()) : null;
  }

  private static @Nullable String usable(String id) {
    return id.isBlank() || id.length() > LONGEST_ID ? null : id;
  }
}
