package io.atlas.connections.listing;

import io.atlas.model.event.EventJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Finds a part of a list at a cost that depends on neither the list's length nor what it is asked
 * for:
 *
 * <ol>
 *   <li>Reads on from the cursor in the list's order, at most {@link Statement#WINDOW} rows ({@link
 *       Statement#SCATTERED_WINDOW} by last change), and keeps those that match. Common matches
 *       fill the part here.
 *   <li>Where they do not, lets an index find all matches ahead, if they are at most {@link
 *       Statement#MOST}, and sorts them. Rare matches are found here.
 *   <li>Where they are too many for that, or the planner reckons so ({@link Statement#MANY}),
 *       although there are few in the window, answers with those of the window, and the next part
 *       goes on behind it.
 * </ol>
 *
 * Of a million rows with evenly spread matches, whoever has fewer than 50 in 5,000 has fewer than
 * 10,000 in all: the third happens where matches lie together, far from the cursor, and between
 * 5,000 and those, or 25,000 by last change, of which a part then holds fewer than asked for.
 * Thread-safe.
 */
@Component
public final class Lists {

  /**
   * For a search of which every piece is common and the whole is rare. An index cannot tell, so it
   * would look at each row that has all pieces.
   */
  static final Duration LONGEST_SEARCH = Duration.ofMillis(250);

  /**
   * Plans for the values at hand, which decide whether a word is common or rare, and never reads a
   * table whole, as the planner would for a window of scattered rows on a slow disk.
   */
  static final String SETTINGS =
      """
      SELECT set_config('plan_cache_mode', 'force_custom_plan', true),
             set_config('enable_seqscan', 'off', true),
             set_config('statement_timeout', :longest, true)
      """;

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;

  Lists(JdbcClient jdbc, PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.transaction = new TransactionTemplate(transactions);
    transaction.setReadOnly(true);
  }

  /** A row's id, and its place in the list. */
  private record Entry(String id, String key, long position) {

    static Entry of(ResultSet row, int number) throws SQLException {
      return new Entry(row.getString("id"), row.getString("key"), row.getLong("position"));
    }
  }

  /**
   * What was found, in the order of reading.
   *
   * @param end where reading goes on; null where there is nothing further
   */
  private record Found(List<Entry> entries, @Nullable Entry end) {

    /**
     * @param rows of which one more than the limit says that there is more
     */
    static Found of(ListQuery query, List<Entry> rows) {
      return rows.size() > query.limit()
          ? new Found(rows.subList(0, query.limit()), rows.get(query.limit() - 1))
          : new Found(rows, null);
    }
  }

  /**
   * @param load reads the rows of these ids, in any order; those that are gone meanwhile are left
   *     out
   */
  public <R> Part<R> read(
      ListQuery query, Function<Collection<String>, List<R>> load, Function<R, String> id) {
    Part<Entry> part = part(query, find(query));
    List<String> ids = part.items().stream().map(Entry::id).toList();
    Map<String, R> rows =
        ids.isEmpty()
            ? Map.of()
            : load.apply(ids).stream().collect(Collectors.toMap(id, Function.identity()));
    return part.with(ids.stream().map(rows::get).filter(Objects::nonNull).toList());
  }

  private Found find(ListQuery query) {
    List<Entry> window = rows(Statement.within(query), Duration.ZERO, Entry::of);
    if (window.size() > query.limit() || query.unfiltered()) {
      return Found.of(query, window);
    }
    return matching(query).orElseGet(() -> new Found(window, edge(query)));
  }

  /** Where the window ends; null where the list ends in it. */
  private @Nullable Entry edge(ListQuery query) {
    List<Entry> edge = rows(Statement.edge(query), Duration.ZERO, Entry::of);
    return edge.isEmpty() ? null : edge.getFirst();
  }

  /** Nothing where they are too many, or cannot be found in time. */
  private Optional<Found> matching(ListQuery query) {
    record Match(Entry entry, long found) {}
    if (!query.anyFilterIsIndexed() || reckoned(query) > Statement.MANY) {
      return Optional.empty();
    }
    List<Match> matches;
    try {
      matches =
          rows(
              Statement.matching(query),
              LONGEST_SEARCH,
              (row, number) -> new Match(Entry.of(row, number), row.getLong("found")));
    } catch (QueryTimeoutException tooMuch) {
      return Optional.empty();
    }
    return !matches.isEmpty() && matches.getFirst().found() > Statement.MOST
        ? Optional.empty()
        : Optional.of(Found.of(query, matches.stream().map(Match::entry).toList()));
  }

  private double reckoned(ListQuery query) {
    List<String> plan =
        rows(Statement.reckoned(query), Duration.ZERO, (row, number) -> row.getString(1));
    return EventJson.MAPPER.readTree(String.join("\n", plan)).at("/0/Plan/Plan Rows").asDouble(0);
  }

  /**
   * @param longest zero for no bound
   */
  private <T> List<T> rows(Statement statement, Duration longest, RowMapper<T> mapper) {
    return transaction.execute(status -> {
      var _ =
          jdbc.sql(SETTINGS)
              .param("longest", Long.toString(longest.toMillis()))
              .query()
              .singleRow();
      return jdbc.sql(statement.sql()).params(statement.parameters()).query(mapper).list();
    });
  }

  private static Part<Entry> part(ListQuery query, Found found) {
    Cursor from = query.cursor();
    List<Entry> entries = found.entries();
    String onward = cursor(query, found.end(), query.backwards());
    String back =
        from == null
            ? null
            : entries.isEmpty()
                ? from.turned().written()
                : cursor(query, entries.getFirst(), !query.backwards());
    return query.backwards()
        ? new Part<>(entries.reversed(), back, onward)
        : new Part<>(entries, onward, back);
  }

  private static @Nullable String cursor(
      ListQuery query, @Nullable Entry beside, boolean backwards) {
    return beside == null
        ? null
        : new Cursor(query.digest(), backwards, beside.key(), beside.position()).written();
  }
}
