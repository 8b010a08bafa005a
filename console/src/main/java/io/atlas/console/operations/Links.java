package io.atlas.console.operations;

import io.atlas.console.figures.Split;
import io.atlas.console.history.State;
import io.atlas.model.event.FailureCategory;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the executions behind a figure are. There are none for who looks at another account or at
 * all: the log shows the own account alone.
 */
record Links(FiguresOwner owner, OperationsQuery query, Split split, Timeline timeline) {

  /** Those of all of the page's time. */
  @Nullable String all() {
    return executions(timeline.from(), timeline.to(), null, null);
  }

  @Nullable String all(State outcome) {
    return executions(timeline.from(), timeline.to(), outcome, null);
  }

  @Nullable String all(String key) {
    return executions(timeline.from(), timeline.to(), null, key);
  }

  @Nullable String all(State outcome, String key) {
    return executions(timeline.from(), timeline.to(), outcome, key);
  }

  /**
   * @param key of what the figures are split by; null for all of them
   */
  @Nullable String executions(
      Instant from, Instant to, @Nullable State outcome, @Nullable String key) {
    if (!owner.isOwn()) {
      return null;
    }
    Map<String, String> fields = new LinkedHashMap<>();
    put(fields, "outcome", outcome == null ? null : outcome.name());
    put(fields, "actionId", query.actionId());
    put(fields, "connectionId", query.connectionId());
    put(fields, "target", query.target());
    String chosen = field();
    if (key != null && chosen != null) {
      put(fields, chosen, key);
    }
    fields.put("range", "own");
    fields.put("when", "ended");
    fields.put("from", text(from));
    fields.put("to", text(to));
    return OperationsQuery.address("/executions", fields);
  }

  /** Those that failed for this reason; null for all that failed. */
  @Nullable String failed(Instant from, Instant to, @Nullable FailureCategory reason) {
    String all = executions(from, to, State.FAILED, null);
    return all == null || reason == null ? all : all + "&category=" + reason.name();
  }

  /** The same page of this one alone; null where the figures can't be narrowed down to it. */
  @Nullable String only(String key) {
    String chosen = split == Split.ACCOUNT ? "account" : field();
    if (chosen == null) {
      return null;
    }
    Map<String, String> fields = new LinkedHashMap<>(query.fields());
    fields.remove("by");
    fields.put(chosen, key);
    return OperationsQuery.address("/operations", fields);
  }

  private @Nullable String field() {
    return switch (split) {
      case ACTION -> "actionId";
      case CONNECTION -> "connectionId";
      case TARGET -> "target";
      case NONE, ACCOUNT -> null;
    };
  }

  private static String text(Instant time) {
    return LocalDateTime.ofInstant(time, ZoneOffset.UTC).toString();
  }

  private static void put(Map<String, String> fields, String name, @Nullable String value) {
    String given = OperationsQuery.given(value);
    if (given != null) {
      fields.put(name, given);
    }
  }
}
