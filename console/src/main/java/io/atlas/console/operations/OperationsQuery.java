package io.atlas.console.operations;

import io.atlas.console.figures.Split;
import io.atlas.model.text.LowerCase;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * What the page is asked for, as it stands in the URL. What can't be read counts as not asked for,
 * and {@link #problem} says so.
 *
 * @param range such as {@code 24h}; {@code own} for from and to
 * @param from in UTC, such as {@code 2026-11-24T08:00}
 * @param to not included
 * @param by what the figures are split by, such as {@code action}
 * @param account one of all, for who sees all; absent for all together
 */
record OperationsQuery(
    @Nullable String range,
    @Nullable String from,
    @Nullable String to,
    @Nullable String by,
    @Nullable String account,
    @Nullable String actionId,
    @Nullable String connectionId,
    @Nullable String target) {

  private static final String OWN = "own";

  /** PostgreSQL does not know all that an Instant can be. */
  private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

  /** So long the oldest figures are kept. */
  private static final Duration LONGEST = Duration.ofDays(400);

  Span span(Clock clock) {
    Span own = own();
    return own == null ? Range.of(range).span(clock.instant()) : own;
  }

  /** Where a time of one's own is asked for and can be read. */
  private @Nullable Span own() {
    Instant begin = time(from);
    Instant end = time(to);
    if (!OWN.equals(range) || begin == null || end == null || !begin.isBefore(end)) {
      return null;
    }
    Instant first = Span.floor(begin, Span.SHORTEST);
    Instant last = Span.floor(end.minusMillis(1), Span.SHORTEST).plus(Span.SHORTEST);
    Instant oldest = last.minus(LONGEST);
    return new Span(first.isBefore(oldest) ? oldest : first, last, false);
  }

  /** The chosen range; empty where the time is one's own. */
  public String chosenRange() {
    return own() == null ? Range.of(range).parameter() : "";
  }

  /** One account is not split by account. */
  Split split(FiguresOwner owner) {
    for (Split split : Split.values()) {
      if (split.name().equalsIgnoreCase(given(by))
          && (owner.account() == null || split != Split.ACCOUNT)) {
        return split;
      }
    }
    return Split.NONE;
  }

  /** A sentence about the field that nothing can be made of; null for none. */
  public @Nullable String problem() {
    return OWN.equals(range) && own() == null
        ? "A time of your own needs “From” and “To” in UTC, such as 2026-11-24T08:00, and the later"
            + " one last."
        : null;
  }

  /** The same page with another value of one field, as an address; null leaves the field out. */
  public String with(String field, @Nullable String value) {
    Map<String, String> fields = fields();
    if (field.equals("range")) {
      fields.remove("from");
      fields.remove("to");
    }
    if (value == null || value.isBlank()) {
      fields.remove(field);
    } else {
      fields.put(field, value);
    }
    return address("/operations", fields);
  }

  /** Whether they are of one action, connection or target. */
  public boolean isNarrowed() {
    return given(actionId) != null || given(connectionId) != null || given(target) != null;
  }

  /** The same question, asked of another address. */
  public String at(String path) {
    return address(path, fields());
  }

  public Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    put(fields, "range", range);
    put(fields, "from", from);
    put(fields, "to", to);
    put(fields, "by", by == null ? null : LowerCase.ascii(by));
    put(fields, "account", account);
    put(fields, "actionId", actionId);
    put(fields, "connectionId", connectionId);
    put(fields, "target", target);
    return fields;
  }

  static String address(String path, Map<String, String> fields) {
    UriComponentsBuilder address = UriComponentsBuilder.fromPath(path);
    fields.keySet().forEach(field -> address.queryParam(field, "{" + field + "}"));
    return address.encode().buildAndExpand(fields).toUriString();
  }

  static @Nullable String given(@Nullable String value) {
    return value == null || value.isBlank() ? null : value.strip();
  }

  private static void put(Map<String, String> fields, String name, @Nullable String value) {
    String given = given(value);
    if (given != null) {
      fields.put(name, given);
    }
  }

  /** As a browser sends it, or as a link has it. */
  private static @Nullable Instant time(@Nullable String text) {
    String time = given(text);
    try {
      if (time == null) {
        return null;
      }
      Instant read =
          time.endsWith("Z")
              ? Instant.parse(time)
              : LocalDateTime.parse(time).toInstant(ZoneOffset.UTC);
      return read.isBefore(Instant.EPOCH) || read.isAfter(LATEST) ? null : read;
    } catch (DateTimeException noTime) {
      return null;
    }
  }
}
