package io.atlas.console.execution;

import io.atlas.console.history.ExecutionFilter;
import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.model.event.FailureCategory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * The log's filters as they stand in the URL; what can't be read matches all.
 *
 * @param id jumps to one execution
 * @param range how far back, such as {@code 1h}
 */
record LogQuery(
    @Nullable String id,
    @Nullable String outcome,
    @Nullable String actionId,
    @Nullable String connectionId,
    @Nullable String category,
    @Nullable String target,
    @Nullable String range,
    @Nullable String cursor) {

  /** In the order offered; the values are hours. */
  static final Map<String, Duration> RANGES =
      ordered("1h", Duration.ofHours(1), "24h", Duration.ofHours(24), "7d", Duration.ofDays(7));

  ExecutionFilter filter(Clock clock) {
    Duration back = RANGES.get(text(range));
    Instant from = back == null ? null : clock.instant().minus(back);
    return new ExecutionFilter(
        blankToNull(actionId),
        blankToNull(connectionId),
        constant(Outcome.class, outcome),
        constant(FailureCategory.class, category),
        blankToNull(target),
        from,
        null);
  }

  boolean isFiltered() {
    return !queryString(null).isEmpty();
  }

  /** Such as {@code ?outcome=FAILED}; the same filters, another place. */
  String queryString(@Nullable String nextCursor) {
    UriComponentsBuilder query = UriComponentsBuilder.newInstance();
    add(query, "outcome", outcome);
    add(query, "actionId", actionId);
    add(query, "connectionId", connectionId);
    add(query, "category", category);
    add(query, "target", target);
    add(query, "range", range);
    add(query, "cursor", nextCursor);
    return query.encode().build().toUriString();
  }

  private static void add(UriComponentsBuilder query, String name, @Nullable String value) {
    if (value != null && !value.isBlank()) {
      query.queryParam(name, "{" + name + "}").uriVariables(Map.of(name, value.strip()));
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

  private static Map<String, Duration> ordered(
      String a, Duration da, String b, Duration db, String c, Duration dc) {
    Map<String, Duration> ranges = new LinkedHashMap<>();
    ranges.put(a, da);
    ranges.put(b, db);
    ranges.put(c, dc);
    return ranges;
  }
}
