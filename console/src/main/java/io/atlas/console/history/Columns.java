package io.atlas.console.history;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Rows as one array a column, which one statement unnests: the driver sends them in binary form,
 * and a batch is parsed and planned once. Times are microseconds, which PostgreSQL counts in.
 */
final class Columns<T> {

  private static final int LONGEST_TEXT = 2_000;

  private static final Instant LATEST = Instant.parse("+200000-01-01T00:00:00Z");

  private final PreparedStatement statement;
  private final List<T> rows;
  private int index;

  Columns(PreparedStatement statement, List<T> rows) {
    this.statement = statement;
    this.rows = rows;
  }

  Columns<T> ids(Function<T, String> value) throws SQLException {
    return set("text", rows.stream().map(value).toArray(String[]::new));
  }

  /** PostgreSQL's text holds no NUL; the list needs no more than the first 2,000 characters. */
  Columns<T> texts(Function<T, @Nullable String> value) throws SQLException {
    @Nullable String[] texts = new @Nullable String[rows.size()];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = clean(value.apply(rows.get(i)));
    }
    return set("text", texts);
  }

  Columns<T> integers(Function<T, @Nullable Integer> value) throws SQLException {
    @Nullable Integer[] integers = new @Nullable Integer[rows.size()];
    for (int i = 0; i < integers.length; i++) {
      integers[i] = value.apply(rows.get(i));
    }
    return set("int4", integers);
  }

  Columns<T> longs(Function<T, @Nullable Long> value) throws SQLException {
    @Nullable Long[] longs = new @Nullable Long[rows.size()];
    for (int i = 0; i < longs.length; i++) {
      longs[i] = value.apply(rows.get(i));
    }
    return set("int8", longs);
  }

  Columns<T> times(Function<T, @Nullable Instant> value) throws SQLException {
    return longs(row -> {
      Instant at = value.apply(row);
      // Beyond, microseconds overflow: the database refuses the most as it does that time.
      return at == null
          ? null
          : at.isAfter(LATEST) ? Long.MAX_VALUE : ChronoUnit.MICROS.between(Instant.EPOCH, at);
    });
  }

  Columns<T> bytes(Function<T, byte[]> value) throws SQLException {
    byte[][] bytes = new byte[rows.size()][];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = value.apply(rows.get(i));
    }
    return set("bytea", bytes);
  }

  private Columns<T> set(String type, @Nullable Object[] values) throws SQLException {
    statement.setArray(++index, statement.getConnection().createArrayOf(type, values));
    return this;
  }

  private static @Nullable String clean(@Nullable String value) {
    if (value == null) {
      return null;
    }
    String clean = value.indexOf('\u0000') < 0 ? value : value.replace("\u0000", "");
    return clean.length() > LONGEST_TEXT ? clean.substring(0, LONGEST_TEXT) : clean;
  }
}
