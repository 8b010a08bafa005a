package io.atlas.connections;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.connections.Rest.Answer;
import io.atlas.model.event.EventJson;
import io.atlas.model.provider.Provider;
import io.atlas.model.provider.Provider.Variable;
import io.atlas.model.provider.Providers;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@DisplayName("A response, a preset or a template is a body, as it is")
class WholeBodiesTest {

  private static final List<String> TOLD =
      List.of("version", "updatedAt", "secretSetAt", "secretSetBy");

  private final Service service = Service.shared();
  private final Rest demo = service.client("whole-bodies");

  static Stream<Provider> presets() {
    return Providers.load().all().stream();
  }

  @Test
  void anActionThatIsSentBackStaysAsItIs() {
    String body =
        """
        {"name": "All of it", "enabled": false, "method": "OPTIONS", "url": "https://a.example/{{input.id}}",
         "headers": [{"name": "X-Key", "value": "key", "secret": true}, {"name": "X-A", "value": " a "}],
         "body": "\\n{{input}}\\r\\n\\n", "timeoutMs": 4321, "rateLimit": {"perSecond": 2.5},
         "retry": {"maxAttempts": 3, "firstDelayMs": 5, "factor": 1.5, "maxDelayMs": 500, "maxAgeMs": 900},
         "orderingKey": "{{input.id}}"}
        """
            .replace("https://a.example/{{input.id}}", "http://localhost:9000/{{input.id}}");
    Answer created = demo.post("/api/v1/actions", body);
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    String path = "/api/v1/actions/" + created.at("/id");
    String before = demo.get(path).body();

    Answer preview =
        demo.post(
            "/api/v1/actions/preview", "{\"action\": " + before + ", \"input\": {\"id\": 1}}");
    assertThat(preview.status()).as(preview.body()).isEqualTo(200);
    Answer changed = demo.put(path, before);
    assertThat(changed.status()).as(changed.body()).isEqualTo(200);
    assertThat(untold(demo.get(path))).isEqualTo(untold(before));
    assertThat(demo.get(path).json().get("version").asInt()).isEqualTo(2);
  }

  @Test
  void aConnectionThatIsSentBackStaysAsItIs() {
    Answer created =
        demo.post(
            "/api/v1/connections",
            """
            {"name": "All of it", "clientId": "orders-client", "clientSecret": "right-secret",
             "tokenEndpoint": "http://localhost:9000/oauth2/token", "scopes": ["a", "b,c"],
             "audience": "x", "authMethod": "post", "provider": "zendesk",
             "resource": ["https://a.example/x"],
             "extraParameters": {"plain": " a ", "key": {"value": "v", "secret": true}},
             "extraHeaders": {"X-Plain": "a", "X-Key": {"value": "v", "secret": true}},
             "grantType": "odd", "bodyFormat": "json", "scopeSeparator": ",", "keyId": "k",
             "allowedHosts": ["*.example.com"], "defaultLifetimeSeconds": 60,
             "secretExpiresOn": "2030-01-31", "tokenRequestsPerDay": 500,
             "rateLimit": {"perSecond": 0.5}, "tokenBinding": "dpop"}
            """);
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    String path = "/api/v1/connections/" + created.at("/id");
    String before = demo.get(path).body();
    Answer changed = demo.put(path + "/credentials", before, "If-Match", "\"1\"");
    assertThat(changed.status()).as(changed.body()).isEqualTo(200);
    assertThat(untold(demo.get(path))).isEqualTo(untold(before));
    assertThat(demo.get(path).json().get("version").asInt()).isEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource("presets")
  void whatAPresetSaysOfAConnectionIsTaken(Provider preset) {
    JsonNode said = EventJson.MAPPER.valueToTree(preset);
    ObjectNode body = EventJson.MAPPER.createObjectNode();
    body.put("name", preset.name()).put("provider", preset.id()).put("clientId", "a");
    body.put("clientSecret", "right-secret");
    body.put(
        "tokenEndpoint",
        preset.tokenEndpoint(
            preset.variables().stream()
                .collect(Collectors.toMap(Variable::name, Variable::example))));
    for (String field : List.of("authMethod", "grantType", "bodyFormat")) {
      body.set(field, said.get(field));
    }
    body.set("scopeSeparator", said.at("/scopes/separator"));
    ObjectNode parameters = body.putObject("extraParameters");
    parameters.setAll((ObjectNode) said.get("parameters"));
    preset.fields().stream()
        .filter(Provider.Field::parameter)
        .forEach(field -> parameters.put(field.name(), "a1"));
    Answer tested = service.client(preset.id()).post("/api/v1/connections/test", body.toString());
    // What is missing are secrets, which a preset does not bring.
    assertThat(tested.fields()).isSubsetOf("clientSecret", "privateKey", "certificate");
  }

  @Test
  void everyTemplateIsAnAction() {
    for (JsonNode template : demo.get("/api/v1/action-templates").json().get("items")) {
      ObjectNode action = ((ObjectNode) template).deepCopy();
      List.of("id", "description", "provider", "scopes", "sampleInput").forEach(action::remove);
      for (JsonNode header : action.get("headers")) {
        if (header.get("secret").asBoolean()) {
          ((ObjectNode) header).put("value", "key");
        }
      }
      action.put("url", action.get("url").asString().replace("api.example.com", "localhost:9000"));
      ObjectNode body = EventJson.MAPPER.createObjectNode();
      body.set("action", action);
      body.set("input", template.get("sampleInput"));
      Answer rendered = demo.post("/api/v1/actions/preview", body.toString());
      assertThat(rendered.status()).as(rendered.body()).isEqualTo(200);
      assertThat(rendered.json().hasNonNull("request")).as(rendered.body()).isTrue();
    }
  }

  @Test
  void aByteOrderMarkThatWasPastedIsNoPartOfABody() {
    Answer created =
        demo.post(
            "/api/v1/actions",
            """
            {"name": "Marked", "method": "POST", "url": "http://localhost:9000/a",
             "body": "\\uFEFF{\\"a\\": 1}"}
            """);
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    assertThat(created.at("/body")).isEqualTo("{\"a\": 1}");
  }

  private static JsonNode untold(Answer answer) {
    return untold(answer.body());
  }

  private static JsonNode untold(String body) {
    ObjectNode json = (ObjectNode) EventJson.MAPPER.readTree(body);
    TOLD.forEach(json::remove);
    return json;
  }
}
