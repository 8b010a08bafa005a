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

  /** Of an order in which rows that follow each other lie far apart: reading them takes longer. */
  static final int SCATTERED_WINDOW = 2_000;

  /** So many matches are sorted. */
  static final int MOST = 10_000;

  /**
   * Of so many, as the planner reckons, there is no use in looking for all. Its sample of searches
   * has a thousand values, so that a thousand matches are hardly ever taken for these.
   */
  static final int MANY = 5_000;

  /**
   * The matches among the next rows, which are the window; one more than asked for where there is
   * one.
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
            "window",
            query.unfiltered() ? query.limit() + 1 : window(query),
            "rows",
            query.limit() + 1));
  }

  private static int window(ListQuery query) {
    return query.sort().isScattered() ? SCATTERED_WINDOW : WINDOW;
  }

  /** The last row of the window; nothing where the list ends before. */
  static Statement edge(ListQuery query) {
    return of(
        query,
        "SELECT t.id, t.position, %s AS key FROM %s WHERE %s ORDER BY %s OFFSET :before LIMIT 1"
            .formatted(query.sort().keyAsText(), query.from(), query.ahead(), query.orderBy()),
        Map.of("before", window(query) - 1));
  }

  /** How many matches there are ahead, as the planner reckons: its plan as JSON. */
  static Statement reckoned(ListQuery query) {
    return of(
        query,
        "EXPLAIN (FORMAT JSON) SELECT t.id FROM %s WHERE %s AND %s"
            .formatted(query.from(), query.ahead(), query.filtered()),
        Map.of());
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
