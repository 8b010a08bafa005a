package io.atlas.connections.listing;

import io.atlas.connections.listing.ListQuery.Table;
import io.atlas.connections.problem.InvalidFieldsException;
import io.atlas.kit.problem.FieldError;
import io.atlas.model.text.LowerCase;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a list is asked for from a request's parameters, of which an empty one is as good as
 * none, and tells all that cannot be used at once.
 */
final class Parameters {

  static final int DEFAULT_LIMIT = 100;
  static final int LARGEST_LIMIT = 500;
  private static final int LONGEST_TEXT = 200;
  private static final int LONGEST_ID = 100;
  private static final int MOST_IDS = LARGEST_LIMIT;
  private static final int LONGEST_HOST = 255;

  private static final String NO_DAY = "must be a day, such as 2026-11-27";

  /** Shorter ones hold no trigram, so that no index finds them. */
  private static final int SHORTEST_INDEXED = 3;

  private final Table table;
  private final String account;
  private final List<Filter> filters = new ArrayList<>();
  private final StringBuilder asked = new StringBuilder();
  private final List<FieldError> errors = new ArrayList<>();

  public Parameters(Table table, String account) {
    this.table = table;
    this.account = account;
    asked.append(table).append('\n').append(account);
  }

  /** A piece of text anywhere in name, URL or id, in whatever case. */
  Parameters search(String name, @Nullable String value) {
    text(name, value, LONGEST_TEXT).ifPresent(words -> filters.add(containing(words)));
    return this;
  }

  /** The account as the index of searches has it: see its migration. */
  static Filter containing(String words) {
    String literal = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    return new Filter(
        "'@' || t.account_id = '@' || :account AND t.search LIKE lower(:search)",
        Map.of("search", "%" + literal + "%"),
        words.codePointCount(0, words.length()) >= SHORTEST_INDEXED,
        false);
  }

  /** Separated by commas. */
  Parameters ids(String name, @Nullable String value) {
    text(name, value, MOST_IDS * (LONGEST_ID + 1))
        .ifPresent(text -> {
          List<String> ids = List.of(text.split(","));
          if (ids.isEmpty() || ids.size() > MOST_IDS) {
            wrong(name, "must be at most " + MOST_IDS + " ids, separated by commas");
          } else {
            filters.add(Filter.indexed("t.id IN (:ids)", Map.of("ids", ids)));
          }
        });
    return this;
  }

  /** The column has an index in each order of the list. */
  Parameters id(String name, @Nullable String value, String column) {
    text(name, value, LONGEST_ID)
        .ifPresent(id -> filters.add(Filter.ordered(column + " = :" + name, Map.of(name, id))));
    return this;
  }

  Parameters host(String name, @Nullable String value) {
    text(name, value, LONGEST_HOST)
        .ifPresent(host -> {
          if (isHost(host)) {
            filters.add(Filter.indexed("t.host = :host", Map.of("host", LowerCase.ascii(host))));
          } else {
            wrong(name, "must be a host alone, such as api.example.com");
          }
        });
    return this;
  }

  /** A port is no part of it; colons are only within the brackets of an address. */
  private static boolean isHost(String host) {
    boolean address = host.startsWith("[") && host.endsWith("]");
    return host.chars().noneMatch(c -> c == '/' || c == '?' || c == '#' || c == '@' || c == ' ')
        && (address || host.indexOf(':') < 0);
  }

  Parameters choice(String name, @Nullable String value, Map<String, Filter> choices) {
    text(name, value, LONGEST_TEXT)
        .ifPresent(chosen -> {
          Filter filter = choices.get(chosen);
          if (filter == null) {
            wrong(
                name,
                "must be " + String.join(" or ", choices.keySet().stream().sorted().toList()));
          } else {
            filters.add(filter);
          }
        });
    return this;
  }

  /** Days before this one, of a column of dates. */
  Parameters before(String name, @Nullable String value, String column) {
    text(name, value, LONGEST_TEXT)
        .ifPresent(text -> {
          try {
            filters.add(
                Filter.indexed(
                    column + " < :" + name, Map.of(name, day(name, text).orElseThrow())));
          } catch (InvalidFieldsException noDay) {
            wrong(name, NO_DAY);
          }
        });
    return this;
  }

  /**
   * @return nothing where the value is absent
   * @throws InvalidFieldsException where it is no day of the years 1 to 9999
   */
  static Optional<LocalDate> day(String name, @Nullable String value) {
    if (value == null || value.isBlank()) {
      return Optional.empty();
    }
    try {
      LocalDate day = LocalDate.parse(value.strip());
      if (day.getYear() >= 1 && day.getYear() <= 9999) {
        return Optional.of(day);
      }
    } catch (DateTimeParseException noDay) {
      // Told below, as a day of another age is.
    }
    throw InvalidFieldsException.of(name, NO_DAY);
  }

  /**
   * @throws InvalidFieldsException naming every parameter that cannot be used
   */
  ListQuery read(@Nullable String sort, @Nullable String cursor, @Nullable String limit) {
    Sort order = sort == null || sort.isEmpty() ? Sort.NEWEST_FIRST : order(sort);
    asked.append("\nsort=").append(order.wireName());
    int size = limit == null || limit.isEmpty() ? DEFAULT_LIMIT : size(limit);
    String digest = digest(asked.toString());
    Cursor from =
        cursor == null || cursor.isEmpty() || !errors.isEmpty()
            ? null
            : Cursor.read(cursor, digest, order.field()).orElse(null);
    if (from == null && cursor != null && !cursor.isEmpty() && errors.isEmpty()) {
      wrong(
          "cursor",
          "must be a nextCursor or previousCursor of an answer to the same search, filters and"
              + " sort");
    }
    if (!errors.isEmpty()) {
      throw new InvalidFieldsException(errors);
    }
    return new ListQuery(table, account, filters, order, digest, from, size);
  }

  private Sort order(String sort) {
    return Sort.of(sort)
        .orElseGet(() -> {
          wrong("sort", "must be one of " + String.join(", ", Sort.NAMES));
          return Sort.NEWEST_FIRST;
        });
  }

  private int size(String limit) {
    try {
      int size = Integer.parseInt(limit);
      if (size >= 1 && size <= LARGEST_LIMIT) {
        return size;
      }
    } catch (NumberFormatException noNumber) {
      // Told below, as a number out of range is.
    }
    wrong("limit", "must be a number from 1 to " + LARGEST_LIMIT);
    return DEFAULT_LIMIT;
  }

  private Optional<String> text(String name, @Nullable String value, int longest) {
    if (value == null || value.isBlank()) {
      return Optional.empty();
    }
    String text = value.strip();
    if (text.length() > longest) {
      wrong(name, "must be at most " + longest + " characters long");
      return Optional.empty();
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      wrong(name, "must be one line without control characters");
      return Optional.empty();
    }
    asked.append('\n').append(name).append('=').append(text);
    return Optional.of(text);
  }

  private void wrong(String name, String message) {
    errors.add(new FieldError(name, message));
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException everyJvmHasIt) {
      throw new IllegalStateException(everyJvmHasIt);
    }
  }
}
