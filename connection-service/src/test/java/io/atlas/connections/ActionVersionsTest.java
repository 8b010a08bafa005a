package io.atlas.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atlas.connections.Rest.Answer;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

@DisplayName("What an action was is kept, version by version")
class ActionVersionsTest {

  private static final String SECRET = "k-9125-plugh";

  private final Service service = Service.shared();
  private final Rest author = service.client("versioned");

  private static String body(String name, String url, String header) {
    return """
    {"name": "%s", "method": "POST", "url": "%s", "headers": [%s], "body": "{\\"a\\": 1}"}
    """
        .formatted(name, url, header);
  }

  private static String secret(String value) {
    return "{\"name\": \"X-Key\", \"secret\": true" + value + "}";
  }

  private String created(String body) {
    Answer created = author.post("/api/v1/actions", body);
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    return "/api/v1/actions/" + created.at("/id");
  }

  private static List<JsonNode> versions(Rest client, String action) {
    Answer answer = client.get(action + "/versions");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json().at("/items").valueStream().toList();
  }

  @Test
  @DisplayName("A version is shown without its secrets, and saved again it keeps the present one")
  void savedAgain() {
    String action =
        created(
            body(
                "First",
                "https://a.example.com/x",
                secret(", \"value\": \"" + SECRET + "\"")
                    + ", {\"name\": \"X-Plain\", \"value\": \"was-plain\"}"));
    Answer changed =
        author.put(
            action,
            body(
                "Second",
                "https://a.example.com/y",
                secret("") + ", " + secret(", \"value\": \"later\"").replace("X-Key", "X-PLAIN")));
    assertThat(changed.status()).as(changed.body()).isEqualTo(200);

    List<JsonNode> told = versions(author, action);
    assertThat(told.stream().map(each -> each.at("/version").asLong())).containsExactly(2L, 1L);
    assertThat(told)
        .allSatisfy(each -> {
          assertThat(each.at("/person").asString()).isEqualTo("tester");
          assertThat(each.has("action")).isFalse();
        });
    assertThat(told.getFirst().at("/fields").valueStream().map(JsonNode::asString))
        .containsExactly("headers", "name", "url");

    Answer first = author.get(action + "/versions/1");
    assertThat(first.status()).as(first.body()).isEqualTo(200);
    assertThat(first.at("/action/name")).isEqualTo("First");
    assertThat(first.at("/action/url")).isEqualTo("https://a.example.com/x");
    // What somebody made a secret later is none to show.
    assertThat(first.body()).doesNotContain(SECRET, "sealed", "was-plain", "\"id\"");

    String again = first.json().get("action").toString();
    assertThat(author.put(action, again, "If-Match", "\"1\"").status()).isEqualTo(412);
    Answer restored = author.put(action, again, "If-Match", "\"2\"");
    assertThat(restored.status()).as(restored.body()).isEqualTo(200);
    assertThat(restored.at("/name")).isEqualTo("First");
    assertThat(restored.json().at("/version").asLong()).isEqualTo(3);
    assertThat(versions(author, action)).hasSize(3);
  }

  @Test
  @DisplayName("All that PUT takes is in a version, whatever fields actions get")
  void whole() {
    String action = created(body("Whole", "https://a.example.com/x", ""));
    JsonNode present = author.get(action).json();
    JsonNode version = author.get(action + "/versions/1").json().get("action");
    TreeSet<String> missing = new TreeSet<>(present.propertyNames());
    missing.removeAll(version.propertyNames());
    assertThat(missing)
        .containsExactly("createdAt", "flags", "id", "updatedAt", "version", "warnings");
    version
        .propertyNames()
        .forEach(name -> assertThat(version.get(name)).as(name).isEqualTo(present.get(name)));
  }

  @Test
  @DisplayName("An account sees the versions of its own actions alone, and readers all of them")
  void whoSees() {
    String action = created(body("Mine", "https://a.example.com/x", ""));
    Rest stranger = service.client("not-versioned");
    assertThat(stranger.get(action + "/versions").status()).isEqualTo(404);
    assertThat(stranger.get(action + "/versions/1").status()).isEqualTo(404);
    assertThat(versions(service.client("versioned", "atlas.read"), action)).hasSize(1);
    assertThat(service.client("versioned", "atlas.write").get(action + "/versions").status())
        .isEqualTo(403);
    for (String odd : List.of("2", "0", "-1", "x", "9".repeat(30), "%00")) {
      assertThat(author.get(action + "/versions/" + odd).status()).as(odd).isIn(400, 404);
    }
    author.delete(action);
    assertThat(author.get(action + "/versions/1").status()).isEqualTo(404);
  }

  @Test
  @DisplayName("The newest 50 are kept, fewer where they are large, and none is changed")
  void bounded() throws SQLException {
    String small = created(body("v1", "https://a.example.com/x", ""));
    for (int i = 2; i <= 52; i++) {
      author.put(small, body("v" + i, "https://a.example.com/x", ""));
    }
    assertThat(versions(author, small).stream().map(each -> each.at("/version").asLong()))
        .hasSize(50)
        .startsWith(52L)
        .endsWith(3L);

    String large = created(body("L", "https://a.example.com/x", ""));
    String text = "x".repeat(250_000);
    for (int i = 0; i < 6; i++) {
      author.put(
          large, body("L" + i, "https://a.example.com/x", "").replace("{\\\"a\\\": 1}", text));
    }
    assertThat(versions(author, large)).hasSize(4);

    try (var connection = DriverManager.getConnection(service.database);
        var statement = connection.createStatement()) {
      assertThatThrownBy(
              () -> statement.execute("UPDATE connections.action_version SET person = 'x'"))
          .hasMessageContaining("never changed");
    }
  }

  @Test
  @DisplayName("What an earlier release saved is kept when it is first replaced")
  void fromBefore() throws SQLException {
    String action = created(body("Old", "https://a.example.com/x", ""));
    try (var connection = DriverManager.getConnection(service.database);
        var statement =
            connection.prepareStatement(
                "DELETE FROM connections.action_version WHERE action_id = ?")) {
      statement.setString(1, action.substring(action.lastIndexOf('/') + 1));
      assertThat(statement.executeUpdate()).isEqualTo(1);
    }
    assertThat(versions(author, action)).isEmpty();
    author.put(action, body("New", "https://a.example.com/x", ""));
    List<JsonNode> told = versions(author, action);
    assertThat(told).hasSize(2);
    assertThat(told.getLast().hasNonNull("person")).isFalse();
    assertThat(author.get(action + "/versions/1").at("/action/name")).isEqualTo("Old");
  }
}
