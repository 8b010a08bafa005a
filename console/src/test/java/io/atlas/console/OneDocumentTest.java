package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.console.Browser.Page;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ConnectionSettings;
import io.atlas.model.event.EventJson;
import io.atlas.model.provider.Provider;
import io.atlas.model.provider.Provider.Variable;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@DisplayName("What the console saves is its base, and what a person typed")
class OneDocumentTest {

  private static final String ACTION_FORM = "#action-form";
  private static final String CONNECTION_FORM = "#connection-form";

  /** Of a template, and no part of its action. */
  private static final List<String> OF_TEMPLATE =
      List.of("id", "description", "provider", "scopes", "sampleInput");

  private final RunningConsole console = RunningConsole.shared();
  private final String account = RunningConsole.freshAccount();
  private final Browser browser = Browser.signedIn(console, account);

  @AfterEach
  void close() {
    browser.close();
  }

  static Stream<Provider> presets() {
    return StandInConnectionService.PRESETS.stream();
  }

  static Stream<JsonNode> templates() {
    return StandInConnectionService.templates().valueStream();
  }

  @ParameterizedTest
  @MethodSource("presets")
  void aConnectionMadeWithAPresetHoldsAllThatThePresetSays(Provider preset) {
    Map<String, String> form = chosen(preset);
    Map<String, String> typed = typedFor(preset);
    typed.forEach((name, value) -> {
      assertThat(form).as(name + " has a field").containsKey("connection." + name);
      form.put("connection." + name, value);
    });
    Page saved = browser.post("/account/connections/new", form);
    assertThat(saved.has("#connection-refused")).as(saved.text()).isFalse();

    JsonNode sent = console.connectionService.sent("POST", "/connections");
    JsonNode said = EventJson.MAPPER.valueToTree(preset);
    assertThat(sent.get("provider")).isEqualTo(said.get("id"));
    assertThat(sent.get("authMethod")).isEqualTo(said.get("authMethod"));
    assertThat(sent.get("grantType")).isEqualTo(said.get("grantType"));
    assertThat(sent.get("bodyFormat")).isEqualTo(said.get("bodyFormat"));
    assertThat(sent.get("scopeSeparator")).isEqualTo(said.at("/scopes/separator"));
    said.get("parameters")
        .properties()
        .forEach(parameter ->
            assertThat(sent.at("/extraParameters/" + parameter.getKey()))
                .isEqualTo(parameter.getValue()));
    for (Provider.Field field : preset.fields()) {
      if (field.parameter()) {
        assertThat(sent.at("/extraParameters/" + field.name()).asString()).isEqualTo("a1");
      } else {
        assertThat(sent.hasNonNull(field.name())).as(field.name()).isTrue();
      }
    }
  }

  @Test
  void thereIsNothingMoreThatAPresetSaysOfAConnection() {
    assertThat(components(Provider.class))
        .as("what is new goes into Presets, or is for people and the token-service alone")
        .containsExactlyInAnyOrder(
            "id",
            "tokenEndpoint",
            "variables",
            "authMethod",
            "grantType",
            "bodyFormat",
            "parameters",
            "fields",
            "scopes",
            "name",
            "documentation",
            "authMethods",
            "response",
            "assertion",
            "hints",
            "note");
  }

  @ParameterizedTest
  @ValueSource(strings = {"auth0", "box", "zoom", "dynatrace", "greenhouse", "databricks"})
  void whatAProviderNeedsIsAskedForAtItsField(String id) {
    Provider preset = preset(id);
    Map<String, String> form = chosen(preset);
    form.put("connection.name", "Mine");
    form.put("connection.scopes", "");
    form.put("connection.anyHost", "true");
    Page refused = browser.post("/account/connections/new", form);
    String said = refused.one("#connection-refused").text();
    for (Provider.Field field : preset.fields()) {
      if (field.required() && !field.name().equals("clientSecret")) {
        assertThat(said).contains(field.label() + " is missing: " + field.where());
      }
    }
    if (preset.scopes().required()) {
      assertThat(said).contains("Scopes is missing");
    }
    assertThat(console.connectionService.connectionCount(account)).isZero();
  }

  @Test
  void anotherProviderTakesWithItWhatTheFirstOneSaid() {
    Map<String, String> form = chosen(preset("zendesk"));
    form.put("connection.clientId", "mine");
    form.put("connection.provider", "zoom");
    Page zoom = browser.post("/account/connections/choose-provider", form);
    Map<String, String> next = zoom.form(CONNECTION_FORM);
    assertThat(next)
        .containsEntry("connection.clientId", "mine")
        .containsEntry("connection.tokenEndpoint", "https://zoom.us/oauth/token")
        .containsEntry("connection.extraParameters", "")
        .containsKey("connection.parameters.account_id");
    assertThat(zoom.one("label[for=parameter-account_id]").text()).contains("required");
    next.put("connection.name", "Zoom");
    next.put("connection.parameters.account_id", "a1");
    next.put("connection.clientSecret", StandInConnectionService.RIGHT_SECRET);
    next.put("connection.anyHost", "true");
    browser.post("/account/connections/new", next);
    JsonNode sent = console.connectionService.sent("POST", "/connections");
    assertThat(sent.get("bodyFormat").asString()).isEqualTo("form");
    assertThat(sent.get("extraParameters").toString()).isEqualTo("{\"account_id\":\"a1\"}");
  }

  @Test
  void withoutScriptAProviderIsFilledInBeforeAnythingIsSaved() {
    Map<String, String> form = browser.get("/account/connections/new").form(CONNECTION_FORM);
    form.put("connection.provider", "zoom");
    form.put("connection.name", "Zoom");
    Page filled = browser.post("/account/connections/new", form);
    assertThat(filled.one("#connection-filled").text()).contains("nothing is saved yet");
    assertThat(filled.one("#token-endpoint").attr("value"))
        .isEqualTo("https://zoom.us/oauth/token");
    assertThat(filled.one("#connection-name").attr("value")).isEqualTo("Zoom");
  }

  @ParameterizedTest
  @MethodSource("templates")
  void anActionMadeFromATemplateHoldsAllThatTheTemplateSays(JsonNode template) {
    String id = template.get("id").asString();
    Map<String, String> form = browser.get("/actions/new?template=" + id).form(ACTION_FORM);
    ObjectNode expected = ((ObjectNode) template).deepCopy();
    OF_TEMPLATE.forEach(expected::remove);
    int row = 0;
    for (JsonNode header : expected.get("headers")) {
      if (header.get("secret").asBoolean()) {
        form.put("headers[" + row + "].value", "key");
        ((ObjectNode) header).put("value", "key");
      }
      row++;
    }
    browser.post("/actions/new", form);
    assertThat(console.connectionService.sent("POST", "/actions")).isEqualTo(expected);

    Page panel = browser.post("/actions/form/add-oauth-method", form);
    if (template.hasNonNull("provider")) {
      assertThat(panel.one("#provider option[selected]").attr("value"))
          .isEqualTo(template.get("provider").asString());
    }
    assertThat(panel.one("#scopes").attr("value"))
        .isEqualTo(
            template
                .path("scopes")
                .valueStream()
                .map(JsonNode::asString)
                .collect(Collectors.joining(" ")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n{\"a\": 1}\n{\"a\": 2}\n",
        "\n\n\nx",
        "a\r\nb\r\n",
        "a\rb\nc\r\n",
        " \t<b>&amp;\u00a0\u2028 ",
        "\r\n"
      })
  @DisplayName("A person who opens an action and saves it changes nothing of it")
  void anActionStaysAsItIs(String body) {
    ObjectNode saved = action(body);
    assertThat(components(ActionDefinition.class))
        .as("a field of an action stands in this test")
        .isSubsetOf(
            Stream.concat(saved.propertyNames().stream(), Stream.of("accountId", "version"))
                .toList());
    String id = console.connectionService.addAction(account, saved.toString());
    ObjectNode before = console.connectionService.action(account, id).deepCopy();
    browser.post("/actions/" + id, browser.get("/actions/" + id).form(ACTION_FORM));

    ObjectNode sent = (ObjectNode) console.connectionService.sent("PUT", id);
    assertThat(sent.toString()).isEqualTo(before.toString());
  }

  @Test
  void aChangedBodyKeepsItsKindOfLineBreak() {
    String lf = console.connectionService.addAction(account, action("\na\nb").toString());
    Map<String, String> form = browser.get("/actions/" + lf).form(ACTION_FORM);
    form.put("body", form.get("body") + "\nc");
    browser.post("/actions/" + lf, form);
    assertThat(console.connectionService.sent("PUT", lf).get("body").asString())
        .isEqualTo("\na\nb\nc");

    String pairs = console.connectionService.addAction(account, action("a\r\nb").toString());
    form = browser.get("/actions/" + pairs).form(ACTION_FORM);
    form.put("body", form.get("body") + "\nc");
    browser.post("/actions/" + pairs, form);
    assertThat(console.connectionService.sent("PUT", pairs).get("body").asString())
        .isEqualTo("a\r\nb\r\nc");
  }

  @Test
  @DisplayName("A person who opens a connection and saves it changes nothing of it")
  void aConnectionStaysAsItIs() {
    ObjectNode saved = connection();
    assertThat(components(ConnectionSettings.class))
        .as("a setting of a connection stands in this test")
        .isSubsetOf(
            Stream.concat(
                    saved.propertyNames().stream(),
                    Stream.of(
                        "sealedPrivateKey",
                        "sealedNextSecret",
                        "secretParameters",
                        "secretHeaders"))
                .toList());
    String id = console.connectionService.addConnection(account, saved.toString());
    ObjectNode before = console.connectionService.connection(account, id).deepCopy();
    browser.post(
        "/account/connections/" + id,
        browser.get("/account/connections/" + id).form(CONNECTION_FORM));

    ObjectNode sent = (ObjectNode) console.connectionService.sent("PUT", id + "/credentials");
    assertThat(sent.toString()).isEqualTo(before.toString());
  }

  @Test
  void aParameterThatIsChangedLeavesTheOthersAlone() {
    String id = console.connectionService.addConnection(account, connection().toString());
    Map<String, String> form = browser.get("/account/connections/" + id).form(CONNECTION_FORM);
    assertThat(form.get("connection.extraParameters")).isEqualTo("plain= a=b \nother=x");
    form.put("connection.extraParameters", "other=y\nnew=z");
    browser.post("/account/connections/" + id, form);
    assertThat(
            console
                .connectionService
                .sent("PUT", id + "/credentials")
                .get("extraParameters")
                .toString())
        .isEqualTo("{\"key\":{\"secret\":true},\"lines\":\"a\\nb\",\"other\":\"y\",\"new\":\"z\"}");
  }

  @Test
  void aChangeOfAConnectionBySomebodyElseIsNotOverwritten() {
    String id = Samples.connection(console, account, "Orders API");
    Map<String, String> form = browser.get("/account/connections/" + id).form(CONNECTION_FORM);
    console.connectionService.connection(account, id).put("version", 7).put("audience", "theirs");
    form.put("connection.audience", "mine");
    Page refused = browser.post("/account/connections/" + id, form);
    assertThat(refused.one("#conflict").text()).contains("Audience", "theirs", "mine");
    assertThat(console.connectionService.connection(account, id).get("audience").asString())
        .isEqualTo("theirs");
  }

  private Map<String, String> chosen(Provider preset) {
    Map<String, String> form = browser.get("/account/connections/new").form(CONNECTION_FORM);
    form.put("connection.provider", preset.id());
    return browser.post("/account/connections/choose-provider", form).form(CONNECTION_FORM);
  }

  /** What a person types for the preset: all that it asks for, and its variables. */
  private static Map<String, String> typedFor(Provider preset) {
    Map<String, String> typed =
        preset.fields().stream()
            .collect(
                Collectors.toMap(
                    field -> (field.parameter() ? "parameters." : "") + field.name(), _ -> "a1"));
    typed.put("name", preset.name());
    typed.put("clientSecret", StandInConnectionService.RIGHT_SECRET);
    typed.put(
        "tokenEndpoint",
        preset.tokenEndpoint(
            preset.variables().stream()
                .collect(Collectors.toMap(Variable::name, Variable::example))));
    typed.put("scopes", "a b");
    typed.put("allowedHosts", "api.example.com");
    return typed;
  }

  private static Provider preset(String id) {
    return presets().filter(preset -> preset.id().equals(id)).findFirst().orElseThrow();
  }

  private static Set<String> components(Class<? extends Record> type) {
    return Arrays.stream(type.getRecordComponents())
        .map(RecordComponent::getName)
        .collect(Collectors.toSet());
  }

  private static ObjectNode action(String body) {
    ObjectNode action =
        (ObjectNode)
            EventJson.MAPPER.readTree(
                """
                {"name":"Create order","enabled":false,"method":"OPTIONS",
                 "url":"https://orders.example.com/orders?a=%2F&b={{input.b}}",
                 "headers":[{"name":"X-Api-Key","secret":true,"later":[1]},
                            {"name":"X-A","value":" a  b ","secret":false},
                            {"name":"X-A","value":"","secret":false,"later":{"a":1.50}}],
                 "authentication":{"type":"CONNECTION","connectionId":"gone","later":true},
                 "timeoutMs":1234567,"retry":{"maxAttempts":3,"firstDelayMs":1500,"factor":1.50,
                 "maxDelayMs":86400001,"maxAgeMs":172800000,"later":"x"},
                 "rateLimit":{"perSecond":2.50,"later":null},"orderingKey":"{{input.id}}",
                 "keepRequestBody":false,"flags":[],"later":{"a":[1.10,null,"\\u0000"]},"createdAt":"2026-11-24T08:00:00Z"}
                """);
    return action.put("body", body);
  }

  private static ObjectNode connection() {
    return (ObjectNode)
        EventJson.MAPPER.readTree(
            """
            {"name":"Orders","clientId":"orders-client","authMethod":"client_secret_jwt",
             "tokenEndpoint":"https://login.example.com/token","scopes":["a,b","c"],
             "audience":"https://api.example.com/","provider":"retired",
             "resource":["https://a.example.com/x","https://b.example.com"],
             "extraParameters":{"key":{"secret":true},"plain":" a=b ","lines":"a\\nb","other":"x"},
             "extraHeaders":{"X-Key":{"secret":true},"X-Plain":"1"},"grantType":"odd",
             "bodyFormat":"json","scopeSeparator":",","keyId":"k1","assertionAlgorithm":"HS512",
             "assertionAudience":"aud","assertionType":"at+jwt",
             "certificate":"\\n-----BEGIN CERTIFICATE-----\\r\\nMIIB\\r\\n-----END CERTIFICATE-----\\n",
             "caCertificates":"-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END CERTIFICATE-----\\n",
             "allowedHosts":["api.example.com","*.example.org"],"defaultLifetimeSeconds":600,
             "secretExpiresOn":"2027-01-31","tokenRequestsPerDay":500,
             "rateLimit":{"perSecond":0.10},"tokenBinding":"dpop","later":[{"a":1.0}],"status":"ACTIVE","usedBy":0}
            """);
  }
}
