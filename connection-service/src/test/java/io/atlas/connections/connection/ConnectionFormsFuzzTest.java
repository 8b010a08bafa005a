package io.atlas.connections.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.connections.problem.InvalidFieldsException;
import io.atlas.connections.request.Fields;
import io.atlas.testing.fuzz.Fuzz;
import io.atlas.testing.fuzz.Grammar;
import io.atlas.testing.fuzz.HostileText;
import io.atlas.testing.fuzz.JsonTexts;
import io.atlas.testing.fuzz.KeptInputs;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

@DisplayName("I12: any connection that somebody wants to save")
class ConnectionFormsFuzzTest {

  @Test
  void isTakenOrRefusedFieldByField() {
    Fuzz.of("connection-forms", connections())
        .declaring(InvalidFieldsException.class)
        .replaying(ConnectionFormsFuzzTest.class, KeptInputs::text)
        .run(text -> {
          if (JsonTexts.tree(text) instanceof ObjectNode body) {
            Fields fields = Fields.of(body);
            ConnectionBody form = ConnectionBody.read(fields, ConnectionBody::requiredName);
            fields.done();
            assertThat(form.tokenEndpoint()).startsWithIgnoringCase("http");
          }
        });
  }

  private static Grammar<String> connections() {
    Map<String, Grammar<String>> fields = new LinkedHashMap<>();
    fields.put("name", Grammar.just("\"Orders\""));
    fields.put(
        "tokenEndpoint",
        Grammar.oneOf(
                Grammar.of("https://login.example.com/token", "https://127.1/t", "http://[::1]/"),
                HostileText.texts().map(text -> "https://" + text))
            .map(JsonTexts::quoted));
    fields.put("clientId", Grammar.oneOf(Grammar.just("\"client\""), JsonTexts.strings()));
    fields.put("clientSecret", JsonTexts.strings());
    fields.put("nextClientSecret", JsonTexts.strings());
    fields.put("authMethod", Grammar.of("\"basic\"", "\"post\"", "\"private_key_jwt\"", "\"x\""));
    fields.put("scopes", texts());
    fields.put("resource", texts());
    fields.put("allowedHosts", texts());
    fields.put("extraHeaders", pairs());
    fields.put("extraParameters", pairs());
    for (String pem : new String[] {"privateKey", "certificate", "caCertificates"}) {
      fields.put(
          pem,
          HostileText.mutated(
                  HostileText.texts()
                      .map(text -> "-----BEGIN X-----\n" + text + "\n-----END X-----\n"))
              .map(JsonTexts::quoted));
    }
    fields.put("secretExpiresOn", Grammar.of("\"2027-01-31\"", "\"2027-02-31\"", "\"\""));
    fields.put("defaultLifetimeSeconds", JsonTexts.numbers());
    fields.put("tokenRequestsPerDay", JsonTexts.numbers());
    Grammar<String> objects = JsonTexts.objects(fields);
    return Grammar.oneOf(objects, HostileText.mutated(objects));
  }

  private static Grammar<String> texts() {
    return Grammar.oneOf(
            Grammar.of("\"api.example.com\"", "\"*.example.com\"", "\"read\"", "\"urn:a:b\""),
            JsonTexts.strings())
        .joined(0, 5, ",")
        .map(list -> "[" + list + "]");
  }

  private static Grammar<String> pairs() {
    Grammar<String> pair =
        random ->
            (random.nextBoolean() ? "\"X-A\"" : JsonTexts.strings().make(random))
                + ":"
                + JsonTexts.strings().make(random);
    return pair.joined(0, 4, ",").map(list -> "{" + list + "}");
  }
}
