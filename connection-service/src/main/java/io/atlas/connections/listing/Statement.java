package io.atlas.connections.listing;

import java.util.HashMap;
import java.util.Map;

/**
 * A statement that finds ids, keys and positions of a part's rows. Pure functions of the query.
 *
 * @param sql with named parameters
 */
record Statement(String sql, Map<String, Object> parameters) {

  /** So many rows are looked at for matches in the list's order. */
  static final int WINDOW = 5_000;

  /** So many matches are sorted. */
  static final int MOST = 10_000;

  /**
   * The matches among the next {@link #WINDOW} rows; one more than asked for where there is one.
   */
  static Statement within(ListQuery query) {
    String filtered = query.unfiltered() ? "" : "WHERE " + query.filtered();
    return of(
        query,
        """
        SELECT t.id, t.position, %1$s AS key
        FROM (SELECT t.* FROM %2$s WHERE %3$s ORDER BY %4$s LIMIT :window) t
        %5$s
        ORDER BY %4$s LIMIT :rows
        """
            .formatted(
                query.sort().keyAsText(), query.from(), query.ahead(), query.orderBy(), filtered),
        Map.of(
            "window", query.unfiltered() ? query.limit() + 1 : WINDOW, "rows", query.limit() + 1));
  }

  /** The last of the next {@link #WINDOW} rows; nothing where the list ends before. */
  static Statement edge(ListQuery query) {
    return of(
        query,
        "SELECT t.id, t.position, %s AS key FROM %s WHERE %s ORDER BY %s OFFSET :before LIMIT 1"
            .formatted(query.sort().keyAsText(), query.from(), query.ahead(), query.orderBy()),
        Map.of("before", WINDOW - 1));
  }

  /** The matches ahead, each with how many there are, of which {@link #MOST} are still sorted. */
  static Statement matching(ListQuery query) {
    return of(
        query,
        """
        WITH matching AS MATERIALIZED (
          SELECT t.id, t.position, t.name_key, t.updated_at
          FROM %s WHERE %s AND %s LIMIT :counted
        )
        SELECT t.id, t.position, %s AS key, (SELECT count(*) FROM matching) AS found
        FROM matching t ORDER BY %s LIMIT :rows
        """
            .formatted(
                query.from(),
                query.ahead(),
                query.filtered(),
                query.sort().keyAsText(),
                query.orderBy()),
        Map.of("counted", MOST + 1, "rows", query.limit() + 1));
  }

  private static Statement of(ListQuery query, String sql, Map<String, Object> further) {
    Map<String, Object> parameters = new HashMap<>(query.parameters());
    parameters.putAll(further);
    return new Statement(sql, parameters);
  }
}
