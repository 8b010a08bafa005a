package io.atlas.console.figures;

import java.time.Instant;
import java.util.Comparator;

/**
 * What a row counts; texts that its grain does not tell apart are empty.
 *
 * @param account empty for the platform
 */
record RowKey(
    Grain grain, Instant at, String account, String action, String connection, String target)
    implements Comparable<RowKey> {

  /** One for all writers: rows are locked in it, so that no two wait for each other. */
  private static final Comparator<RowKey> ORDER =
      Comparator.comparing(RowKey::grain)
          .thenComparing(RowKey::at)
          .thenComparing(RowKey::account)
          .thenComparing(RowKey::action)
          .thenComparing(RowKey::connection)
          .thenComparing(RowKey::target);

  static RowKey of(
      Grain grain, Instant at, String account, String action, String connection, String target) {
    return switch (grain) {
      case ALL -> new RowKey(grain, at, account, "", "", "");
      case CONNECTION -> new RowKey(grain, at, account, "", connection, "");
      case TARGET -> new RowKey(grain, at, account, "", "", target);
      case DETAIL -> new RowKey(grain, at, account, action, connection, target);
    };
  }

  RowKey movedTo(Instant other) {
    return new RowKey(grain, other, account, action, connection, target);
  }

  /** The row that counts all of its account in its bucket. */
  RowKey whole() {
    return new RowKey(Grain.ALL, at, account, "", "", "");
  }

  /** The row for what is not told apart. */
  RowKey other() {
    return of(grain, at, account, Series.OTHERS, Series.OTHERS, Series.OTHERS);
  }

  @Override
  public int compareTo(RowKey other) {
    return ORDER.compare(this, other);
  }
}
