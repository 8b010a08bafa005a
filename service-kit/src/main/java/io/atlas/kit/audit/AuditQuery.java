package io.atlas.kit.audit;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which entries are asked for; null matches all.
 *
 * @param from no earlier than this
 * @param to earlier than this
 * @param subject the id of what was done something to
 * @param below positions from here down, exclusive
 * @param limit at most so many
 */
public record AuditQuery(
    Instant from,
    Instant to,
    @Nullable String subject,
    @Nullable String what,
    @Nullable String person,
    long below,
    int limit) {

  /** What the database's times can hold, and no further. */
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  private static final int LONGEST_TEXT = 200;

  /** How many entries a response has: unless told, and at most. */
  public enum Size {
    PAGE(100, 500),
    /** For a table program, which asks once and does not follow cursors. */
    TABLE(10_000, 10_000);

    private final int usual;
    private final int largest;

    Size(int usual, int largest) {
      this.usual = usual;
      this.largest = largest;
    }
  }

  /** A parameter cannot be used; the message completes a sentence that starts with its name. */
  public static final class UnusableException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String field;

    UnusableException(String field, String message) {
      super(message);
      this.field = field;
    }

    public String field() {
      return field;
    }

    public String message() {
      return String.valueOf(getMessage());
    }
  }

  /**
   * The parameters as they came; null or empty where absent.
   *
   * @param from no earlier than this, such as 2026-11-27T00:00:00Z
   * @param to earlier than this
   * @param subject an id; what was done to that alone
   * @param what a kind alone, such as connection.changed
   * @param person what one person or program did
   */
  public record Parameters(
      @Nullable String from,
      @Nullable String to,
      @Nullable String subject,
      @Nullable String what,
      @Nullable String person,
      @Nullable String cursor,
      @Nullable String limit) {

    /**
     * @throws UnusableException where one cannot be used
     */
    public AuditQuery read(Size size) throws UnusableException {
      return new AuditQuery(
          time("from", from, FIRST),
          time("to", to, LAST),
          text("subject", subject),
          text("what", what),
          text("person", person),
          cursor == null || cursor.isEmpty() ? Long.MAX_VALUE : position(cursor),
          limit(size));
    }

    private int limit(Size size) throws UnusableException {
      if (limit == null || limit.isEmpty()) {
        return size.usual;
      }
      try {
        int wanted = Integer.parseInt(limit);
        if (wanted >= 1 && wanted <= size.largest) {
          return wanted;
        }
      } catch (NumberFormatException noNumber) {
        // Told below, as a number out of range is.
      }
      throw new UnusableException("limit", "must be a number from 1 to " + size.largest);
    }
  }

  /** A part of the entries, newest first; nextCursor is null at the end. */
  public record Part(List<AuditEntry> items, @Nullable String nextCursor) {}

  /** Cuts what was read, which is one more than asked for where there is a next part. */
  Part part(List<AuditEntry> read) {
    if (read.size() <= limit) {
      return new Part(read, null);
    }
    List<AuditEntry> items = read.subList(0, limit);
    String next = Long.toString(items.getLast().position());
    return new Part(
        items,
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(next.getBytes(StandardCharsets.US_ASCII)));
  }

  private static long position(String cursor) throws UnusableException {
    try {
      return Long.parseLong(
          new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException foreign) {
      throw new UnusableException("cursor", "must be a nextCursor of an earlier response");
    }
  }

  private static @Nullable String text(String name, @Nullable String value)
      throws UnusableException {
    if (value == null || value.isEmpty()) {
      return null;
    }
    if (value.length() > LONGEST_TEXT || value.chars().anyMatch(Character::isISOControl)) {
      throw new UnusableException(
          name, "must have at most " + LONGEST_TEXT + " printable characters");
    }
    return value;
  }

  private static Instant time(String name, @Nullable String text, Instant absent)
      throws UnusableException {
    if (text == null || text.isEmpty()) {
      return absent;
    }
    try {
      Instant time = Instant.parse(text);
      if (!time.isBefore(FIRST) && !time.isAfter(LAST)) {
        return time;
      }
    } catch (DateTimeException noTime) {
      // Told below, as a time out of range is.
    }
    throw new UnusableException(name, "must be a time such as 2026-11-27T00:00:00Z");
  }
}
