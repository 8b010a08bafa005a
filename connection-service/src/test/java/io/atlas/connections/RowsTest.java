package io.atlas.connections;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** What stands in the tables, whatever wrote it: operators and other versions read them too. */
class RowsTest {

  private final Service service = Service.shared();
  private final Rest demo = service.client("rows");

  @Test
  void versionsAreThoseOfTheDocumentsAndTimesAreNow() throws Exception {
    String connection =
        demo.post("/api/v1/connections", Bodies.connection("C", "right-secret")).at("/id");
    String action = demo.post("/api/v1/actions", Bodies.action("A", connection)).at("/id");
    assertThat(column("action", action, "definition ->> 'version'", "version")).isEqualTo("1 1");
    assertThat(
            demo.put(
                    "/api/v1/actions/" + action,
                    Bodies.action("B", connection),
                    "If-Match",
                    "\"1\"")
                .status())
        .isEqualTo(200);
    assertThat(demo.patch("/api/v1/connections/" + connection, "{\"name\": \"D\"}").status())
        .isEqualTo(200);

    assertThat(column("action", action, "definition ->> 'version'", "version")).isEqualTo("2 2");
    assertThat(column("action", action, "connection_id", "definition ->> 'name'"))
        .isEqualTo(connection + " B");
    assertThat(column("connection", connection, "state ->> 'version'", "version")).isEqualTo("2 2");
    for (String table : new String[] {"action", "connection"}) {
      String id = table.equals("action") ? action : connection;
      assertThat(
              column(
                  table,
                  id,
                  "created_at BETWEEN now() - interval '1 minute' AND now()",
                  "updated_at BETWEEN created_at AND now()"))
          .isEqualTo("t t");
    }

    assertThat(demo.delete("/api/v1/connections/" + connection).status()).isEqualTo(200);
    assertThat(column("connection", connection, "state ->> 'version'", "deleted_at = updated_at"))
        .isEqualTo("3 t");
  }

  @Test
  void anAccountsRowsTakeSoMuchAndNoMore() throws Exception {
    Rest full = service.client("full");
    String body = "{\"name\": \"A\", \"method\": \"POST\", \"url\": \"https://api.example.com/x\"}";
    String action = demo.post("/api/v1/actions", body).at("/id");
    try (var database = DriverManager.getConnection(service.database);
        var statement = database.createStatement()) {
      // 140 of 1 MB, which the API takes longer to store.
      statement.execute(
          """
          INSERT INTO connections.action
            (id, account_id, version, definition, created_at, updated_at)
          SELECT 'full-' || n, 'full', 1,
            definition || jsonb_build_object('accountId', 'full', 'body', repeat('x', 1000000)), now(), now()
          FROM connections.action, generate_series(1, 140) n WHERE id = '%s'
          """
              .formatted(action));
    }
    Rest.Answer refused = full.post("/api/v1/actions", body);
    assertThat(refused.status()).isEqualTo(413);
    assertThat(refused.body()).contains("128 MiB").contains("Delete some");
    // What is there can still be made smaller, switched off and deleted; and others have their own.
    assertThat(full.delete("/api/v1/actions/full-1").status()).isEqualTo(204);
    assertThat(demo.post("/api/v1/actions", body).status()).isEqualTo(201);
  }

  private String column(String table, String id, String first, String second) throws SQLException {
    try (var database = DriverManager.getConnection(service.database);
        var statement = database.createStatement();
        var row =
            statement.executeQuery(
                "SELECT (%s)::text, (%s)::text FROM connections.%s WHERE id = '%s'"
                    .formatted(first, second, table, id))) {
      assertThat(row.next()).isTrue();
      return shortened(row.getString(1)) + " " + shortened(row.getString(2));
    }
  }

  private static String shortened(String value) {
    return switch (value) {
      case "true" -> "t";
      case "false" -> "f";
      default -> value;
    };
  }
}
