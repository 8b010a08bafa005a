package io.atlas.console.figures;

import io.atlas.kit.rate.AccountShares;
import io.atlas.kit.sql.Times;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Questions about figures over time. An account asks a few at a time, and none for long: a {@link
 * QueryTimeoutException} or a {@link BulkheadFullException} says so. Thread-safe.
 */
@Component
public class Figures {

  /** A chart with more lines cannot be read. */
  private static final int LARGEST = 10;

  private static final int LONGEST_SECONDS = 5;
  private static final int QUESTIONS_AT_ONCE = 3;

  /** Of shorter ranges the minutes are few enough to be summed up key by key. */
  private static final Duration RANKED_BY_MINUTES = Duration.ofMinutes(20);

  private static final Duration RANKED_BY_HOURS = Duration.ofHours(25);

  /** So many rows are looked at in time to find the largest: a week of 10,000 actions. */
  private static final long MOST_RANKED = 100_000;

  private final JdbcClient jdbc;
  private final TransactionTemplate oneMoment;
  private final Clock clock;
  private final AccountShares shares =
      new AccountShares(QUESTIONS_AT_ONCE, Duration.ofSeconds(LONGEST_SECONDS));

  Figures(DataSource database, PlatformTransactionManager transactions, Clock clock) {
    JdbcTemplate bounded = new JdbcTemplate(database);
    bounded.setQueryTimeout(LONGEST_SECONDS);
    this.jdbc = JdbcClient.create(bounded);
    this.oneMoment = new TransactionTemplate(transactions);
    // What is folded while it is read would count twice or not at all.
    oneMoment.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    oneMoment.setReadOnly(true);
    this.clock = clock;
  }

  public FiguresResult read(FiguresQuery query) {
    Window window = Window.of(query, clock.instant());
    String account = Objects.requireNonNullElse(query.accountId(), "");
    return shares.use(
        account, () -> Objects.requireNonNull(oneMoment.execute(_ -> answer(query, window))));
  }

  private FiguresResult answer(FiguresQuery query, Window window) {
    Instant folded = folded();
    Map<String, Map<Instant, Sum>> all =
        points(new FiguresSql(jdbc, query, Split.NONE), window, folded);
    Series total = series("", all.getOrDefault("", Map.of()), window);
    if (query.split() == Split.NONE) {
      return result(window, List.of(total), untold(query, window, folded));
    }
    List<String> largest = largest(query, window, folded);
    FiguresSql ofLargest = new FiguresSql(jdbc, query, query.split());
    ofLargest.only(largest);
    Map<String, Map<Instant, Sum>> split = points(ofLargest, window, folded);
    List<Series> told =
        split.entrySet().stream()
            .map(each -> series(each.getKey(), each.getValue(), window))
            .filter(each -> each.results() > 0)
            .sorted(Comparator.comparingLong(Series::results).reversed().thenComparing(Series::key))
            .toList();
    List<Series> series = new ArrayList<>(told);
    Others.of(total, told).ifPresent(series::add);
    return result(window, series, untold(query, window, folded));
  }

  private long untold(FiguresQuery query, Window window, Instant folded) {
    return query.filtersNothing()
        ? 0
        : points(new FiguresSql(jdbc, query.untold(), query.split()), window, folded)
            .values()
            .stream()
            .flatMap(steps -> steps.values().stream())
            .mapToLong(Sum::results)
            .sum();
  }

  private Instant folded() {
    return jdbc.sql("SELECT until FROM figures_folded")
        .query((row, number) -> Times.instant(row, "until"))
        .single();
  }

  /** By key and start of the step. */
  private Map<String, Map<Instant, Sum>> points(FiguresSql sql, Window window, Instant folded) {
    Map<String, Map<Instant, Sum>> points = new HashMap<>();
    Parts.of(window.source(), window.from(), window.to(), folded)
        .forEach((source, buckets) ->
            sql.rows(source, buckets)
                .query(row -> {
                  Instant step = Resolution.floor(Times.instant(row, "at"), window.step());
                  points
                      .computeIfAbsent(row.getString("key"), _ -> new HashMap<>())
                      .computeIfAbsent(step, _ -> new Sum())
                      .add(row);
                }));
    return points;
  }

  /**
   * The keys with the most results. Where the range is long, of the whole hours or days that it
   * touches, and the latest of them where there are very many rows: who is largest decides only
   * which ones are told apart, and every number is exact.
   */
  private List<String> largest(FiguresQuery query, Window window, Instant folded) {
    Duration range = Duration.between(window.from(), window.to());
    Resolution by =
        range.compareTo(RANKED_BY_MINUTES) <= 0
            ? window.source()
            : range.compareTo(RANKED_BY_HOURS) <= 0 ? Resolution.HOUR : Resolution.DAY;
    FiguresSql sql = new FiguresSql(jdbc, query, query.split());
    Map<String, Long> sizes = new HashMap<>();
    Parts.of(by, window.from(), window.to(), folded)
        .forEach((source, buckets) ->
            sql.sizes(source, latest(query, source, buckets))
                .query(row -> {
                  sizes.merge(row.getString("key"), row.getLong("results"), Long::sum);
                }));
    sizes.remove(Series.OTHERS);
    return sizes.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(LARGEST)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The latest buckets, as many as have no more rows than can be looked at; at least one. */
  private List<Instant> latest(FiguresQuery query, Resolution source, List<Instant> buckets) {
    if (Grain.of(query, query.split()) == Grain.ALL || buckets.isEmpty()) {
      return buckets;
    }
    String account = query.accountId();
    FiguresQuery whole = FiguresQuery.of(account, query.from(), query.to());
    Map<Instant, Long> details = new HashMap<>();
    new FiguresSql(jdbc, whole, account == null ? Split.ACCOUNT : Split.NONE)
        .details(source, buckets)
        .query(row -> {
          details.put(Times.instant(row, "at"), row.getLong("details"));
        });
    int first = buckets.size() - 1;
    long rows = details.getOrDefault(buckets.getLast(), 0L);
    while (first > 0) {
      rows += details.getOrDefault(buckets.get(first - 1), 0L);
      if (rows > MOST_RANKED) {
        break;
      }
      first--;
    }
    return buckets.subList(first, buckets.size());
  }

  private static Series series(String key, Map<Instant, Sum> sums, Window window) {
    Sum nothing = new Sum();
    Sketch scratch = new Sketch();
    return new Series(
        key,
        window.points().stream()
            .map(at -> sums.getOrDefault(at, nothing).at(at, scratch))
            .toList());
  }

  private static FiguresResult result(Window window, List<Series> series, long untold) {
    boolean others = !series.isEmpty() && series.getLast().isOthers();
    return new FiguresResult(window.step(), window.from(), window.to(), series, others, untold);
  }
}
