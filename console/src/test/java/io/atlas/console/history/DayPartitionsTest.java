package io.atlas.console.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.console.ConsoleSettings;
import io.atlas.embedded.TestServers;
import io.atlas.testing.ManualClock;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class DayPartitionsTest {

  @Test
  void daysAreMadeAheadAndDroppedWhenTheyAreOverAge() {
    DriverManagerDataSource database =
        new DriverManagerDataSource(TestServers.freshDatabase() + "&currentSchema=console");
    Flyway.configure()
        .dataSource(database)
        .schemas("console")
        .locations("classpath:db/console")
        .load()
        .migrate();
    JdbcClient jdbc = JdbcClient.create(database);
    ManualClock clock = ManualClock.atNoon();
    DayPartitions partitions = new DayPartitions(jdbc, clock, keptFor(Duration.ofDays(2)));

    partitions.renewWhileTheDatabaseIsThere();
    assertThat(days(jdbc)).containsExactly("execution_20261124", "execution_20261125");

    clock.advance(Duration.ofDays(2));
    partitions.renewWhileTheDatabaseIsThere();
    assertThat(days(jdbc)).startsWith("execution_20261124").endsWith("execution_20261127");

    clock.advance(Duration.ofDays(1));
    partitions.renewWhileTheDatabaseIsThere();
    assertThat(days(jdbc)).startsWith("execution_20261125").endsWith("execution_20261128");
  }

  private static List<String> days(JdbcClient jdbc) {
    return jdbc.sql(
            """
            SELECT relname FROM pg_inherits JOIN pg_class ON oid = inhrelid
            WHERE inhparent = 'execution'::regclass ORDER BY relname
            """)
        .query(String.class)
        .list();
  }

  private static ConsoleSettings keptFor(Duration retention) {
    URI anywhere = URI.create("http://localhost");
    return new ConsoleSettings(
        "Atlas Actions",
        anywhere,
        "id",
        "secret",
        List.of(),
        anywhere,
        retention,
        10,
        Duration.ofDays(400));
  }
}
