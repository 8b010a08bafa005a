package io.atlas.connections.listing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a list is asked for.
 *
 * @param table whose rows are listed
 * @param digest of all but the cursor and the limit
 * @param limit 1 to 500
 */
public record ListQuery(
    Table table,
    String account,
    List<Filter> filters,
    Sort sort,
    String digest,
    @Nullable Cursor cursor,
    int limit) {

  /** A table with the columns id, account_id, position, name_key and updated_at. */
  public enum Table {
    ACTIONS("connections.action", "t.account_id = :account"),
    CONNECTIONS("connections.connection", "t.account_id = :account AND t.deleted_at IS NULL");

    private final String sqlName;
    private final String listed;

    Table(String sqlName, String listed) {
      this.sqlName = sqlName;
      this.listed = listed;
    }
  }

  public ListQuery {
    filters = List.copyOf(filters);
  }

  boolean backwards() {
    return cursor != null && cursor.backwards();
  }

  /** The order in which rows are read, which for a previous part is the reverse of the list's. */
  Sort walk() {
    return backwards() ? sort.reversed() : sort;
  }

  /** Whether all rows that are read on from the cursor match. */
  boolean unfiltered() {
    return filters.stream().allMatch(Filter::ordered);
  }

  boolean anyFilterIsIndexed() {
    return filters.stream().anyMatch(Filter::indexed);
  }

  String from() {
    return table.sqlName + " t";
  }

  /** All rows of the account from the cursor on, or those that an index has in the list's order. */
  String ahead() {
    Stream<String> ordered = filters.stream().filter(Filter::ordered).map(Filter::sql);
    Stream<String> after = cursor == null ? Stream.empty() : Stream.of(walk().after());
    return Stream.of(Stream.of(table.listed), ordered, after)
        .flatMap(part -> part)
        .collect(Collectors.joining(" AND "));
  }

  String filtered() {
    return filters.stream()
        .filter(filter -> !filter.ordered())
        .map(Filter::sql)
        .collect(Collectors.joining(" AND "));
  }

  String orderBy() {
    return walk().orderBy();
  }

  Map<String, Object> parameters() {
    Map<String, Object> all = new HashMap<>();
    all.put("account", account);
    if (cursor != null) {
      all.put("position", cursor.position());
      all.put("key", cursor.keyParameter(sort.field()));
    }
    filters.stream().flatMap(filter -> Stream.of(filter.parameters())).forEach(all::putAll);
    return all;
  }
}
