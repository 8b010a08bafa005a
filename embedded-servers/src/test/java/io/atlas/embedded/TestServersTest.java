package io.atlas.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atlas.embedded.TestServers.Kind;
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

  @Test
  void theSwitchSaysClearlyWhatItNeeds() {
    assertThat(Kind.of(null, () -> false)).isEqualTo(Kind.EMBEDDED);
    assertThat(Kind.of("containers", () -> true)).isEqualTo(Kind.CONTAINERS);
    assertThatThrownBy(() -> Kind.of("containers", () -> false))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("-Datlas.test.servers=containers needs a Docker engine");
    assertThatThrownBy(() -> Kind.of("docker", () -> true))
        .hasMessage("-Datlas.test.servers is embedded or containers, not docker");
  }
}
