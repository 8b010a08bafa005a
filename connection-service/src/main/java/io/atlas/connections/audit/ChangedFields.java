package io.atlas.connections.audit;

import io.atlas.model.event.EventJson;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The names of the fields in which two states differ, as callers know them. Pure functions. */
public final class ChangedFields {

  /** They follow from a change and are none. */
  private static final Set<String> COUNTED =
      Set.of("version", "credentialsVersion", "accountId", "flags");

  private static final String SETTINGS = "settings";

  private static final Map<String, String> SECRETS =
      Map.of(
          "sealedSecret", "clientSecret",
          "sealedPrivateKey", "privateKey",
          "sealedNextSecret", "nextClientSecret",
          "secretParameters", "extraParameters",
          "secretHeaders", "extraHeaders");

  private ChangedFields() {}

  /**
   * @param before null for what is new: every field that has a value counts
   */
  public static SortedSet<String> between(@Nullable Object before, Object after) {
    ObjectNode old = before == null ? EventJson.MAPPER.createObjectNode() : fields(before);
    ObjectNode next = fields(after);
    SortedSet<String> changed = new TreeSet<>();
    Set<String> names = new TreeSet<>(old.propertyNames());
    names.addAll(next.propertyNames());
    for (String name : names) {
      if (!COUNTED.contains(name) && !Objects.equals(value(old, name), value(next, name))) {
        changed.add(SECRETS.getOrDefault(name, name));
      }
    }
    return changed;
  }

  /** Settings stand among the other fields, as in requests. */
  private static ObjectNode fields(Object state) {
    ObjectNode fields = EventJson.MAPPER.valueToTree(state);
    if (fields.remove(SETTINGS) instanceof ObjectNode settings) {
      fields.setAll(settings);
    }
    return fields;
  }

  /** What is absent, null or empty is the same: there is none. */
  private static @Nullable JsonNode value(ObjectNode fields, String name) {
    JsonNode value = fields.get(name);
    return value == null || value.isNull() || (value.isContainer() && value.isEmpty())
        ? null
        : value;
  }
}
