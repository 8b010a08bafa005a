package io.atlas.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

class TestServersTest {

  @Test
  void aBrokerAnswers() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestServers.kafka()))) {
      assertThat(admin.describeCluster().nodes().get(20, TimeUnit.SECONDS)).hasSize(1);
    }
  }

  @Test
  void aFreshDatabaseIsPostgres18() throws Exception {
    try (var connection = DriverManager.getConnection(TestServers.freshDatabase());
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SHOW server_version")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).startsWith("18.");
    }
  }
}
