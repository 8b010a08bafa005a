package io.atlas.console.figures;

import io.atlas.kit.sql.Times;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Adds sums to rows, one statement for many. What a row has of categories and sketches is put
 * behind what it had; a row that gets long is summed up. Within a transaction.
 */
@Component
class FiguresRows {

  private static final Grain[] GRAINS = Grain.values();

  /** In bytes; a sum of both sketches seldom takes a third of it. */
  private static final int LONG = 3_000;

  private static final String KEY = "grain, at, account_id, action_id, connection_id, target";

  private static final String KEYS =
      """
      unnest(?::smallint[], ?::text[]::timestamptz[], ?::text[], ?::text[], ?::text[], ?::text[]\
      """;

  private final JdbcTemplate jdbc;

  FiguresRows(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** A row after something was added to it. */
  record Put(RowKey key, int details, boolean made, int length) {}

  /** Those rows that were made, grew long or count a whole account. */
  List<Put> add(Resolution resolution, Map<RowKey, Sum> sums) {
    if (sums.isEmpty()) {
      return List.of();
    }
    Columns columns = new Columns(new TreeMap<>(sums));
    List<Put> put =
        jdbc.query(
            add(resolution),
            columns::setAll,
            (row, number) ->
                new Put(
                    key(row), row.getInt("details"), row.getBoolean("made"), row.getInt("long")));
    sumUp(resolution, put.stream().filter(each -> each.length() > LONG).map(Put::key).toList());
    return put;
  }

  /** Rows as they are stored, by key. */
  Map<RowKey, Sum> read(Resolution resolution, Collection<RowKey> keys) {
    Map<RowKey, Sum> read = new HashMap<>();
    jdbc.query(
        "SELECT * FROM "
            + KEYS
            + ") AS w ("
            + KEY
            + ") JOIN "
            + resolution.table()
            + " USING ("
            + KEY
            + ")",
        new Columns(keyed(keys))::setKeys,
        row -> {
          read.computeIfAbsent(key(row), _ -> new Sum()).add(row);
        });
    return read;
  }

  private void sumUp(Resolution resolution, Collection<RowKey> keys) {
    if (!keys.isEmpty()) {
      var _ =
          jdbc.update(
              sumUp(resolution),
              new Columns(new TreeMap<>(read(resolution, keys)))::setDistributions);
    }
  }

  private static String add(Resolution resolution) {
    return """
    WITH put AS (
      INSERT INTO %1$s AS f (%2$s,
        fired, succeeded, retrying, failed, cancelled, categories, duration, first_request)
      SELECT * FROM %3$s, ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
        ?::bigint[], ?::text[], ?::bytea[], ?::bytea[])
      ON CONFLICT (%2$s) DO UPDATE SET
        fired = f.fired + excluded.fired, succeeded = f.succeeded + excluded.succeeded,
        retrying = f.retrying + excluded.retrying, failed = f.failed + excluded.failed,
        cancelled = f.cancelled + excluded.cancelled,
        categories = f.categories || excluded.categories,
        duration = f.duration || excluded.duration,
        first_request = f.first_request || excluded.first_request
      RETURNING %2$s, details, xmax = 0 AS made,
        length(categories) + length(duration) + length(first_request) AS long
    )
    SELECT * FROM put WHERE grain = 0 OR made OR long > %4$d
    """
        .formatted(resolution.table(), KEY, KEYS, LONG);
  }

  private static String sumUp(Resolution resolution) {
    return """
    UPDATE %1$s AS f SET categories = w.categories, duration = w.duration,
      first_request = w.first_request
    FROM %2$s, ?::text[], ?::bytea[], ?::bytea[])
      AS w (%3$s, categories, duration, first_request)
    WHERE (f.grain, f.at, f.account_id, f.action_id, f.connection_id, f.target)
      = (w.grain, w.at, w.account_id, w.action_id, w.connection_id, w.target)
    """
        .formatted(resolution.table(), KEYS, KEY);
  }

  static RowKey key(ResultSet row) throws SQLException {
    return new RowKey(
        GRAINS[row.getInt("grain")],
        Times.instant(row, "at"),
        row.getString("account_id"),
        row.getString("action_id"),
        row.getString("connection_id"),
        row.getString("target"));
  }

  private static SortedMap<RowKey, Sum> keyed(Collection<RowKey> keys) {
    SortedMap<RowKey, Sum> keyed = new TreeMap<>();
    keys.forEach(key -> keyed.put(key, new Sum()));
    return keyed;
  }

  /** Keys and sums as arrays, in the order of the keys. */
  private static final class Columns {

    private final List<RowKey> keys;
    private final List<Sum> sums;
    private final Sketch scratch = new Sketch();

    Columns(SortedMap<RowKey, Sum> sums) {
      this.keys = new ArrayList<>(sums.keySet());
      this.sums = new ArrayList<>(sums.values());
    }

    void setKeys(PreparedStatement statement) throws SQLException {
      set(statement, 1, "int2", Short[]::new, keys, key -> (short) key.grain().number());
      set(statement, 2, "text", String[]::new, keys, key -> key.at().toString());
      set(statement, 3, "text", String[]::new, keys, RowKey::account);
      set(statement, 4, "text", String[]::new, keys, RowKey::action);
      set(statement, 5, "text", String[]::new, keys, RowKey::connection);
      set(statement, 6, "text", String[]::new, keys, RowKey::target);
    }

    void setAll(PreparedStatement statement) throws SQLException {
      setKeys(statement);
      set(statement, 7, "int8", Long[]::new, sums, sum -> sum.fired);
      set(statement, 8, "int8", Long[]::new, sums, sum -> sum.succeeded);
      set(statement, 9, "int8", Long[]::new, sums, sum -> sum.retrying);
      set(statement, 10, "int8", Long[]::new, sums, sum -> sum.failed);
      set(statement, 11, "int8", Long[]::new, sums, sum -> sum.cancelled);
      setDistributions(statement, 12);
    }

    void setDistributions(PreparedStatement statement) throws SQLException {
      setKeys(statement);
      setDistributions(statement, 7);
    }

    private void setDistributions(PreparedStatement statement, int from) throws SQLException {
      set(statement, from, "text", String[]::new, sums, sum -> Categories.text(sum.categories));
      set(statement, from + 1, "bytea", byte[][]::new, sums, sum -> sum.durations.bytes(scratch));
      set(
          statement,
          from + 2,
          "bytea",
          byte[][]::new,
          sums,
          sum -> sum.firstRequests.bytes(scratch));
    }

    /** The array's own type says how the driver writes it. */
    private static <T, V> void set(
        PreparedStatement statement,
        int index,
        String type,
        IntFunction<V[]> array,
        List<T> of,
        Function<T, V> value)
        throws SQLException {
      V[] values = of.stream().map(value).toArray(array);
      statement.setArray(index, statement.getConnection().createArrayOf(type, values));
    }
  }
}
