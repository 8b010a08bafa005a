package io.atlas.console.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atlas.embedded.TestServers;
import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.model.event.ActionExecuted.Request;
import io.atlas.model.event.FailureCategory;
import io.atlas.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What is counted, folded, removed and read, at times of the test's choice. */
class FiguresTablesTest {

  private static final DriverManagerDataSource DATABASE = database();

  private final ManualClock clock = ManualClock.atNoon();
  private final Instant noon = clock.instant();
  private final JdbcTemplate jdbc = new JdbcTemplate(DATABASE);
  private final JdbcTransactionManager manager = new JdbcTransactionManager(DATABASE);
  private final TransactionTemplate transaction = new TransactionTemplate(manager);
  private final FiguresTables tables = new FiguresTables(new FiguresRows(jdbc), jdbc);
  private final FiguresWriter writer = new FiguresWriter(JdbcClient.create(jdbc), tables, clock);
  private final FiguresFolding folding = new FiguresFolding(jdbc, transaction, tables, clock);
  private final Figures figures = new Figures(DATABASE, manager, clock);
  private int executions;

  private static DriverManagerDataSource database() {
    DriverManagerDataSource database = new DriverManagerDataSource(TestServers.freshDatabase());
    var _ =
        Flyway.configure().dataSource(database).locations("classpath:db/console").load().migrate();
    return database;
  }

  @BeforeEach
  void empty() {
    jdbc.execute("TRUNCATE figures_10s, figures_minute, figures_hour, figures_day");
    jdbc.update("UPDATE figures_folded SET until = ?::timestamptz", noon.toString());
  }

  @Test
  void everyOutcomeIsToldApart() {
    Instant at = noon.plusSeconds(3);
    count(
        result("a", "x", 1, Outcome.SUCCEEDED, null, at, 40),
        result("a", "x", 1, Outcome.RETRYING, FailureCategory.TIMEOUT, at, 90),
        result("a", "x", 2, Outcome.FAILED, FailureCategory.TIMEOUT, at, 90),
        cancelled("z", at),
        // Put aside, and then executed as the same attempt.
        result("a", "y", 1, Outcome.RETRYING, FailureCategory.TOKEN_UNAVAILABLE, at, 0),
        result("a", "y", 1, Outcome.SUCCEEDED, null, at, 40));
    clock.advance(Duration.ofMinutes(1));

    Series all = only(last15Minutes("a"));
    Point point =
        all.points().stream().filter(each -> each.results() > 0).findFirst().orElseThrow();
    assertThat(point.at()).isEqualTo(noon);
    assertThat(all.fired()).isEqualTo(3);
    assertThat(point.results()).isEqualTo(6);
    assertThat(point.succeeded()).isEqualTo(2);
    assertThat(point.retrying()).isEqualTo(2);
    assertThat(point.failed()).isEqualTo(1);
    assertThat(point.cancelled()).isEqualTo(1);
    assertThat(point.categories()).isEqualTo(Map.of("TIMEOUT", 1L, "TOKEN_UNAVAILABLE", 1L));
    assertThat(point.reasons()).isEqualTo(Map.of("TIMEOUT", 1L));
    assertThat(point.p50Ms()).isBetween(39.0, 41.0);
    assertThat(point.p99Ms()).isBetween(89.0, 91.0);
    assertThat(point.firstRequestP99Ms()).isBetween(9.9, 10.1);
    FiguresResult split = figures.read(last15Minutes("a").by(Split.ACTION));
    assertThat(split.series()).extracting(Series::key).containsExactly("x", "y", "z");
    assertThat(split.series()).extracting(Series::results).containsExactly(3L, 2L, 1L);
    assertThat(split.series()).extracting(Series::fired).containsExactly(2L, 1L, 0L);
    assertThat(split.othersIncluded()).isFalse();
  }

  @Test
  void accountsStayApartAndThePlatformHasAll() {
    count(
        result("a", "x", 1, Outcome.SUCCEEDED, null, noon, 1),
        result("b", "x", 1, Outcome.SUCCEEDED, null, noon, 1),
        result("b", "x", 1, Outcome.SUCCEEDED, null, noon, 1),
        result(null, "gone", 1, Outcome.FAILED, FailureCategory.UNKNOWN_ACTION, noon, 1));
    clock.advance(Duration.ofMinutes(1));

    assertThat(only(last15Minutes("a")).results()).isEqualTo(1);
    assertThat(only(last15Minutes("b")).results()).isEqualTo(2);
    assertThat(only(last15Minutes("c")).results()).isZero();
    for (Split split : List.of(Split.ACTION, Split.CONNECTION, Split.TARGET)) {
      assertThat(figures.read(last15Minutes("a").by(split)).series())
          .as("%s", split)
          .extracting(Series::results)
          .containsExactly(1L);
    }
    FiguresResult platform = figures.read(last15Minutes(null).by(Split.ACCOUNT));
    assertThat(platform.series()).extracting(Series::key).containsExactly("b", "a", Series.OTHERS);
    assertThat(platform.series()).extracting(Series::results).containsExactly(2L, 1L, 1L);
    assertThat(only(last15Minutes(null)).results()).isEqualTo(4);
  }

  @Test
  void filtersAndSplitsGoTogether() {
    for (int i = 0; i < 24; i++) {
      count(result("a", "action-" + i % 12, "c" + i % 2, "h" + i % 3 + ".example.com", noon));
    }
    clock.advance(Duration.ofMinutes(1));
    FiguresQuery all = last15Minutes("a");
    FiguresQuery ofConnection =
        new FiguresQuery("a", all.from(), all.to(), Split.NONE, null, "c1", null);
    assertThat(only(ofConnection).results()).isEqualTo(12);
    assertThat(results(ofConnection.by(Split.TARGET))).containsExactly(4L, 4L, 4L);
    assertThat(results(ofConnection.by(Split.ACTION))).containsExactly(2L, 2L, 2L, 2L, 2L, 2L);
    FiguresQuery ofBoth =
        new FiguresQuery("a", all.from(), all.to(), Split.ACTION, null, "c1", "h1.example.com");
    assertThat(results(ofBoth)).containsExactly(2L, 2L);
    FiguresResult byAction = figures.read(all.by(Split.ACTION));
    assertThat(byAction.series()).hasSize(11);
    assertThat(byAction.series().getLast().isOthers()).isTrue();
    assertThat(byAction.series().getLast().results()).isEqualTo(4);
    assertThat(byAction.othersIncluded()).isTrue();
  }

  @Test
  void foldingChangesNoNumber() {
    List<FiguresQuery> queries = new ArrayList<>();
    for (int minute = 0; minute < 90; minute++) {
      count(result("a", "x" + minute % 3, 1, Outcome.SUCCEEDED, null, clock.instant(), minute));
      clock.advance(Duration.ofMinutes(1));
    }
    Instant now = clock.instant();
    for (Duration range :
        List.of(Duration.ofMinutes(80), Duration.ofDays(7), Duration.ofDays(90))) {
      queries.add(FiguresQuery.of("a", now.minus(range), now));
      queries.add(FiguresQuery.of("a", now.minus(range), now).by(Split.ACTION));
    }
    List<FiguresResult> before = queries.stream().map(figures::read).toList();
    assertThat(before.get(2).series().getFirst().results()).isEqualTo(90);

    foldAll();
    assertThat(jdbc.queryForObject("SELECT count(*) FROM figures_hour", Long.class)).isPositive();
    assertThat(queries.stream().map(figures::read).toList()).isEqualTo(before);
    foldAll();
    assertThat(queries.stream().map(figures::read).toList()).isEqualTo(before);
  }

  @Test
  void aLateResultIsInItsOwnBucket() {
    count(result("a", "x", 1, Outcome.SUCCEEDED, null, noon, 1));
    clock.advance(Duration.ofHours(3));
    count(result("a", "x", 1, Outcome.SUCCEEDED, null, clock.instant(), 1));
    foldAll();
    // Folded, still among the minutes; and older than any minute.
    Instant late = noon.minus(Duration.ofDays(6));
    count(
        result("a", "x", 1, Outcome.SUCCEEDED, null, noon, 1),
        result("a", "x", 1, Outcome.SUCCEEDED, null, late, 1));
    clock.advance(Duration.ofMinutes(5));

    Instant now = clock.instant();
    Series days = only(FiguresQuery.of("a", now.minus(Duration.ofDays(7)), now));
    assertThat(at(days, noon)).isEqualTo(2);
    assertThat(at(days, noon.plus(Duration.ofHours(3)))).isEqualTo(1);
    assertThat(at(days, late)).isEqualTo(1);
    Series day = only(FiguresQuery.of("a", now.minus(Duration.ofDays(1)), now));
    assertThat(at(day, noon)).isEqualTo(2);
    assertThat(day.results()).isEqualTo(3);
    Series quarter = only(FiguresQuery.of("a", now.minus(Duration.ofDays(90)), now));
    assertThat(quarter.results()).isEqualTo(4);
  }

  @Test
  void aResultOfTheFutureCameAboutWhenItWasWritten() {
    ActionExecuted ahead =
        result("a", "x", 1, Outcome.SUCCEEDED, null, Instant.parse("2999-01-01T00:00:00Z"), 1);
    count(List.of(Counted.of(ahead, "a", null, noon.plusSeconds(1))));
    clock.advance(Duration.ofMinutes(1));
    assertThat(at(only(last15Minutes("a")), noon)).isEqualTo(1);
    assertThat(
            jdbc.queryForObject(
                "SELECT max(at) = ?::timestamptz FROM figures_minute",
                Boolean.class,
                noon.toString()))
        .isTrue();
  }

  @Test
  void whoeverDiesWhileFoldingHasDoneNothing() {
    count(result("a", "x", 1, Outcome.SUCCEEDED, null, noon, 1));
    clock.advance(Duration.ofHours(1));
    count(result("a", "x", 1, Outcome.SUCCEEDED, null, clock.instant(), 1));
    // The last thing of a fold: what it did before is undone.
    jdbc.execute(
        "ALTER TABLE figures_folded ADD CONSTRAINT dies CHECK (until < '2026-01-01') NOT VALID");
    assertThatThrownBy(folding::foldNext).hasMessageContaining("dies");
    jdbc.execute("ALTER TABLE figures_folded DROP CONSTRAINT dies");
    assertThat(jdbc.queryForObject("SELECT count(*) FROM figures_hour", Long.class)).isZero();

    // Two consoles at once.
    CompletableFuture.allOf(
            CompletableFuture.runAsync(this::foldAll), CompletableFuture.runAsync(() -> foldAll()))
        .join();
    assertThat(
            jdbc.queryForList(
                "SELECT succeeded FROM figures_hour WHERE grain = 0 AND account_id = 'a'"
                    + " AND at = ?::timestamptz",
                Long.class,
                noon.toString()))
        .containsExactly(1L);
  }

  @Test
  void moreThanTenThousandRowsAreAllOthers() {
    int beyond = 5;
    count(
        IntStream.range(0, FiguresTables.MOST_DETAILS - 1)
            .mapToObj(i -> counted(result("a", "action-" + i, "c", "host-" + i, noon)))
            .toList());
    // The last that fits, one that is there, and what is beyond.
    count(
        IntStream.range(FiguresTables.MOST_DETAILS - 2, FiguresTables.MOST_DETAILS + beyond)
            .mapToObj(i -> counted(result("a", "action-" + i, "c", "host-" + i, noon)))
            .toList());
    count(result("b", "action-b", "c", "host-b", noon));
    count(result("a", "action-7", "c", "host-7", noon));

    assertThat(
            jdbc.queryForObject(
                "SELECT count(*) FROM figures_minute WHERE grain = 3 AND account_id = 'a'",
                Long.class))
        .isEqualTo(FiguresTables.MOST_DETAILS + 1);
    assertThat(
            jdbc.queryForList(
                "SELECT succeeded FROM figures_minute WHERE account_id = 'a' AND target = ?"
                    + " ORDER BY grain",
                Long.class,
                Series.OTHERS))
        .containsExactly((long) beyond, (long) beyond);
    clock.advance(Duration.ofMinutes(1));
    FiguresResult split = figures.read(last15Minutes("a").by(Split.ACTION));
    assertThat(split.series().getFirst().key()).isIn("action-7", "action-9998");
    assertThat(split.series().stream().mapToLong(Series::results).sum())
        .isEqualTo(FiguresTables.MOST_DETAILS + beyond + 2);
    assertThat(only(last15Minutes("b")).results()).isEqualTo(1);
    assertThat(split.untold()).isZero();
    FiguresQuery all = last15Minutes("a");
    for (FiguresQuery missing :
        List.of(
            new FiguresQuery("a", all.from(), all.to(), Split.NONE, "action-10004", null, null),
            new FiguresQuery("a", all.from(), all.to(), Split.ACTION, null, null, "host-10004"))) {
      assertThat(figures.read(missing).untold()).isEqualTo(beyond);
    }
    FiguresQuery other =
        new FiguresQuery("b", all.from(), all.to(), Split.NONE, "action-b", null, null);
    assertThat(figures.read(other).untold()).isZero();
  }

  @Test
  void ofVeryManyRowsTheLatestSayWhoIsLargest() {
    count(
        result("a", "early", 1, Outcome.SUCCEEDED, null, noon, 1),
        result("a", "early", 1, Outcome.SUCCEEDED, null, noon, 1),
        result("a", "late", 1, Outcome.SUCCEEDED, null, noon, 1),
        result("a", "late", 1, Outcome.SUCCEEDED, null, noon.plusSeconds(60), 1));
    clock.advance(Duration.ofMinutes(2));
    FiguresQuery query = last15Minutes("a").by(Split.ACTION);
    assertThat(figures.read(query).series())
        .extracting(Series::key)
        .containsExactly("early", "late");
    jdbc.update("UPDATE figures_minute SET details = 60000 WHERE grain = 0 AND account_id = 'a'");
    List<Series> series = figures.read(query).series();
    assertThat(series).extracting(Series::key).containsExactly("late", Series.OTHERS);
    assertThat(series).extracting(Series::results).containsExactly(2L, 2L);
  }

  @Test
  void aBusyRowStaysShortAndExact() {
    Sketch exact = new Sketch();
    for (int batch = 0; batch < 60; batch++) {
      List<Counted> results = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        long millis = 1 + (batch * 7919L + i * 104_729L) % 60_000;
        exact.add((double) millis);
        results.add(
            counted(result("a", "x", 1, Outcome.FAILED, FailureCategory.TIMEOUT, noon, millis)));
      }
      count(results);
    }
    assertThat(
            jdbc.queryForObject(
                "SELECT max(length(categories) + length(duration)) FROM figures_minute",
                Long.class))
        .isLessThan(6_000);
    clock.advance(Duration.ofMinutes(1));
    Series series = figures.read(last15Minutes("a").by(Split.ACTION)).series().getFirst();
    Point point =
        series.points().stream().filter(each -> each.failed() > 0).findFirst().orElseThrow();
    assertThat(point.failed()).isEqualTo(2_400);
    assertThat(point.reasons()).isEqualTo(Map.of("TIMEOUT", 2_400L));
    assertThat(point.p95Ms()).isEqualTo(exact.quantile(0.95));
  }

  @Test
  void whatIsOverAgeGoesOnceItIsFolded() {
    count(result("a", "x", 1, Outcome.SUCCEEDED, null, noon, 1));
    clock.advance(Duration.ofDays(2).plusHours(1));
    folding.removeOld();
    assertThat(tableSizes()).containsExactly(0L, 5L, 0L, 0L);
    foldAll();
    folding.removeOld();
    assertThat(tableSizes()).containsExactly(0L, 0L, 5L, 5L);
    clock.advance(Duration.ofDays(401));
    folding.removeOld();
    assertThat(tableSizes()).containsExactly(0L, 0L, 0L, 0L);
  }

  private List<Long> tableSizes() {
    return List.of(Resolution.values()).stream()
        .map(each -> jdbc.queryForObject("SELECT count(*) FROM " + each.table(), Long.class))
        .toList();
  }

  private void foldAll() {
    while (folding.foldNext()) {
      assertThat(clock.instant()).isAfter(noon);
    }
  }

  private List<Long> results(FiguresQuery query) {
    return figures.read(query).series().stream().map(Series::results).toList();
  }

  private Series only(FiguresQuery query) {
    List<Series> series = figures.read(query).series();
    assertThat(series).hasSize(1);
    return series.getFirst();
  }

  private static long at(Series series, Instant moment) {
    Point last = series.points().getFirst();
    for (Point point : series.points()) {
      last = point.at().isAfter(moment) ? last : point;
    }
    return last.results();
  }

  private FiguresQuery last15Minutes(@Nullable String account) {
    Instant now = clock.instant();
    return FiguresQuery.of(account, now.minus(Duration.ofMinutes(15)), now);
  }

  private void count(ActionExecuted... results) {
    count(List.of(results).stream().map(FiguresTablesTest::counted).toList());
  }

  private void count(List<Counted> results) {
    transaction.executeWithoutResult(_ -> writer.count(results));
  }

  private static Counted counted(ActionExecuted result) {
    String host = result.request() == null ? null : result.request().url().substring(8);
    return Counted.of(
        result, result.accountId(), host, result.startedAt().plusMillis(result.durationMs()));
  }

  /** After an attempt; nothing was sent for it. */
  private ActionExecuted cancelled(String action, Instant at) {
    return new ActionExecuted(
        "execution-" + executions++,
        action,
        "a",
        2,
        Outcome.FAILED,
        null,
        FailureCategory.CANCELLED,
        null,
        at,
        0,
        null,
        null,
        null,
        null,
        null,
        null,
        at.minusSeconds(60),
        null);
  }

  private ActionExecuted result(
      @Nullable String account,
      String action,
      int attempt,
      Outcome outcome,
      @Nullable FailureCategory category,
      Instant endedAt,
      long millis) {
    Instant started = endedAt.minusMillis(millis);
    return new ActionExecuted(
        "execution-" + executions++,
        action,
        account,
        attempt,
        outcome,
        null,
        category,
        null,
        started,
        millis,
        null,
        null,
        new Request("POST", "https://orders.example.com", Map.of()),
        null,
        null,
        null,
        started.minusMillis(10),
        null);
  }

  private ActionExecuted result(
      String account, String action, String connection, String host, Instant at) {
    return new ActionExecuted(
        "execution-" + executions++,
        action,
        account,
        1,
        Outcome.SUCCEEDED,
        200,
        null,
        null,
        at,
        0,
        null,
        connection,
        new Request("POST", "https://" + host, Map.of()),
        null,
        null,
        null,
        at,
        null);
  }
}
