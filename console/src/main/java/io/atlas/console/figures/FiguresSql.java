package io.atlas.console.figures;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The conditions of a query, as SQL. It names each bucket that is read, because that lets the
 * primary key's further columns choose within each.
 */
final class FiguresSql {

  /** More are minutes that are long not folded: they are read as one range. */
  private static final int MOST_NAMED = 3_000;

  private static final String COUNTED = "fired, succeeded, retrying, failed, cancelled";

  private final JdbcClient jdbc;
  private final FiguresQuery query;
  private final Split split;
  private final Map<String, Object> parameters = new HashMap<>();
  private final StringBuilder conditions = new StringBuilder("grain = :grain");

  /**
   * @param split what rows are read for; the query's own, or none
   */
  FiguresSql(JdbcClient jdbc, FiguresQuery query, Split split) {
    this.jdbc = jdbc;
    this.query = query;
    this.split = split;
    parameters.put("grain", Grain.of(query, split).number());
    account();
    equal("action_id", query.actionId());
    equal("connection_id", query.connectionId());
    equal("target", query.target());
  }

  private void account() {
    if (query.accountId() != null) {
      equal("account_id", query.accountId());
    } else if (Grain.of(query, split) == Grain.ALL) {
      // The platform has a row of its own, which would count all accounts again.
      conditions.append(split == Split.ACCOUNT ? " AND account_id <> ''" : " AND account_id = ''");
    }
  }

  private void equal(String column, @Nullable String value) {
    if (value != null) {
      conditions.append(" AND ").append(column).append(" = :").append(column);
      parameters.put(column, value);
    }
  }

  /** Only what has one of these keys. */
  void only(Collection<String> keys) {
    conditions.append(" AND ").append(key()).append(" = ANY (:keys::text[])");
    parameters.put("keys", keys.toArray(String[]::new));
  }

  /** Rows with columns {@code at}, {@code key}, and what was counted. */
  JdbcClient.StatementSpec rows(Resolution source, List<Instant> buckets) {
    return statement(
        "SELECT at, " + key() + " AS key, " + COUNTED + ", categories, duration, first_request",
        source,
        buckets,
        "");
  }

  /** Keys with {@code results}, in no order. */
  JdbcClient.StatementSpec sizes(Resolution source, List<Instant> buckets) {
    return statement(
        "SELECT " + key() + " AS key, sum(succeeded + retrying + failed + cancelled) AS results",
        source,
        buckets,
        " GROUP BY 1");
  }

  /** Of each bucket {@code at}, how many rows tell things apart: {@code details}. */
  JdbcClient.StatementSpec details(Resolution source, List<Instant> buckets) {
    return statement("SELECT at, sum(details) AS details", source, buckets, " GROUP BY at");
  }

  private JdbcClient.StatementSpec statement(
      String select, Resolution source, List<Instant> buckets, String end) {
    boolean named = buckets.size() <= MOST_NAMED;
    String times = named ? "at = ANY (:times)" : "at BETWEEN :times[1] AND :times[2]";
    Stream<Instant> taken =
        named ? buckets.stream() : Stream.of(buckets.getFirst(), buckets.getLast());
    return jdbc.sql(
            select
                + " FROM "
                + source.table()
                + " WHERE "
                + times.replace(":times", "(:times::text[]::timestamptz[])")
                + " AND "
                + conditions
                + end)
        .params(parameters)
        .param("times", taken.map(Instant::toString).toArray(String[]::new));
  }

  private String key() {
    return switch (split) {
      case NONE -> "''";
      case ACTION -> "action_id";
      case CONNECTION -> "connection_id";
      case TARGET -> "target";
      case ACCOUNT -> "account_id";
    };
  }
}
