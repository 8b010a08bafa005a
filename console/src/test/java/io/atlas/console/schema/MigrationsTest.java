package io.atlas.console.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.embedded.TestServers;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

@DisplayName("What earlier versions stored")
class MigrationsTest {

  private static final List<String> FIGURES =
      List.of("figures_10s", "figures_minute", "figures_hour", "figures_day");

  private final DriverManagerDataSource database =
      new DriverManagerDataSource(TestServers.freshDatabase());
  private final FluentConfiguration flyway =
      Flyway.configure().dataSource(database).locations("classpath:db/console");
  private final JdbcTemplate jdbc = new JdbcTemplate(database);

  @Test
  @DisplayName("What was cancelled is no failure any more, and older flags know their connections")
  void cancelledAndCauses() {
    var _ = flyway.target("13").load().migrate();
    for (String figures : FIGURES) {
      jdbc.update(
          "INSERT INTO "
              + figures
              + " VALUES (3, now(), 'a', 'x', '', '', 0, 0, 1, 8,"
              + " 'CANCELLED 2;TIMEOUT 3;CANCELLED 1;TIMEOUT 3;', '', '', 0),"
              + " (3, now(), 'a', 'y', '', '', 0, 0, 0, 8, 'TIMEOUT 8;', '', '', 0)");
    }
    jdbc.execute("CREATE TABLE execution_all PARTITION OF execution DEFAULT");
    jdbc.update(
        """
        INSERT INTO execution (account_id, execution_id, fired_at, action_id, connection_id,
          outcome, attempt, started_at, duration_ms)
        VALUES ('a', '1', now() - interval '2 h', 'x', 'before', 'SUCCEEDED', 1, now(), 1),
          ('a', '2', now() - interval '1 h', 'x', 'latest', 'FAILED', 1, now(), 1),
          ('a', '3', now(), 'x', NULL, 'FAILED', 1, now(), 1),
          ('b', '4', now(), 'x', 'of-another', 'FAILED', 1, now(), 1)
        """);
    jdbc.update(
        """
        INSERT INTO watched_action
          (action_id, account_id, version, name, flag, flagged_since, told_at)
        VALUES ('x', 'a', 1, 'X', 'fails', now(), now()), ('y', 'a', 1, 'Y', 'fails', now(), now()),
          ('z', 'a', 1, 'Z', NULL, NULL, now())
        """);

    var _ = flyway.target("latest").load().migrate();

    for (String figures : FIGURES) {
      assertThat(
              texts(
                  "SELECT concat_ws(' ', action_id, retrying, failed, cancelled) FROM "
                      + figures
                      + " ORDER BY action_id"))
          .as(figures)
          .containsExactly("x 1 5 3", "y 0 8 0");
    }
    assertThat(
            texts(
                "SELECT concat_ws(' ', action_id, connection_id) FROM watched_action"
                    + " ORDER BY action_id"))
        .containsExactly("x latest", "y", "z");
  }

  private List<String> texts(String sql) {
    return jdbc.queryForList(sql, String.class);
  }
}
