package io.atlas.console.history;

import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.model.event.FailureCategory;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which executions; null matches all.
 *
 * @param from fired at or after
 * @param to fired before
 */
public record ExecutionFilter(
    @Nullable String actionId,
    @Nullable String connectionId,
    @Nullable Outcome outcome,
    @Nullable FailureCategory category,
    @Nullable String host,
    @Nullable Instant from,
    @Nullable Instant to) {

  public static final ExecutionFilter ALL =
      new ExecutionFilter(null, null, null, null, null, null, null);

  public ExecutionFilter withOutcome(Outcome wanted) {
    return new ExecutionFilter(actionId, connectionId, wanted, category, host, from, to);
  }

  /** The names of the fields that choose. */
  public Set<String> fields() {
    return chosen().keySet();
  }

  /** What is chosen, for a person to read. */
  public String inWords() {
    return chosen().entrySet().stream()
        .map(field -> field.getKey() + "=" + field.getValue())
        .collect(Collectors.joining(", "));
  }

  private SortedMap<String, String> chosen() {
    SortedMap<String, String> chosen = new TreeMap<>();
    put(chosen, "actionId", actionId);
    put(chosen, "connectionId", connectionId);
    put(chosen, "outcome", outcome);
    put(chosen, "category", category);
    put(chosen, "host", host);
    put(chosen, "from", from);
    put(chosen, "to", to);
    return chosen;
  }

  private static void put(Map<String, String> chosen, String name, @Nullable Object value) {
    if (value != null) {
      chosen.put(name, value.toString());
    }
  }
}
