package io.atlas.connections;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class ApiDocsTest {

  private static final Set<String> ROUTES =
      Set.of(
          "post /api/v1/connections",
          "get /api/v1/connections",
          "post /api/v1/connections/test",
          "get /api/v1/connections/{id}",
          "patch /api/v1/connections/{id}",
          "delete /api/v1/connections/{id}",
          "put /api/v1/connections/{id}/credentials",
          "post /api/v1/connections/{id}/test",
          "get /api/v1/connections/{id}/actions",
          "post /api/v1/connections/{id}/restore",
          "post /api/v1/connections/{id}/move-actions",
          "get /api/v1/providers",
          "get /api/v1/action-templates",
          "post /api/v1/discover",
          "post /api/v1/actions",
          "get /api/v1/actions",
          "get /api/v1/actions/{id}",
          "put /api/v1/actions/{id}",
          "delete /api/v1/actions/{id}",
          "post /api/v1/actions/{id}/fire",
          "post /api/v1/actions/{id}/test-fire",
          "post /api/v1/actions/preview",
          "get /api/v1/audit",
          "get /api/v1/audit.csv",
          "post /api/v1/republish");

  private final Service service = Service.shared();
  private final JsonNode api = service.anonymous().get("/v3/api-docs").json();

  @Test
  void everyRouteIsDocumentedAndNoOther() {
    Set<String> documented = new TreeSet<>();
    api.get("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .propertyNames()
                .forEach(method -> documented.add(method + " " + path.getKey())));
    assertThat(documented).containsExactlyInAnyOrderElementsOf(ROUTES);
    assertThat(api.toString())
        .doesNotContain("\"Fields\"")
        .doesNotContain("\"name\":\"account\"")
        .doesNotContain("\"name\":\"caller\"");
  }

  @Test
  void everyDocumentedFieldIsKnownToItsRoute() {
    Rest account = service.client("documented");
    for (String path : new String[] {"/api/v1/connections", "/api/v1/actions"}) {
      JsonNode schema =
          api.get("paths").get(path).at("/post/requestBody/content/application~1json/schema");
      ObjectNode empty = JsonNodeFactory.instance.objectNode();
      schema.get("properties").propertyNames().forEach(empty::putNull);
      Rest.Answer answer = account.post(path, empty.toString());
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body()).doesNotContain("not a known field");
      assertThat(answer.fields())
          .containsAll(schema.get("required").valueStream().map(JsonNode::stringValue).toList());
      assertThat(empty.size()).isGreaterThan(10);
    }
  }
}
