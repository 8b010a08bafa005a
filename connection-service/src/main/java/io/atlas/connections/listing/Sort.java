package io.atlas.connections.listing;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The order of a list. Rows that are equal in it are in the order in which they were made. */
record Sort(Field field, boolean descending) {

  static final Sort NEWEST_FIRST = new Sort(Field.CREATED_AT, true);

  /**
   * What can be sorted by. Each has an index of (account, column, position), which is read in
   * either direction.
   */
  enum Field {
    NAME("name", "t.name_key", "t.name_key"),
    /** Positions rise with every new row. */
    CREATED_AT("createdAt", "", "''"),
    UPDATED_AT(
        "updatedAt", "t.updated_at", "(extract(epoch FROM t.updated_at) * 1000000)::bigint::text");

    private final String wireName;
    private final String column;
    private final String asText;

    Field(String wireName, String column, String asText) {
      this.wireName = wireName;
      this.column = column;
      this.asText = asText;
    }
  }

  static final List<String> NAMES =
      Stream.of(Field.values())
          .flatMap(field -> Stream.of(field.wireName, "-" + field.wireName))
          .toList();

  static Optional<Sort> of(String name) {
    return Stream.of(Field.values())
        .flatMap(field -> Stream.of(new Sort(field, false), new Sort(field, true)))
        .filter(sort -> sort.wireName().equals(name))
        .findFirst();
  }

  String wireName() {
    return (descending ? "-" : "") + field.wireName;
  }

  Sort reversed() {
    return new Sort(field, !descending);
  }

  /** Whether rows that follow each other lie anywhere in the table. */
  boolean isScattered() {
    return field == Field.UPDATED_AT;
  }

  /** The column's value as a cursor keeps it. */
  String keyAsText() {
    return field.asText;
  }

  String orderBy() {
    String direction = descending ? " DESC" : " ASC";
    String position = "t.position" + direction;
    return field.column.isEmpty() ? position : field.column + direction + ", " + position;
  }

  /** Rows that come after those at {@code :key} and {@code :position}. */
  String after() {
    String than = descending ? " < " : " > ";
    return field.column.isEmpty()
        ? "t.position" + than + ":position"
        : "(" + field.column + ", t.position)" + than + "(:key, :position)";
  }
}
