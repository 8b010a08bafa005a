package io.atlas.console.topic;

import io.atlas.console.frame.QueryString;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/**
 * What is looked for in a topic, as it stands in the URL. What can't be read counts as not given,
 * and {@link #problem} says so.
 *
 * @param partition a number; all without one
 * @param order {@code oldest} for the oldest first
 * @param offset where to begin
 * @param at the time where to begin, in UTC, such as {@code 2026-11-24T08:00}
 * @param key of the record, whole
 * @param header name of a header
 * @param headerValue of that header, whole
 * @param path into the value, such as {@code /input/item}
 * @param value at that path
 * @param cursor where an earlier reading stopped
 */
record TopicQuery(
    @Nullable String partition,
    @Nullable String order,
    @Nullable String offset,
    @Nullable String at,
    @Nullable String key,
    @Nullable String header,
    @Nullable String headerValue,
    @Nullable String path,
    @Nullable String value,
    @Nullable String cursor) {

  boolean newestFirst() {
    return !"oldest".equals(order);
  }

  @Nullable Integer onlyPartition() {
    Long number = number(partition);
    return number == null || number > Integer.MAX_VALUE ? null : number.intValue();
  }

  /**
   * @throws IllegalArgumentException where the cursor is none
   */
  Start start() {
    String stopped = given(cursor);
    if (stopped != null) {
      return Start.Stopped.of(newestFirst(), stopped);
    }
    Long from = number(offset);
    if (from != null) {
      return new Start.Offset(newestFirst(), from);
    }
    Instant time = time(at);
    return time == null ? new Start.Edge(newestFirst()) : new Start.Time(newestFirst(), time);
  }

  RecordFilter filter() {
    return new RecordFilter(given(key), given(header), whole(headerValue), pointer(), whole(value));
  }

  public boolean isFiltered() {
    return given(key) != null || given(header) != null || given(path) != null;
  }

  public boolean isNarrowed() {
    return !queryString(null).isEmpty();
  }

  /** A sentence about the field that nothing can be made of; null for none. */
  @Nullable String problem() {
    if (given(partition) != null && onlyPartition() == null) {
      return "A partition is a number.";
    }
    if (given(offset) != null && number(offset) == null) {
      return "An offset is a number.";
    }
    if (given(at) != null && time(at) == null) {
      return "A time is in UTC, such as 2026-11-24T08:00.";
    }
    if (given(path) != null && pointer() == null) {
      return "A path begins with a slash, such as /input/item, and has at most 200 characters.";
    }
    if (given(value) != null && given(path) == null) {
      return "A value is looked for at a path, such as /input/item: give that too.";
    }
    return given(headerValue) != null && given(header) == null
        ? "A header's value is looked for by the header's name: give that too."
        : null;
  }

  /** The same, from another place. */
  public String queryString(@Nullable String nextCursor) {
    return new QueryString()
        .with("partition", partition)
        .with("order", order)
        .with("offset", offset)
        .with("at", at)
        .with("key", key)
        .with("header", header)
        .with("headerValue", headerValue)
        .with("path", path)
        .with("value", value)
        .with("cursor", nextCursor)
        .toString();
  }

  private @Nullable JsonPointer pointer() {
    String text = given(path);
    try {
      return text == null ? null : RecordFilter.pointer(text);
    } catch (IllegalArgumentException noPointer) {
      return null;
    }
  }

  private static @Nullable String given(@Nullable String text) {
    return text == null || text.isBlank() ? null : text.strip();
  }

  /** A value may begin or end with a space. */
  private static @Nullable String whole(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }

  private static @Nullable Long number(@Nullable String text) {
    String digits = given(text);
    boolean isNumber =
        digits != null
            && digits.length() <= 18
            && digits.chars().allMatch(each -> each >= '0' && each <= '9');
    return isNumber ? Long.valueOf(digits) : null;
  }

  private static @Nullable Instant time(@Nullable String text) {
    String time = given(text);
    try {
      if (time == null) {
        return null;
      }
      Instant at =
          time.endsWith("Z")
              ? Instant.parse(time)
              : LocalDateTime.parse(time).toInstant(ZoneOffset.UTC);
      // What has no number of milliseconds is no time of a record.
      return at.toEpochMilli() < 0 ? null : at;
    } catch (DateTimeException | ArithmeticException noTime) {
      return null;
    }
  }
}
