package io.atlas.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atlas.embedded.ServiceRoles;
import io.atlas.embedded.TestServers;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DatabaseRoleTest {

  @Test
  void theServiceNeedsNoMoreThanItsOwnSchema() throws Exception {
    String database = ServiceRoles.freshDatabaseFor("connection_service");
    try (Service service = Service.on(TestServers.kafka(), database)) {
      Rest demo = service.client("demo");
      String connection =
          demo.post("/api/v1/connections", Bodies.connection("C", "right-secret")).at("/id");
      assertThat(demo.post("/api/v1/actions", Bodies.action("A", connection)).status())
          .isEqualTo(201);
      assertThat(demo.delete("/api/v1/connections/" + connection).status()).isEqualTo(200);
    }
  }

  @Test
  void itCanNeitherReadTheConsolesTablesNorRunPrograms() throws SQLException {
    String database = ServiceRoles.freshDatabaseFor("connection_service");
    try (var connection = DriverManager.getConnection(database);
        var statement = connection.createStatement()) {
      for (String sql :
          List.of(
              "CREATE TABLE console.mine (id int)",
              "CREATE TABLE public.mine (id int)",
              "CREATE SCHEMA mine",
              "COPY (SELECT 1) TO PROGRAM 'true'",
              "ALTER ROLE connection_service SUPERUSER",
              "SET ROLE console")) {
        assertThatThrownBy(() -> statement.execute(sql))
            .as(sql)
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("permission denied");
      }
    }
  }
}
