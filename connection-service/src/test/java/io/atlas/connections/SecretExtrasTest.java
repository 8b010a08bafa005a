package io.atlas.connections;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.connections.Rest.Answer;
import io.atlas.model.event.ConnectionSettings;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;

/** Extra headers and parameters that are keys: written, kept, never read back. */
class SecretExtrasTest {

  private static final String KEY = "subscription-key-4711";

  private final Service service = Service.shared();
  private final Rest demo = service.client("demo");

  private static String with(String extras) {
    return Bodies.connection("Keyed", "right-secret")
        .replaceFirst("\\{", Matcher.quoteReplacement("{" + extras + ", "));
  }

  private static String header(String value) {
    return "\"extraHeaders\": {\"X-Tenant\": \"7\", \"X-Key\": " + value + "}";
  }

  private static final String GIVEN = "{\"value\": \"" + KEY + "\", \"secret\": true}";
  private static final String KEPT = "{\"secret\": true}";

  private String created() {
    Answer created = demo.post("/api/v1/connections", with(header(GIVEN)));
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    assertThat(created.body()).doesNotContain(KEY);
    return created.at("/id");
  }

  @Test
  void itIsSealedAndShownAsAFactOnly() {
    String id = created();
    Answer shown = demo.get("/api/v1/connections/" + id);
    assertThat(shown.body()).doesNotContain(KEY);
    assertThat(shown.json().at("/extraHeaders/X-Tenant").stringValue()).isEqualTo("7");
    assertThat(shown.json().at("/extraHeaders/X-Key/secret").booleanValue()).isTrue();
    ConnectionSettings published = service.connection(id).settings();
    assertThat(published.extraHeaders()).containsOnlyKeys("X-Tenant");
    assertThat(published.secretHeaders()).containsOnlyKeys("X-Key");
    assertThat(published.toString()).doesNotContain(KEY);
  }

  @Test
  void itStaysWhereItIsNotGivenAgain() {
    String id = created();
    String path = "/api/v1/connections/" + id + "/credentials";
    var before = service.connection(id).settings().secretHeaders();

    Answer sentBack = demo.put(path, demo.get("/api/v1/connections/" + id).body());
    assertThat(sentBack.status()).as(sentBack.body()).isEqualTo(200);
    assertThat(service.connection(id).settings().secretHeaders()).isEqualTo(before);
    Answer rotated = demo.put(path, "{\"clientSecret\": \"right-secret\"}");
    assertThat(rotated.status()).as(rotated.body()).isEqualTo(200);
    assertThat(service.connection(id).settings().secretHeaders()).isEqualTo(before);
    assertThat(service.connection(id).settings().extraHeaders()).containsOnlyKeys("X-Tenant");

    Answer dropped = demo.put(path, "{\"extraHeaders\": {\"X-Tenant\": \"7\"}}");
    assertThat(dropped.status()).as(dropped.body()).isEqualTo(200);
    assertThat(service.connection(id).settings().secretHeaders()).isEmpty();
    assertThat(demo.put(path, "{" + header(KEPT) + "}").fields())
        .containsExactly("extraHeaders.X-Key");
  }

  @Test
  void itDoesNotFollowToAnotherEndpoint() {
    String id = created();
    String moved = with(header(KEPT)).replace("/oauth2/token", "/v2/token");
    Answer refused = demo.put("/api/v1/connections/" + id + "/credentials", moved);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.fields()).contains("extraHeaders.X-Key", "tokenEndpoint");
    assertThat(demo.post("/api/v1/connections/" + id + "/test", moved).status()).isEqualTo(400);
    Answer given =
        demo.put(
            "/api/v1/connections/" + id + "/credentials",
            with(header(GIVEN)).replace("/oauth2/token", "/v2/token"));
    assertThat(given.status()).as(given.body()).isEqualTo(200);
  }

  @Test
  void whatCannotBeOneIsRefusedAtItsField() {
    for (String unusable :
        new String[] {
          "{\"secret\": true}",
          "{\"value\": 5, \"secret\": true}",
          "[]",
          "7",
          "null",
          "{\"value\": \"a\\nb\", \"secret\": true}",
          "{\"value\": \"a\", \"secret\": \"yes\"}"
        }) {
      Answer refused = demo.post("/api/v1/connections", with(header(unusable)));
      assertThat(refused.status()).as(unusable).isEqualTo(400);
      assertThat(refused.fields())
          .as(unusable)
          .allMatch(field -> field.startsWith("extraHeaders.X-Key"));
    }
    Answer reserved =
        demo.post(
            "/api/v1/connections", with("\"extraParameters\": {\"client_secret\": " + GIVEN + "}"));
    assertThat(reserved.fields()).containsExactly("extraParameters.client_secret");
    assertThat(reserved.body()).doesNotContain(KEY);
  }
}
