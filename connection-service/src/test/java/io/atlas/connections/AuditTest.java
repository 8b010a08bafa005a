package io.atlas.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.JWTClaimsSet;
import io.atlas.connections.Rest.Answer;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

@DisplayName("Each change of an account is kept, with who made it")
class AuditTest {

  private final Service service = Service.shared();
  private final Rest auditor = service.client("audited");

  private static List<JsonNode> entries(Rest client, String query) {
    Answer answer = client.get("/api/v1/audit" + query);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json().at("/items").valueStream().toList();
  }

  private static List<String> whats(Rest client, String subject) {
    return entries(client, "?subject=" + subject).stream()
        .map(entry -> entry.at("/what").asString())
        .toList();
  }

  private static Set<String> fields(JsonNode entry) {
    return entry.at("/fields").valueStream().map(JsonNode::asString).collect(Collectors.toSet());
  }

  @Test
  void aConnectionsLifeIsTold() {
    String id =
        auditor.post("/api/v1/connections", Bodies.connection("C", "right-secret")).at("/id");
    String path = "/api/v1/connections/" + id;
    String other =
        auditor.post("/api/v1/connections", Bodies.connection("D", "right-secret")).at("/id");
    auditor.patch(path, "{\"name\": \"renamed\"}");
    auditor.put(path + "/credentials", "{\"clientSecret\": \"right-secret\"}");
    auditor.put(path + "/credentials", "{\"allowedHosts\": [\"a.example\"]}");
    auditor.put(
        path + "/credentials",
        "{\"clientSecret\": \"right-secret\", \"allowedHosts\": [\"a.example\", \"b.example\"]}");
    auditor.post(path + "/move-actions", "{\"to\": \"" + other + "\"}");
    auditor.delete(path);
    auditor.post(path + "/restore", null);
    auditor.delete(path + "?ifUnused=true");

    assertThat(whats(auditor, id))
        .containsExactly(
            "connection.deleted",
            "connection.restored",
            "connection.deleted",
            "connection.actions-moved",
            "connection.hosts-widened",
            "connection.changed",
            "connection.changed",
            "connection.renamed",
            "connection.created");
    List<JsonNode> told = entries(auditor, "?subject=" + id);
    assertThat(fields(told.get(4))).containsExactlyInAnyOrder("allowedHosts", "clientSecret");
    assertThat(told.get(4).at("/detail").asString()).contains("a.example,b.example");
    assertThat(fields(told.get(6))).containsExactly("clientSecret");
    assertThat(fields(told.get(7))).containsExactly("name");
    assertThat(fields(told.get(8)))
        .contains("name", "clientId", "clientSecret", "tokenEndpoint", "scopes");
    assertThat(told)
        .allSatisfy(entry -> assertThat(entry.at("/person").asString()).isEqualTo("tester"));
    assertThat(told.get(8).at("/detail").asString()).isEqualTo("allowedHosts=any host");
    assertThat(told.toString()).doesNotContain("right-secret").doesNotContain("sealed");
  }

  @Test
  void anActionsLifeIsToldWithoutItsSecrets() {
    String body =
        """
        {"name": "A", "method": "POST", "url": "https://api.example.com/x?key=of-the-url",
         "headers": [{"name": "X-Key", "value": "of-the-header", "secret": true}]}
        """;
    String id = auditor.post("/api/v1/actions", body).at("/id");
    auditor.put("/api/v1/actions/" + id, body.replace("POST", "PUT"));
    auditor.delete("/api/v1/actions/" + id);

    List<JsonNode> told = entries(auditor, "?subject=" + id);
    assertThat(told.stream().map(entry -> entry.at("/what").asString()))
        .containsExactly("action.deleted", "action.changed", "action.created");
    assertThat(fields(told.get(1))).contains("method").doesNotContain("url", "name");
    assertThat(told.get(2).at("/detail").asString()).contains("https://api.example.com:443");
    assertThat(told.toString()).doesNotContain("of-the-url").doesNotContain("of-the-header");
  }

  @Test
  void whatWasRefusedOrOnlyTriedIsNoChange() {
    Rest quiet = service.client("audited-quiet");
    quiet.post("/api/v1/connections", Bodies.connection("C", "wrong-secret"));
    quiet.post("/api/v1/connections/test", Bodies.connection("C", "right-secret"));
    quiet.post("/api/v1/actions", "{}");
    quiet.delete("/api/v1/actions/nope");
    assertThat(entries(quiet, "")).isEmpty();
  }

  @Test
  void anotherAccountsChangesAreNotSeenAndReadersNeedTheRight() {
    String id =
        auditor.post("/api/v1/connections", Bodies.connection("C", "right-secret")).at("/id");
    assertThat(whats(service.client("not-audited"), id)).isEmpty();
    assertThat(service.client("audited", "atlas.read atlas.write").get("/api/v1/audit").status())
        .isEqualTo(403);
  }

  @Test
  void itIsReadInPartsAndBetweenTimes() {
    Rest paged = service.client("audited-paged");
    for (int i = 0; i < 5; i++) {
      paged.post(
          "/api/v1/actions",
          "{\"name\": \"A\", \"method\": \"GET\", \"url\": \"https://api.example.com/\"}");
    }
    Set<String> seen = new TreeSet<>();
    String cursor = "";
    do {
      Answer part = paged.get("/api/v1/audit?limit=2" + cursor);
      assertThat(part.status()).as(part.body()).isEqualTo(200);
      part.json().at("/items").forEach(entry -> seen.add(entry.at("/subject").asString()));
      JsonNode next = part.json().at("/nextCursor");
      cursor = next.isNull() ? null : "&cursor=" + next.asString();
    } while (cursor != null);
    assertThat(seen).hasSize(5);

    assertThat(entries(paged, "?from=" + Instant.now().plusSeconds(60))).isEmpty();
    assertThat(entries(paged, "?to=" + Instant.now().minusSeconds(3_600))).isEmpty();
    assertThat(
            entries(
                paged,
                "?from="
                    + Instant.now().minusSeconds(3_600)
                    + "&to="
                    + Instant.now().plusSeconds(60)))
        .hasSize(5);
    for (String odd :
        List.of(
            "yesterday", "2026-02-30T00:00:00Z", "-1000000000-01-01T00:00:00Z", "9".repeat(400))) {
      assertThat(paged.get("/api/v1/audit?from=" + odd).fields()).as(odd).containsExactly("from");
      assertThat(paged.get("/api/v1/audit?to=" + odd).fields()).as(odd).containsExactly("to");
    }
  }

  @Test
  void theClientIsToldWhereTheTokenNamesIt() {
    String token =
        service.issuer.token(
            new JWTClaimsSet.Builder()
                .issuer(service.issuer.url())
                .subject("somebody\nwith two lines")
                .claim("client_id", "a-program")
                .claim("account", "audited-client")
                .claim("scope", Service.ALL_SCOPES)
                .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                .build());
    Rest program = new Rest(auditor.port(), token);
    program.post(
        "/api/v1/actions",
        "{\"name\": \"A\", \"method\": \"GET\", \"url\": \"https://api.example.com/\"}");
    JsonNode entry = entries(program, "").getFirst();
    assertThat(entry.at("/client").asString()).isEqualTo("a-program");
    assertThat(entry.at("/person").asString()).startsWith("somebody");
    assertThat(entry.at("/actor").asString()).isEqualTo("PERSON");
  }

  @Test
  void aProgramThatActsForItselfIsToldFromAPerson() {
    String token =
        service.issuer.token(
            new JWTClaimsSet.Builder()
                .issuer(service.issuer.url())
                .subject("a-program")
                .claim("client_id", "a-program")
                .claim("account", "audited-program")
                .claim("scope", Service.ALL_SCOPES)
                .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                .build());
    Rest program = new Rest(auditor.port(), token);
    program.post(
        "/api/v1/actions",
        "{\"name\": \"A\", \"method\": \"GET\", \"url\": \"https://api.example.com/\"}");
    assertThat(entries(program, "?what=action.created").getFirst().at("/actor").asString())
        .isEqualTo("CLIENT");
    assertThat(entries(program, "?person=somebody")).isEmpty();

    Answer table = program.get("/api/v1/audit.csv");
    assertThat(table.status()).isEqualTo(200);
    assertThat(table.body().lines().toList())
        .hasSize(2)
        .anyMatch(line -> line.contains(",CLIENT,a-program,a-program,action.created,"));
    assertThat(program.get("/api/v1/audit", "Accept", "text/csv").body()).isEqualTo(table.body());
    assertThat(program.get("/api/v1/audit?limit=0", "Accept", "text/csv").fields())
        .containsExactly("limit");
  }

  @Test
  void whoeverActsIsNamedAsFarAsTheTokenCan() {
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .issuer(service.issuer.url())
            .claim("account", "audited-names")
            .claim("scope", Service.ALL_SCOPES)
            .expirationTime(Date.from(Instant.now().plusSeconds(600)));
    List<String> named = new ArrayList<>();
    for (String subject : new String[] {null, "", "a\0b", "\ud800", "x".repeat(1_000)}) {
      Rest somebody =
          new Rest(auditor.port(), service.issuer.token(claims.subject(subject).build()));
      assertThat(
              somebody.post("/api/v1/connections", Bodies.connection("C", "right-secret")).status())
          .as("subject %s", subject)
          .isEqualTo(201);
      named.add(entries(somebody, "?limit=1").getFirst().at("/person").asString());
    }
    assertThat(named).containsExactly("(no subject)", "(no subject)", "a?b", "?", "x".repeat(200));
  }

  @Test
  void nobodyChangesWhatWasWritten() throws SQLException {
    auditor.post(
        "/api/v1/actions",
        "{\"name\": \"A\", \"method\": \"GET\", \"url\": \"https://api.example.com/\"}");
    try (var connection = DriverManager.getConnection(service.database);
        var statement = connection.createStatement()) {
      for (String sql :
          List.of(
              "UPDATE connections.audit SET person = 'x'",
              "DELETE FROM connections.audit",
              "TRUNCATE connections.audit")) {
        assertThatThrownBy(() -> statement.execute(sql))
            .as(sql)
            .hasMessageContaining("append-only");
      }
      statement.execute(
          "INSERT INTO connections.audit (at, person, what, subject, fields)"
              + " VALUES (now() - interval '31 days', 'x', 'old', 'x', '{}')");
      assertThat(statement.executeUpdate("DELETE FROM connections.audit WHERE what = 'old'"))
          .isEqualTo(1);
    }
  }

  @Test
  @DisplayName("No route that changes something is forgotten")
  void everyRouteThatChangesSomethingIsCoveredHere() {
    Set<String> changing = new TreeSet<>();
    service
        .context()
        .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
        .getHandlerMethods()
        .keySet()
        .forEach(route ->
            route.getPatternValues().stream()
                .filter(path -> path.startsWith("/api/"))
                .forEach(path ->
                    route.getMethodsCondition().getMethods().stream()
                        .filter(method -> method != RequestMethod.GET)
                        .forEach(method -> changing.add(method + " " + path))));
    Set<String> recorded =
        Stream.of(
                "POST /api/v1/connections",
                "PATCH /api/v1/connections/{id}",
                "PUT /api/v1/connections/{id}/credentials",
                "DELETE /api/v1/connections/{id}",
                "POST /api/v1/connections/{id}/restore",
                "POST /api/v1/connections/{id}/move-actions",
                "POST /api/v1/actions",
                "POST /api/v1/actions/test-fire",
                "PUT /api/v1/actions/{id}",
                "DELETE /api/v1/actions/{id}",
                "POST /api/v1/republish")
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> changeNothing =
        Set.of(
            "POST /api/v1/connections/test",
            "POST /api/v1/connections/withdraw",
            "POST /api/v1/connections/{id}/test",
            "POST /api/v1/discover",
            "POST /api/v1/actions/preview",
            "POST /api/v1/actions/{id}/fire",
            "POST /api/v1/actions/{id}/test-fire");
    recorded.addAll(changeNothing);
    assertThat(changing)
        .as("a new route that changes something is recorded by io.atlas.connections.audit.Audit")
        .isEqualTo(recorded);
  }
}
