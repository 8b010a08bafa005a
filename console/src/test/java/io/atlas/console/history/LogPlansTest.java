package io.atlas.console.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.embedded.TestServers;
import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.model.event.FailureCategory;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * No filter of the log reads all executions to show 50. With {@code -Datlas.log.rows=10000000} and
 * {@code -Datlas.log.days=30} it prints how long each took instead.
 */
class LogPlansTest {

  private static final int ROWS = Integer.getInteger("atlas.log.rows", 100_000);
  private static final int DAYS = Integer.getInteger("atlas.log.days", 1);

  /** All of a day, and some of the one before. */
  private static final int SECONDS = DAYS * 100_000;

  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

  private static final LocalDate LAST_DAY = LocalDate.ofInstant(NOW, ZoneOffset.UTC);

  private static JdbcClient jdbc;

  @BeforeAll
  static void fill() {
    DriverManagerDataSource database = new DriverManagerDataSource(TestServers.freshDatabase());
    var _ =
        Flyway.configure().dataSource(database).locations("classpath:db/console").load().migrate();
    JdbcTemplate template = new JdbcTemplate(database);
    for (LocalDate day = LocalDate.ofInstant(NOW.minusSeconds(SECONDS), ZoneOffset.UTC);
        !day.isAfter(LAST_DAY);
        day = day.plusDays(1)) {
      template.execute(
          "CREATE TABLE execution_%d PARTITION OF execution FOR VALUES FROM ('%s+00') TO ('%s+00')"
              .formatted(day.toEpochDay(), day.atStartOfDay(), day.plusDays(1).atStartOfDay()));
    }
    // Of two accounts; one execution in 500 fails, in 5,000 retries, in 20,000 is cancelled.
    template.execute(
        """
        INSERT INTO execution (account_id, execution_id, fired_at, action_id, connection_id,
          outcome, status, category, attempt, started_at, duration_ms, method, url, target)
        SELECT 'account-' || n %% 2, 'execution-' || n, at, 'action-' || n %% 400,
          'connection-' || n %% 100, outcome,
          CASE outcome WHEN 'SUCCEEDED' THEN 200 WHEN 'RETRYING' THEN 503 ELSE 404 END,
          CASE WHEN outcome = 'SUCCEEDED' THEN NULL WHEN n %% 20000 = 2 THEN 'CANCELLED'
            WHEN outcome = 'RETRYING' THEN 'TARGET_ERROR' ELSE 'REJECTED' END,
          1, at, 40, 'POST', 'https://host', 'host-' || n %% 300 || '.example.com'
        FROM (SELECT n,
            timestamptz '2026-11-24 12:00:00+00' - n * (interval '1 second' * %1$d / %2$d) AS at,
          CASE WHEN n %% 5000 = 0 THEN 'RETRYING' WHEN n %% 500 = 2 THEN 'FAILED'
            ELSE 'SUCCEEDED' END AS outcome
          FROM generate_series(1, %2$d) n) made
        """
            .formatted(SECONDS, ROWS));
    // And of one that does nothing but fail.
    template.execute(
        """
        INSERT INTO execution (account_id, execution_id, fired_at, action_id, outcome, status,
          category, attempt, started_at, duration_ms, target)
        SELECT 'failing', 'failing-' || n, at, 'action', 'FAILED', 404, 'REJECTED', 1, at, 40, 'host'
        FROM (SELECT n, timestamptz '2026-11-23 08:00:00+00' - n * interval '0.5 second' AS at
          FROM generate_series(1, 40000) n) made
        """);
    template.execute("ANALYZE execution");
    // As the database does by itself, a little later.
    template.execute(
        """
        DO $$ DECLARE index regclass; BEGIN
          FOR index IN SELECT c.oid FROM pg_class c JOIN pg_am a ON a.oid = c.relam
            WHERE a.amname = 'brin' AND c.relkind = 'i' LOOP
            PERFORM brin_summarize_new_values(index);
          END LOOP;
        END $$
        """);
    jdbc = JdbcClient.create(template);
  }

  @Test
  void everyFilterReadsItsOwnRowsOnly() {
    Map<String, Selection> filters = new LinkedHashMap<>();
    filters.put("all", Selection.ALL);
    filters.put("action", filter("action-2", null, null, null));
    filters.put("connection", filter(null, "connection-2", null, null));
    filters.put("category", filter(null, null, FailureCategory.CANCELLED, null));
    filters.put("host", filter(null, null, null, "host-2.example.com"));
    filters.put("outcome", Selection.of(ExecutionFilter.ALL.withOutcome(Outcome.RETRYING)));
    filters.put("succeeded", states(State.SUCCEEDED));
    filters.put("failed", states(State.FAILED));
    filters.put("several", states(State.FAILED, State.RETRYING, State.CANCELLED));
    filters.put("one status", status("404"));
    filters.put("common status", status("200"));
    filters.put("a common kind of status", status("2xx"));
    filters.put("rare status", status("500"));
    filters.put("a kind of status", status("5xx"));
    filters.put(
        "several actions",
        new Selection(ExecutionFilter.ALL, Set.of(), null, List.of("action-2", "action-4")));
    filters.put(
        "time",
        Selection.of(
            new ExecutionFilter(
                null, null, null, null, null, NOW.minusSeconds(9_000), NOW.minusSeconds(8_000))));
    filters.put("ended, a second", ended(1));
    filters.put("ended, an hour", ended(3_600));
    filters.put("ended, a day", ended(86_400));
    filters.forEach((name, selection) -> {
      String account = "account-0";
      Cursor deep = new Cursor(NOW.minusSeconds(SECONDS / 2), "execution-" + ROWS / 2);
      indexed(name, LogQueries.page(account, selection, null, 50), 500);
      indexed(name + ", further", LogQueries.page(account, selection, deep, 50), 500);
      indexed(name + ", oldest first", LogQueries.oldest(account, selection, null, 50), 500);
      indexed(name + ", from there", LogQueries.oldest(account, selection, deep, 50), 500);
      indexed(name + ", new", LogQueries.newer(account, selection, deep, 100), 500);
    });
  }

  @Test
  void isFoundAtOnceWhereOthersHaveItEverywhere() {
    Map.of(
            "succeeded",
            states(State.SUCCEEDED),
            "status 200",
            status("200"),
            "status 204",
            status("204"),
            "a kind of status",
            status("2xx"))
        .forEach((name, selection) ->
            indexed(name, LogQueries.page("failing", selection, null, 50), 400));
  }

  @Test
  void theRowsAreThoseAskedForInTheirOrder() {
    assertThat(ids(LogQueries.page("account-0", states(State.CANCELLED, State.RETRYING), null, 3)))
        .containsExactly("execution-2", "execution-5000", "execution-10000", "execution-15000");
    assertThat(ids(LogQueries.page("account-0", status("5xx"), null, 1)))
        .containsExactly("execution-5000", "execution-10000");
    assertThat(ids(LogQueries.page("account-1", states(State.FAILED), null, 3))).isEmpty();
    assertThat(ids(LogQueries.page("account-0", Selection.ALL, null, 3)))
        .containsExactly("execution-2", "execution-4", "execution-6", "execution-8");
    assertThat(ids(LogQueries.page("account-0", status("2xx"), null, 1)))
        .containsExactly("execution-4", "execution-6");
    assertThat(ids(LogQueries.page("failing", status("404"), null, 1)))
        .containsExactly("failing-1", "failing-2");
  }

  /** What the plan did, in blocks and rows: not what the planner guessed. */
  private static void indexed(String filter, LogQueries.Sql sql, int mostBlocks) {
    String plan =
        String.join(
            "\n",
            jdbc.sql("EXPLAIN (ANALYZE, BUFFERS) " + sql.text())
                .params(sql.parameters())
                .query(String.class)
                .list());
    if (DAYS > 1 || ROWS > 100_000) {
      System.out.printf(
          "%-40s %s%n", filter, plan.substring(plan.indexOf("Planning Time:")).replace('\n', ' '));
      return;
    }
    assertThat(plan).as(filter).doesNotContain("Seq Scan on execution");
    int hit = plan.indexOf("Buffers: shared");
    int blocks =
        Pattern.compile("(?:hit|read)=(\\d+)")
            .matcher(plan.substring(hit, plan.indexOf('\n', hit)))
            .results()
            .mapToInt(number -> Integer.parseInt(number.group(1)))
            .sum();
    assertThat(blocks).as("%s reads blocks\n%s", filter, plan).isLessThan(mostBlocks);
  }

  private static List<String> ids(LogQueries.Sql sql) {
    return jdbc.sql(sql.text())
        .params(sql.parameters())
        .query((row, number) -> row.getString("execution_id"))
        .list();
  }

  private static Selection states(State... states) {
    return new Selection(ExecutionFilter.ALL, Set.of(states), null, null);
  }

  private static Selection ended(int seconds) {
    Instant from = NOW.minusSeconds(9_000);
    return new Selection(
        ExecutionFilter.ALL,
        Set.of(),
        null,
        null,
        new Selection.Between(from, from.plusSeconds(seconds)));
  }

  private static Selection status(String text) {
    return new Selection(ExecutionFilter.ALL, Set.of(), Selection.StatusRange.of(text), null);
  }

  private static Selection filter(
      @Nullable String action,
      @Nullable String connection,
      @Nullable FailureCategory category,
      @Nullable String host) {
    return Selection.of(new ExecutionFilter(action, connection, null, category, host, null, null));
  }
}
