package io.atlas.connections;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.EventJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
          "post /api/v1/connections/withdraw",
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
          "get /api/v1/actions/{id}/versions",
          "get /api/v1/actions/{id}/versions/{version}",
          "put /api/v1/actions/{id}",
          "delete /api/v1/actions/{id}",
          "post /api/v1/actions/{id}/fire",
          "post /api/v1/actions/{id}/test-fire",
          "post /api/v1/actions/test-fire",
          "post /api/v1/actions/preview",
          "get /api/v1/attention",
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

  /** A page that edits what it was given would lose the rest. */
  @Test
  void whatCanBeSavedIsGivenBackButSecrets() {
    Map<String, String> responses =
        Map.of("actions", "ActionResponse", "connections", "ConnectionResponse");
    responses.forEach((saved, response) -> {
      List<String> shown = new ArrayList<>();
      properties("/api/v1/" + saved, "post")
          .properties()
          .forEach(field -> {
            if (!field.getValue().path("writeOnly").asBoolean()) {
              shown.add(field.getKey());
            }
          });
      assertThat(api.at("/components/schemas/" + response + "/properties").propertyNames())
          .hasSizeGreaterThan(10)
          .containsAll(shown);
    });
  }

  @Test
  void bodiesAreDescribedAsTheyAreRead() {
    Set<String> withBody = new TreeSet<>();
    api.get("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .properties()
                .forEach(operation -> {
                  if (operation.getValue().has("requestBody")) {
                    withBody.add(operation.getKey() + " " + path.getKey());
                  }
                }));
    assertThat(withBody)
        .containsExactlyInAnyOrder(
            "post /api/v1/connections",
            "post /api/v1/connections/test",
            "post /api/v1/connections/withdraw",
            "patch /api/v1/connections/{id}",
            "put /api/v1/connections/{id}/credentials",
            "post /api/v1/connections/{id}/test",
            "post /api/v1/connections/{id}/move-actions",
            "post /api/v1/discover",
            "post /api/v1/actions",
            "put /api/v1/actions/{id}",
            "post /api/v1/actions/{id}/fire",
            "post /api/v1/actions/{id}/test-fire",
            "post /api/v1/actions/test-fire",
            "post /api/v1/actions/preview");

    JsonNode action = properties("/api/v1/actions", "post");
    assertThat(action.at("/timeoutMs"))
        .isEqualTo(
            json(
                """
                {"type": "integer", "description": "Of one attempt", "default": 30000,
                 "minimum": 100, "maximum": 300000}
                """));
    assertThat(action.at("/retry/properties/factor/maximum").asInt()).isEqualTo(100);
    assertThat(action.at("/headers/items/required/0").asString()).isEqualTo("name");
    assertThat(action.at("/url/maxLength").asInt()).isEqualTo(8_192);
    JsonNode connection = properties("/api/v1/connections/{id}/credentials", "put");
    assertThat(connection.at("/clientSecret/writeOnly").asBoolean()).isTrue();
    assertThat(connection.at("/authMethod/default").asString()).isEqualTo("basic");
    assertThat(connection.at("/rateLimit/required/0").asString()).isEqualTo("perSecond");
    assertThat(
            api.get("paths")
                .get("/api/v1/connections/{id}/credentials")
                .at("/put/requestBody/content/application~1json/schema/required")
                .isMissingNode())
        .isTrue();
  }

  @Test
  void parametersOfListsAreDescribed() {
    for (String list : new String[] {"actions", "connections"}) {
      JsonNode parameters = api.at("/paths/~1api~1v1~1" + list + "/get/parameters");
      assertThat(parameters.valueStream().filter(each -> each.has("$ref")).count()).isEqualTo(3);
      assertThat(parameters.valueStream().filter(each -> !each.has("$ref")))
          .isNotEmpty()
          .allMatch(each -> each.at("/description").asString("").length() > 10);
    }
    JsonNode sort = api.at("/components/parameters/sort/schema");
    assertThat(sort.at("/default").asString()).isEqualTo("-createdAt");
    assertThat(sort.at("/enum").size()).isEqualTo(6);
  }

  private JsonNode properties(String path, String method) {
    return api.get("paths")
        .get(path)
        .get(method)
        .at("/requestBody/content/application~1json/schema/properties");
  }

  private static JsonNode json(String text) {
    return EventJson.MAPPER.readTree(text);
  }
}
