package io.atlas.console.execution;

import io.atlas.console.frame.QueryString;
import io.atlas.console.history.ExecutionFilter;
import io.atlas.console.history.Selection;
import io.atlas.console.history.Selection.Between;
import io.atlas.console.history.Selection.StatusRange;
import io.atlas.console.history.State;
import io.atlas.model.event.FailureCategory;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The log's filters as they stand in the URL. What can't be read matches all, and {@link #problem}
 * says so.
 *
 * @param id jumps to one execution
 * @param outcome any of these {@link State}s
 * @param action beginning of a name, or an id, where there are too many actions to choose from
 * @param status such as {@code 404} or {@code 5xx}
 * @param range how far back, such as {@code 1h}; {@code own} for from and to
 * @param when {@code ended} where from and to are of the latest attempt's end; else of firing
 * @param from in UTC, such as {@code 2026-11-24T08:00}
 */
record LogQuery(
    @Nullable String id,
    @Nullable List<String> outcome,
    @Nullable String actionId,
    @Nullable String action,
    @Nullable String connectionId,
    @Nullable String category,
    @Nullable String status,
    @Nullable String target,
    @Nullable String range,
    @Nullable String when,
    @Nullable String from,
    @Nullable String to,
    @Nullable String cursor) {

  /** In the order offered. */
  static final Map<String, Duration> RANGES = ranges();

  private static final String ENDED = "ended";

  private static final String TIME = "UTC, such as 2026-11-24T08:00.";

  /**
   * @param actions what {@link #action} stands for; null where nothing is typed
   */
  Selection selection(Clock clock, @Nullable List<String> actions) {
    Duration back = RANGES.get(text(range));
    Instant begin = back == null ? time(from) : clock.instant().minus(back);
    Instant end = back == null ? time(to) : null;
    return new Selection(
        new ExecutionFilter(
            blankToNull(actionId),
            blankToNull(connectionId),
            null,
            constant(FailureCategory.class, category),
            blankToNull(target),
            ofEnd() ? null : begin,
            ofEnd() ? null : end),
        states(),
        range(status),
        actions,
        ofEnd() ? new Between(begin, end) : null);
  }

  /** Whether the time is when executions ended. */
  public boolean ofEnd() {
    return ENDED.equals(when);
  }

  /** A sentence about the field that nothing can be made of; null for none. */
  public @Nullable String problem() {
    if (blankToNull(status) != null && range(status) == null) {
      return "Status is a number such as 404, or 5xx for all of a kind.";
    }
    if (blankToNull(from) != null && time(from) == null) {
      return "“From” is a time in " + TIME;
    }
    return blankToNull(to) != null && time(to) == null ? "“To” is a time in " + TIME : null;
  }

  public boolean isFiltered() {
    return !queryString(null).isEmpty();
  }

  public boolean has(State state) {
    return states().contains(state);
  }

  /** Such as {@code ?outcome=FAILED}; the same filters, another place. */
  public String queryString(@Nullable String nextCursor) {
    QueryString query = new QueryString();
    states().forEach(state -> query.with("outcome", state.name()));
    return query
        .with("actionId", blankToNull(actionId))
        .with("action", blankToNull(action))
        .with("connectionId", blankToNull(connectionId))
        .with("category", blankToNull(category))
        .with("status", blankToNull(status))
        .with("target", blankToNull(target))
        .with("range", blankToNull(range))
        .with("when", ofEnd() ? ENDED : null)
        .with("from", blankToNull(from))
        .with("to", blankToNull(to))
        .with("cursor", blankToNull(nextCursor))
        .toString();
  }

  /** Where a job for what these filters show is looked at first. */
  public String jobAddress(String kind) {
    String filters = queryString(null);
    return "/executions/jobs/new" + filters + (filters.isEmpty() ? "?" : "&") + "kind=" + kind;
  }

  private Set<State> states() {
    Set<State> states = EnumSet.noneOf(State.class);
    for (String name : outcome == null ? List.<String>of() : outcome) {
      State state = constant(State.class, name);
      if (state != null) {
        states.add(state);
      }
    }
    return states;
  }

  private static @Nullable StatusRange range(@Nullable String text) {
    try {
      return blankToNull(text) == null ? null : StatusRange.of(text(text).strip());
    } catch (IllegalArgumentException noStatus) {
      return null;
    }
  }

  /** As a browser sends it, or as a link has it. */
  private static @Nullable Instant time(@Nullable String text) {
    String time = blankToNull(text);
    try {
      return time == null
          ? null
          : time.endsWith("Z")
              ? Instant.parse(time)
              : LocalDateTime.parse(time).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException noTime) {
      return null;
    }
  }

  private static <E extends Enum<E>> @Nullable E constant(Class<E> type, @Nullable String name) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(name)) {
        return constant;
      }
    }
    return null;
  }

  private static @Nullable String blankToNull(@Nullable String value) {
    return value == null || value.isBlank() ? null : value.strip();
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  private static Map<String, Duration> ranges() {
    Map<String, Duration> ranges = new LinkedHashMap<>();
    ranges.put("1h", Duration.ofHours(1));
    ranges.put("24h", Duration.ofHours(24));
    ranges.put("7d", Duration.ofDays(7));
    return ranges;
  }
}
