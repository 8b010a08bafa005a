package io.atlas.connections.listing;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.embedded.TestServers;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** 100,000 actions and 20,000 connections of one account, beside those of others. */
class ManyRowsTest {

  private static final SingleConnectionDataSource DATABASE =
      new SingleConnectionDataSource(TestServers.freshDatabase(), true);
  private static final JdbcClient JDBC = JdbcClient.create(DATABASE);
  private static final JdbcTransactionManager TRANSACTIONS = new JdbcTransactionManager(DATABASE);

  private final Lists lists = new Lists(JDBC, TRANSACTIONS);

  @BeforeAll
  static void fill() {
    Flyway.configure()
        .dataSource(DATABASE)
        .locations("classpath:db/connection-service")
        .schemas("connections")
        .load()
        .migrate();
    String index =
        JDBC.sql("SELECT pg_get_indexdef('connections.action_search'::regclass)")
            .query(String.class)
            .single();
    run("DROP INDEX connections.action_search"); // filled faster when it is made at the end
    run(
        """
        INSERT INTO connections.connection
          (id, account_id, version, state, secret_set_at, secret_set_by, secret_expires_on,
           created_at, updated_at)
        SELECT md5('c' || n), CASE WHEN n <= 20000 THEN 'big' ELSE 'other' END, 1,
          jsonb_build_object('name', 'Orders ' || n, 'tokenEndpoint',
            'https://login' || n % 100 || '.example.com/token'),
          now(), 'x', CASE WHEN n % 1000 = 0 THEN DATE '2030-01-01' END, now(),
          now() - (n * 7919 % 25000) * interval '1 s'
        FROM generate_series(1, 25000) n
        """);
    run(
        """
        INSERT INTO connections.connection_health (connection_id, account_id, failing_since)
        SELECT id, account_id, CASE WHEN position % 500 = 0 THEN now() END
        FROM connections.connection
        """);
    run(
        """
        INSERT INTO connections.action
          (id, account_id, version, connection_id, definition, created_at, updated_at)
        SELECT md5('a' || n), CASE WHEN n <= 100000 THEN 'big' ELSE 'other' END, 1,
          CASE WHEN n % 2 = 0 THEN md5('c' || n % 1000) END,
          jsonb_build_object('name', 'Create order ' || n, 'enabled', n % 900 <> 0,
            'flags', CASE WHEN n % 1000 = 0 THEN '[{}]'::jsonb ELSE '[]'::jsonb END)
            || jsonb_build_object('url', 'https://api' || n % 300 || '.example.com/'
                                         || CASE WHEN n < 300 THEN 'old' ELSE 'new' END),
          now(), now() - (n * 7919 % 120000) * interval '1 s'
        FROM generate_series(1, 120000) n
        """);
    run(index);
    run("ANALYZE");
  }

  @AfterAll
  static void close() {
    DATABASE.destroy();
  }

  private static void run(String sql) {
    var _ = JDBC.sql(sql).update();
  }

  static Stream<ListQuery> queries() {
    return Sort.NAMES.stream()
        .flatMap(sort ->
            Stream.of(
                actions(null, null, null, null, null, sort),
                actions("order 77", null, null, null, null, sort),
                actions("a", null, null, null, null, sort),
                actions("nowhere", null, null, null, null, sort),
                actions("order", null, "true", "true", null, sort),
                actions("order", "none", null, null, null, sort),
                actions(null, null, "false", "false", null, sort),
                actions(null, null, null, null, "api7.example.com", sort),
                connections(null, null, null, null, sort),
                connections("orders 99", "ACTIVE", null, null, sort),
                connections(null, "FAILING", null, null, sort),
                connections(null, null, "login7.example.com", null, sort),
                connections(null, "ACTIVE", null, "2031-01-01", sort)));
  }

  @ParameterizedTest
  @MethodSource("queries")
  void noPartIsFoundByReadingATableWhole(ListQuery query) {
    for (Statement statement : statements(query)) {
      assertThat(plan(statement)).as(statement.sql()).doesNotContain("Seq Scan");
    }
  }

  private static List<Statement> statements(ListQuery query) {
    return query.unfiltered()
        ? List.of(Statement.within(query))
        : List.of(Statement.within(query), Statement.edge(query), Statement.matching(query));
  }

  @ParameterizedTest
  @CsvSource({
    "order 777,,,,, action_search",
    "order,5ac0d5ea5e2f3c5d2ab8e4c2a4b6a7b7,,,, action_of_connection",
    ",,true,,, action_flagged",
    ",,,false,, action_disabled",
    ",,,,api7.example.com, action_of_host",
  })
  void rareActionsAreFoundByAnIndexOfTheirs(
      @Nullable String q,
      @Nullable String connection,
      @Nullable String flagged,
      @Nullable String enabled,
      @Nullable String host,
      String index) {
    ListQuery query = actions(q, connection, flagged, enabled, host, "name");
    assertThat(plan(Statement.matching(query))).contains(index);
  }

  @ParameterizedTest
  @CsvSource({
    "name, action_of_connection_by_name",
    "-updatedAt, action_of_connection_by_change",
    "createdAt, action_of_connection",
  })
  void actionsOfOneConnectionAreReadInTheListsOrder(String sort, String index) {
    for (String q : new String[] {null, "order"}) {
      ListQuery query = actions(q, "5ac0d5ea5e2f3c5d2ab8e4c2a4b6a7b7", null, null, null, sort);
      assertThat(plan(Statement.within(query)))
          .contains("using " + index + " ")
          .doesNotContain("Sort");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "orders 777,,,, connection_search",
    ",FAILING,,, connection_failing",
    ",,login7.example.com,, connection_of_host",
    ",,,2031-01-01, connection_expiring",
  })
  void rareConnectionsAreFoundByAnIndexOfTheirs(
      @Nullable String q,
      @Nullable String status,
      @Nullable String host,
      @Nullable String before,
      String index) {
    ListQuery query = connections(q, status, host, before, "-updatedAt");
    assertThat(plan(Statement.matching(query))).contains(index);
  }

  @Test
  void whetherANameIsTakenIsFoundByItsIndex() {
    Map<String, Object> parameters =
        Map.of("account", "big", "name", "ORDERS 777", "except", "none");
    assertThat(explained(TakenNames.SQL, parameters)).contains("connection_by_name", "name_key = ");
  }

  @Test
  void whatNeedsAttentionIsCountedWithoutReadingATableWhole() {
    Map<String, Object> parameters =
        Map.of("account", "big", "before", LocalDate.of(2031, 1, 1), "counted", 1_001);
    assertThat(explained(Attention.SQL, parameters)).doesNotContain("Seq Scan");
    assertThat(new Attention(JDBC).count("big", LocalDate.of(2031, 1, 1)))
        .isEqualTo(new Attention.Counts(40, 0, 100));
  }

  /** Whatever the planner does not know of an account, rows of ids are read by their ids. */
  @Test
  void noOtherStatementReadsAnAccountByTheIndexOfSearches() {
    new TransactionTemplate(TRANSACTIONS)
        .executeWithoutResult(status -> {
          JDBC.sql("SET LOCAL plan_cache_mode = force_generic_plan").update();
          String marks =
              IntStream.rangeClosed(2, 101).mapToObj(n -> "$" + n).collect(Collectors.joining(","));
          JDBC.sql(
                  "PREPARE loading AS SELECT * FROM connections.action WHERE account_id = $1 AND id IN ("
                      + marks
                      + ")")
              .update();
          String values =
              IntStream.rangeClosed(2, 101)
                  .mapToObj(n -> "'" + n + "'")
                  .collect(Collectors.joining(","));
          assertThat(explained("EXECUTE loading ('big'," + values + ")", Map.of()))
              .contains("action_pkey")
              .doesNotContain("action_search");
        });
  }

  @Test
  void theOldestAreFoundAmongAllAndInOrder() {
    List<String> names = all(actions("/OLD", null, null, null, null, "createdAt"), 100);
    assertThat(names)
        .containsExactlyElementsOf(
            IntStream.range(1, 300).mapToObj(n -> "Create order " + n).toList());
    assertThat(all(actions("/old", null, null, null, null, "-createdAt"), 100))
        .containsExactlyElementsOf(names.reversed());
    assertThat(all(actions("/old", null, null, null, null, "name"), 7))
        .containsExactlyElementsOf(names.stream().sorted().toList());
  }

  /**
   * Matches that lie together far away, and more than are sorted: the third way of {@link Lists}.
   */
  @Test
  void commonMatchesFarAwayAreReachedByShortPartsAndBack() {
    // Too short for the index, so that a window is all there is.
    ListQuery query = actions("9e", null, null, null, "api7.example.com", "name");
    List<String> found = all(actions("9e", null, null, null, null, "name"), 500);
    long expected =
        JDBC.sql(
                """
                SELECT count(*) FROM connections.action
                WHERE account_id = 'big' AND search LIKE '%9e%'
                """)
            .query(Long.class)
            .single();
    assertThat(found).hasSize((int) expected).isSorted();
    assertThat(all(query, 500)).isSubsetOf(found).isNotEmpty();

    ListQuery never = actions("zq", null, null, null, null, "-createdAt");
    Part<String> part = names(never);
    assertThat(part.items()).isEmpty();
    assertThat(part.nextCursor()).isNotNull();
    int parts = 1;
    while (part.nextCursor() != null) {
      part = names(at(never, part.nextCursor(), 100));
      assertThat(part.items()).isEmpty();
      parts++;
    }
    assertThat(parts).isEqualTo(100_000 / Statement.WINDOW + 1);
    assertThat(names(at(never, part.previousCursor(), 100)).previousCursor()).isNotNull();
  }

  @Test
  void partsLeadBackTheWayTheyCame() {
    ListQuery query = actions("order 99", null, null, null, null, "-updatedAt");
    List<List<String>> forth = new ArrayList<>();
    Part<String> part = names(at(query, null, 100));
    forth.add(part.items());
    while (part.nextCursor() != null) {
      part = names(at(query, part.nextCursor(), 100));
      forth.add(part.items());
    }
    List<List<String>> back = new ArrayList<>(List.of(part.items()));
    while (part.previousCursor() != null) {
      part = names(at(query, part.previousCursor(), 100));
      back.add(part.items());
    }
    assertThat(back).isEqualTo(forth.reversed()).hasSizeGreaterThan(5);
  }

  private List<String> all(ListQuery query, int limit) {
    List<String> all = new ArrayList<>();
    Part<String> part = names(at(query, null, limit));
    all.addAll(part.items());
    while (part.nextCursor() != null) {
      part = names(at(query, part.nextCursor(), limit));
      all.addAll(part.items());
    }
    return all;
  }

  private record Named(String id, String name) {}

  private Part<String> names(ListQuery query) {
    Function<Collection<String>, List<Named>> load =
        ids ->
            JDBC.sql(
                    """
                    SELECT id, definition ->> 'name' AS name FROM connections.action
                    WHERE account_id = 'big' AND id IN (:ids)
                    """)
                .param("ids", ids)
                .query(Named.class)
                .list();
    return lists.read(query, load, Named::id).map(Named::name);
  }

  private static ListQuery at(ListQuery query, @Nullable String cursor, int limit) {
    return new ListQuery(
        query.table(),
        query.account(),
        query.filters(),
        query.sort(),
        query.digest(),
        cursor == null
            ? null
            : Cursor.read(cursor, query.digest(), query.sort().field()).orElseThrow(),
        limit);
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

  private static String plan(Statement statement) {
    return Objects.requireNonNull(
        new TransactionTemplate(TRANSACTIONS)
            .execute(status -> {
              var _ =
                  JDBC.sql(Lists.SETTINGS)
                      .param("longest", Long.toString(Duration.ZERO.toMillis()))
                      .query()
                      .singleRow();
              return explained(statement.sql(), statement.parameters());
            }));
  }

  private static String explained(String sql, Map<String, Object> parameters) {
    return String.join(
        "\n", JDBC.sql("EXPLAIN " + sql).params(parameters).query(String.class).list());
  }
}
