package io.atlas.connections.listing;

import io.atlas.connections.listing.Sort.Field;
import io.atlas.kit.request.TextFilter;
import io.atlas.kit.sql.Times;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;

/**
 * Beside which row a part of a list begins. Not secret, and not signed: what it can name is only a
 * place within what the caller may see anyway.
 *
 * @param query a digest of what is listed; the cursor is of no use for another
 * @param backwards whether the part ends there instead
 * @param key of the row beside it, as {@link Sort} says
 * @param position of the same row
 */
record Cursor(String query, boolean backwards, String key, long position) {

  private static final int LONGEST = 4_000;

  /** The last time that a page may show, 9999-12-31. */
  private static final long LAST_MICROS = 253_402_300_799_999_999L;

  Cursor turned() {
    return new Cursor(query, !backwards, key, position);
  }

  String written() {
    String text = query + "\n" + (backwards ? "b" : "f") + "\n" + position + "\n" + key;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Nothing for what is no cursor of this query. */
  static Optional<Cursor> read(String written, String query, Field sortedBy) {
    if (written.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      String text = new String(Base64.getUrlDecoder().decode(written), StandardCharsets.UTF_8);
      String[] parts = text.split("\n", -1);
      if (parts.length != 4 || !parts[0].equals(query) || !TextFilter.isUsable(text)) {
        return Optional.empty();
      }
      boolean backwards = parts[1].equals("b");
      Cursor cursor = new Cursor(query, backwards, parts[3], Long.parseLong(parts[2]));
      return cursor.fits(sortedBy) && cursor.written().equals(written)
          ? Optional.of(cursor)
          : Optional.empty();
    } catch (IllegalArgumentException foreign) {
      return Optional.empty();
    }
  }

  private boolean fits(Field sortedBy) {
    return switch (sortedBy) {
      case NAME -> true;
      case CREATED_AT -> key.isEmpty();
      case UPDATED_AT -> {
        long micros = Long.parseLong(key);
        yield micros >= 0 && micros <= LAST_MICROS;
      }
    };
  }

  /** The key as a parameter of a statement. */
  Object keyParameter(Field sortedBy) {
    return switch (sortedBy) {
      case NAME, CREATED_AT -> key;
      case UPDATED_AT -> Times.utc(Instant.EPOCH.plus(Long.parseLong(key), ChronoUnit.MICROS));
    };
  }
}
