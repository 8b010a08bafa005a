package io.atlas.connections.listing;

import java.util.Map;

/**
 * Which rows are listed.
 *
 * @param sql a condition over the row {@code t} and {@code :account}
 * @param parameters of the condition, named as no other filter's
 * @param indexed whether an index finds the rows when they are few
 * @param ordered whether an index has the rows in each order of the list, so that a list of these
 *     alone is read as one of all is
 */
record Filter(String sql, Map<String, Object> parameters, boolean indexed, boolean ordered) {

  Filter {
    parameters = Map.copyOf(parameters);
  }

  /** An index finds the rows. */
  static Filter indexed(String sql, Map<String, Object> parameters) {
    return new Filter(sql, parameters, true, false);
  }

  /** An index has the rows in each order of the list. */
  static Filter ordered(String sql, Map<String, Object> parameters) {
    return new Filter(sql, parameters, true, true);
  }

  /** Most rows are such, so that the first part is found by reading on. */
  static Filter common(String sql) {
    return new Filter(sql, Map.of(), false, false);
  }
}
