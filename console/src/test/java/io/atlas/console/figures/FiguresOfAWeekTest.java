package io.atlas.console.figures;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.embedded.TestServers;
import io.atlas.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * A week of many actions, each with a result an hour and more for the later ones. Of 10,000 or
 * 100,000 with {@code -Datlas.figures.actions=10000}, which is read within 100 ms; then there are
 * ninety days, and two hours by the minute.
 */
class FiguresOfAWeekTest {

  private static final int MANY = 10_000;
  private static final int ACTIONS = Integer.getInteger("atlas.figures.actions", 40);

  /** What is always told apart, of more actions than have rows: the busiest come first. */
  private static final int BUSIEST = 1_000;

  private static final int HOURS = 7 * 24;
  private static final Duration LONGEST = Duration.ofMillis(100);

  private static final ManualClock CLOCK = ManualClock.atNoon();
  private static Figures figures;

  @BeforeAll
  static void fill() {
    DriverManagerDataSource database = new DriverManagerDataSource(TestServers.freshDatabase());
    var _ =
        Flyway.configure().dataSource(database).locations("classpath:db/console").load().migrate();
    JdbcTemplate jdbc = new JdbcTemplate(database);
    Instant end = CLOCK.instant().truncatedTo(ChronoUnit.DAYS);
    boolean many = ACTIONS >= MANY;
    fill(jdbc, "figures_minute", Duration.ofMinutes(1), many ? Duration.ofHours(2) : null, end);
    fill(jdbc, "figures_hour", Duration.ofHours(1), Duration.ofHours(HOURS), end);
    fill(jdbc, "figures_day", Duration.ofDays(1), Duration.ofDays(many ? 90 : 7), end);
    jdbc.update("UPDATE figures_folded SET until = ?::timestamptz", end.toString());
    jdbc.execute("ANALYZE figures_hour, figures_day, figures_minute");
    CLOCK.set(end);
    SingleConnectionDataSource one = new SingleConnectionDataSource(database.getUrl(), true);
    figures = new Figures(one, new JdbcTransactionManager(one), CLOCK);
  }

  /**
   * Action n has n results an hour, a day's worth a day, and one a minute of each; connections,
   * targets and the whole are their sums. Every other action is of one connection, the others of a
   * thousand, and all of two thousand targets. Beyond 10,000 rows the others are together, other
   * ones each time. Rows lie bucket by bucket, as those who count and fold write them.
   *
   * @param back null for none
   */
  private static void fill(
      JdbcTemplate jdbc, String table, Duration width, @Nullable Duration back, Instant end) {
    if (back == null) {
      return;
    }
    Sketch sketch = new Sketch();
    Arrays.stream(new double[] {12, 30, 41, 55, 90, 260}).forEach(sketch::add);
    byte[] bytes = sketch.bytes();
    jdbc.update(
        """
        INSERT INTO %1$s (grain, at, account_id, action_id, connection_id, target, fired,
          succeeded, retrying, failed, categories, duration, first_request)
        SELECT grain, at, 'a', CASE grain WHEN 3 THEN action ELSE '' END,
          CASE WHEN grain IN (0, 2) THEN '' WHEN grain = 3 AND action = 'all others' THEN action
            WHEN n %% 2 = 0 THEN 'c' ELSE 'c-' || n %% 2000 END,
          CASE WHEN grain IN (0, 1) THEN '' WHEN grain = 3 AND action = 'all others' THEN action
            ELSE 'h-' || n %% 2000 END,
          sum(n) * %2$d, sum(n) * %2$d, 0, 0, '', ?, ?
        FROM (
          SELECT n, at, CASE WHEN n > %3$d - %4$d OR %3$d <= %5$d
              OR (n * 7919 + extract(epoch FROM at)::bigint / 60 * 104729) %% %3$d < %5$d - %4$d
            THEN 'action-' || n ELSE 'all others' END AS action
          FROM generate_series(1, %3$d) n,
            generate_series(?::timestamptz, ?::timestamptz, interval '%6$d seconds') at
        ) a, unnest(ARRAY[0, 1, 2, 3]) grain
        GROUP BY grain, at, 4, 5, 6 ORDER BY at
        """
            .formatted(
                table, Math.max(1, width.toHours()), ACTIONS, BUSIEST, MANY, width.toSeconds()),
        bytes,
        bytes,
        end.minus(back).toString(),
        end.minus(width).toString());
    jdbc.update("UPDATE " + table + " SET details = ? WHERE grain = 0", Math.min(ACTIONS, MANY));
  }

  @Test
  void theTenLargestAndAllOthersAreTheWhole() {
    FiguresQuery week =
        FiguresQuery.of("a", CLOCK.instant().minus(Duration.ofHours(HOURS)), CLOCK.instant());
    FiguresResult result = figures.read(week.by(Split.ACTION));
    assertThat(result.series()).hasSize(11);
    assertThat(result.series().getFirst().key()).isEqualTo("action-" + ACTIONS);
    assertThat(result.series().getFirst().results()).isEqualTo((long) ACTIONS * HOURS);
    long whole = (long) ACTIONS * (ACTIONS + 1) / 2 * HOURS;
    assertThat(result.series().stream().mapToLong(Series::results).sum()).isEqualTo(whole);
    FiguresQuery ofConnection =
        new FiguresQuery("a", week.from(), week.to(), Split.ACTION, null, "c", null);
    assertThat(figures.read(ofConnection).series()).hasSize(11);

    for (FiguresQuery query : new FiguresQuery[] {week, week.by(Split.ACTION), ofConnection}) {
      long fastest = Long.MAX_VALUE;
      for (int i = 0; i < 20; i++) {
        long before = System.nanoTime();
        assertThat(figures.read(query).series()).isNotEmpty();
        fastest = Math.min(fastest, System.nanoTime() - before);
      }
      if (ACTIONS >= MANY) {
        System.out.printf("FIGURES %s: %.1f ms%n", query, fastest / 1e6);
        assertThat(Duration.ofNanos(fastest)).isLessThan(LONGEST);
      }
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "atlas.figures.actions", matches = ".*")
  void everyRangeIsBounded() {
    for (Duration range :
        List.of(
            Duration.ofMinutes(15),
            Duration.ofHours(1),
            Duration.ofHours(24),
            Duration.ofDays(7),
            Duration.ofDays(90))) {
      Instant now = CLOCK.instant();
      FiguresQuery query = FiguresQuery.of("a", now.minus(range), now);
      FiguresQuery ofOne =
          new FiguresQuery("a", query.from(), now, Split.NONE, "action-" + ACTIONS, null, null);
      FiguresQuery ofConnection =
          new FiguresQuery("a", query.from(), now, Split.ACTION, null, "c", null);
      List<FiguresQuery> all =
          List.of(
              query,
              query.by(Split.ACTION),
              query.by(Split.CONNECTION),
              query.by(Split.TARGET),
              FiguresQuery.of(null, query.from(), now).by(Split.ACCOUNT),
              ofConnection,
              ofOne);
      for (FiguresQuery each : all) {
        long fastest = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
          long before = System.nanoTime();
          // The shortest range is read of rows by 10 s, of which there are none here.
          assertThat(figures.read(each).step()).isPositive();
          fastest = Math.min(fastest, System.nanoTime() - before);
        }
        System.out.printf(
            "FIGURES %d actions, %s, by %s, of %s %s: %.1f ms%n",
            ACTIONS, range, each.split(), each.actionId(), each.connectionId(), fastest / 1e6);
        assertThat(Duration.ofNanos(fastest)).isLessThan(LONGEST.multipliedBy(10));
      }
    }
  }
}
