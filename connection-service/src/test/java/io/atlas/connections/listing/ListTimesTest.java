package io.atlas.connections.listing;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.embedded.TestServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * How long each part of a list takes, on an otherwise idle machine: {@code
 * -Datlas.lists.rows=1000000} fills one account with so many actions and a tenth as many
 * connections, beside others, and prints what docs/scale.md has.
 */
@EnabledIfSystemProperty(named = "atlas.lists.rows", matches = "\\d+")
class ListTimesTest {

  private static final int ROWS = Integer.getInteger("atlas.lists.rows", 0);
  private static final int ROUNDS = 5;
  private static final double LONGEST_PART_MS = 100;
  private static final double LONGEST_STATEMENT_MS = 50;

  private final SingleConnectionDataSource database =
      new SingleConnectionDataSource(TestServers.freshDatabase(), true);
  private final JdbcClient jdbc = JdbcClient.create(database);
  private final JdbcTransactionManager transactions = new JdbcTransactionManager(database);
  private final Lists lists = new Lists(jdbc, transactions);

  @Test
  void eachPartIsFoundInTime() {
    fill();
    List<String> late = new ArrayList<>();
    asked()
        .forEach((name, queries) -> {
          StringBuilder line = new StringBuilder("%-44s".formatted(name));
          for (Map.Entry<String, ListQuery> each : queries.entrySet()) {
            double part = part(each.getValue());
            double statement = slowest(each.getValue());
            line.append("%s %.0f (%.0f)  ".formatted(each.getKey(), part, statement));
            if (part > LONGEST_PART_MS || statement > LONGEST_STATEMENT_MS) {
              late.add(
                  "%s by %s: %.0f ms, %.0f ms".formatted(name, each.getKey(), part, statement));
            }
          }
          System.out.println("PART " + line);
        });
    assertThat(late).isEmpty();
    database.destroy();
  }

  /** By what is asked for and the order, the median of a part and of its slowest statement. */
  private static Map<String, Map<String, ListQuery>> asked() {
    Map<String, Function<String, ListQuery>> asked = new LinkedHashMap<>();
    asked.put("all", sort -> actions(null, null, null, null, null, sort));
    asked.put("q=https, in all", sort -> actions("https", null, null, null, null, sort));
    asked.put("q=order 5999", sort -> actions("order 5999", null, null, null, null, sort));
    asked.put("q=zzz, in none", sort -> actions("zzz", null, null, null, null, sort));
    asked.put("q=pi1.e, 1 in 300", sort -> actions("pi1.e", null, null, null, null, sort));
    asked.put("q=der 1", sort -> actions("der 1", null, null, null, null, sort));
    asked.put(
        "a host, 1 in 300", sort -> actions(null, null, null, null, "api1.example.com", sort));
    String big = "connection-0";
    asked.put("the connection of a quarter", sort -> actions(null, big, null, null, null, sort));
    asked.put("the same and q=order 7", sort -> actions("order 7", big, null, null, null, sort));
    asked.put("a connection", sort -> actions(null, "connection-77", null, null, null, sort));
    asked.put("flagged", sort -> actions(null, null, "true", null, null, sort));
    asked.put("disabled", sort -> actions(null, null, null, "false", null, sort));
    asked.put(
        "disabled and q=nowhere", sort -> actions("nowhere", null, null, "false", null, sort));
    asked.put("connections: all", sort -> connections(null, null, null, null, sort));
    asked.put(
        "connections: q=orders 99, active",
        sort -> connections("orders 99", "ACTIVE", null, null, sort));
    asked.put("connections: failing", sort -> connections(null, "FAILING", null, null, sort));
    asked.put(
        "connections: a host", sort -> connections(null, null, "login7.example.com", null, sort));
    asked.put(
        "connections: secret expires", sort -> connections(null, null, null, "2031-01-01", sort));
    Map<String, Map<String, ListQuery>> all = new LinkedHashMap<>();
    asked.forEach((name, query) -> {
      Map<String, ListQuery> orders = new LinkedHashMap<>();
      Sort.NAMES.forEach(sort -> orders.put(sort, query.apply(sort)));
      all.put(name, orders);
    });
    return all;
  }

  private double part(ListQuery query) {
    return median(() -> {
      var _ = lists.read(query, ids -> names(query, ids), Named::id);
    });
  }

  private static double median(Runnable work) {
    return DoubleStream.generate(
            () -> {
              long start = System.nanoTime();
              work.run();
              return (System.nanoTime() - start) / 1e6;
            })
        .limit(ROUNDS)
        .sorted()
        .skip(ROUNDS / 2)
        .findFirst()
        .orElseThrow();
  }

  private record Named(String id, String name) {}

  private List<Named> names(ListQuery query, Collection<String> ids) {
    boolean actions = query.table() == ListQuery.Table.ACTIONS;
    return jdbc.sql(
            actions
                ? "SELECT id, definition ->> 'name' AS name FROM connections.action WHERE account_id = 'big' AND id IN (:ids)"
                : "SELECT id, state ->> 'name' AS name FROM connections.connection WHERE account_id = 'big' AND id IN (:ids)")
        .param("ids", ids)
        .query(Named.class)
        .list();
  }

  /** Of those that the part is found by; whatever the planner takes included. */
  private double slowest(ListQuery query) {
    List<Statement> statements =
        query.unfiltered()
            ? List.of(Statement.within(query))
            : List.of(Statement.within(query), Statement.edge(query), Statement.matching(query));
    boolean many =
        !query.unfiltered() && query.anyFilterIsIndexed() && reckoned(query) > Statement.MANY;
    return statements.stream().limit(many ? 2 : 3).mapToDouble(this::millis).max().orElse(0);
  }

  private double reckoned(ListQuery query) {
    return JsonMapper.shared()
        .readTree(explained("", Statement.reckoned(query)))
        .at("/0/Plan/Plan Rows")
        .asDouble(0);
  }

  private double millis(Statement statement) {
    return DoubleStream.generate(
            () -> {
              var plan =
                  JsonMapper.shared()
                      .readTree(explained("EXPLAIN (ANALYZE, FORMAT JSON) ", statement));
              return plan.at("/0/Planning Time").asDouble(0)
                  + plan.at("/0/Execution Time").asDouble(0);
            })
        .limit(ROUNDS)
        .sorted()
        .skip(ROUNDS / 2)
        .findFirst()
        .orElseThrow();
  }

  private String explained(String explain, Statement statement) {
    return Objects.requireNonNull(
        new TransactionTemplate(transactions)
            .execute(_ -> {
              var _ =
                  jdbc.sql(Lists.SETTINGS)
                      .param("longest", Long.toString(Duration.ZERO.toMillis()))
                      .query()
                      .singleRow();
              return String.join(
                  "\n",
                  jdbc.sql(explain + statement.sql())
                      .params(statement.parameters())
                      .query(String.class)
                      .list());
            }));
  }

  private static ListQuery actions(
      @Nullable String q,
      @Nullable String connection,
      @Nullable String flagged,
      @Nullable String enabled,
      @Nullable String host,
      String sort) {
    return new ActionsAsked(q, null, connection, flagged, enabled, host, sort, null, null)
        .of("big");
  }

  private static ListQuery connections(
      @Nullable String q,
      @Nullable String status,
      @Nullable String host,
      @Nullable String before,
      String sort) {
    return new ConnectionsAsked(q, null, status, host, before, sort, null, null).of("big");
  }

  private void fill() {
    Flyway.configure()
        .dataSource(database)
        .locations("classpath:db/connection-service")
        .schemas("connections")
        .load()
        .migrate();
    List<String> indexes =
        jdbc.sql(
                """
                SELECT indexdef FROM pg_indexes
                WHERE schemaname = 'connections' AND tablename IN ('action', 'connection')
                  AND indexname NOT LIKE '%\\_pkey'
                """)
            .query(String.class)
            .list();
    // Filled faster when they are made at the end.
    indexes.forEach(index ->
        run("DROP INDEX connections." + index.replaceFirst("CREATE INDEX (\\w+) .*", "$1")));
    run(
        """
        INSERT INTO connections.connection
          (id, account_id, version, state, secret_set_at, secret_set_by, secret_expires_on,
           created_at, updated_at)
        SELECT 'connection-' || n, CASE WHEN n <= %1$d THEN 'big' ELSE 'other' END, 1,
          jsonb_build_object('name', 'Orders ' || n, 'tokenEndpoint',
            'https://login' || n %% 100 || '.example.com/token'),
          now(), 'x', CASE WHEN n %% 1000 = 0 THEN DATE '2030-01-01' END, now(),
          now() - (n * 7919::bigint %% %1$d) * interval '1 s'
        FROM generate_series(0, %1$d * 12 / 10) n
        """
            .formatted(ROWS / 10));
    run(
        """
        INSERT INTO connections.connection_health (connection_id, account_id, failing_since)
        SELECT id, account_id, CASE WHEN position % 200 = 0 THEN now() END
        FROM connections.connection
        """);
    run(
        """
        INSERT INTO connections.action
          (id, account_id, version, connection_id, definition, created_at, updated_at)
        SELECT md5('a' || n), CASE WHEN n <= %1$d THEN 'big' ELSE 'other' END, 1,
          CASE WHEN n %% 4 = 0 THEN 'connection-0' WHEN n %% 4 = 1 THEN 'connection-' || n %% %2$d END,
          jsonb_build_object('name', 'Create order ' || n, 'method', 'POST',
            'enabled', n %% 500 <> 0,
            'flags', CASE WHEN n %% 1000 = 0 THEN '[{}]'::jsonb ELSE '[]'::jsonb END,
            'headers', jsonb_build_array(jsonb_build_object('name', 'Accept', 'value', 'application/json')),
            'body', repeat('{"order":"{{input.orderId}}"}', 12))
            || jsonb_build_object('url',
              'https://api' || n %% 300 || '.example.com/c' || n %% 250 || '/orders'),
          now(), now() - (n * 7919::bigint %% %1$d) * interval '1 s'
        FROM generate_series(1, %1$d * 12 / 10) n
        """
            .formatted(ROWS, ROWS / 10));
    indexes.forEach(this::run);
    run("VACUUM (ANALYZE)");
  }

  private void run(String sql) {
    var _ = jdbc.sql(sql).update();
  }
}
