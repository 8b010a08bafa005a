package io.atlas.console.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.embedded.FreePort;
import io.atlas.embedded.TestServers;
import io.atlas.kit.background.ManagedThread;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class LateMigrationTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  @Test
  void anythingButAnOutageIsAFailureUntilItIsMended() {
    String url = TestServers.freshDatabase();
    JdbcTemplate jdbc = new JdbcTemplate(new DriverManagerDataSource(url));
    DriverManagerDataSource database =
        new DriverManagerDataSource("jdbc:postgresql://localhost:" + FreePort.find() + "/away");
    LateMigration late = new LateMigration();
    late.migrate(Flyway.configure().dataSource(database).locations("classpath:db/console").load());
    ManagedThread thread = late.migrationThread();
    thread.start();
    try {
      await().atMost(SOON).until(() -> thread.failures() > 0);
      assertThat(thread.isWorking()).as("another instance would be no better off").isTrue();

      jdbc.execute("CREATE TABLE somebody_elses (id integer)");
      database.setUrl(url);
      await("it is not ready").atMost(SOON).until(() -> !thread.isWorking());

      jdbc.execute("DROP TABLE somebody_elses");
      await().atMost(SOON).until(thread::isWorking);
      assertThat(jdbc.queryForObject("SELECT count(*) FROM execution", Long.class)).isZero();
    } finally {
      thread.stop();
    }
  }
}
