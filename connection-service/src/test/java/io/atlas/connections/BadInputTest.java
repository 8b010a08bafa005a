package io.atlas.connections;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.connections.Rest.Answer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Bad input is the caller's error, never ours")
class BadInputTest {

  private final Service service = Service.shared();
  private final Rest demo = service.client("bad-input");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.1/t",
        "https://0x7f.1/t",
        "https://127.0.0.1./t",
        "https://10.1/t",
        "https://256.256.256.256/t",
        "https://2130706433/t",
        "https://0177.0.0.1/t",
        "https://1.2.3/t",
        "https://0x/t",
        "https://a.0x1/t",
        "https://[::1%25lo]/t",
        "https://[fe80::1]/t",
        "https://localhost./t",
        "https://a_b.example/t",
        "https://exämple.com/t",
        "https://１２７.0.0.1/t",
        "https://a..b/t",
        "https://-/t",
        "https://[::ffff:127.0.0.1]/t",
        "https:///t",
        "https://:443/t",
        "https://a:99999/t",
        "https://a:b/t",
        "https://%31%32%37.1/t",
        "https://user@host/t",
        "//host/t",
        "x"
      })
  void aHostOfAnyFormIsAnsweredInWords(String url) {
    String connection =
        Bodies.connection("Odd", "s").replaceFirst("http://localhost:9000/oauth2/token", url);
    for (String path : List.of("/api/v1/connections", "/api/v1/connections/test")) {
      assertThat(demo.post(path, connection).status()).as(path).isIn(200, 201, 400, 422);
    }
    String action = "{\"name\": \"a\", \"method\": \"POST\", \"url\": \"" + url + "\"}";
    assertThat(demo.post("/api/v1/actions", action).status()).isIn(201, 400, 422);
    assertThat(demo.post("/api/v1/discover", "{\"issuer\": \"" + url + "\"}").status())
        .isIn(200, 400, 422, 429);
    String preview = "{\"action\": " + action + ", \"input\": {}}";
    assertThat(demo.post("/api/v1/actions/preview", preview).status()).isIn(200, 400, 422);
  }

  static Stream<String> oddTexts() {
    return Stream.of(
        "\\ud800",
        "\\udc00x",
        "a\\u0000b",
        "\\u202eevil",
        "a\\u2066b",
        "\\u0007",
        " ",
        "x\\ny",
        "x".repeat(70_000),
        "\\ud83d\\ude00",
        "%00",
        "{{",
        "{{x}",
        "{{{x}}}",
        "💣");
  }

  @ParameterizedTest
  @MethodSource("oddTexts")
  void aTextOfAnyKindInAnyFieldIsAnsweredInWords(String odd) {
    for (String field :
        List.of(
            "name",
            "clientId",
            "clientSecret",
            "tokenEndpoint",
            "audience",
            "provider",
            "keyId",
            "privateKey",
            "certificate",
            "caCertificates",
            "grantType",
            "scopeSeparator",
            "secretExpiresOn",
            "authMethod",
            "bodyFormat",
            "nextClientSecret",
            "unknown")) {
      String body =
          Bodies.connection("Odd", "s")
              .replaceFirst(
                  "\\{",
                  "{\""
                      + field
                      + "\": \""
                      + java.util.regex.Matcher.quoteReplacement(odd)
                      + "\", ");
      assertThat(demo.post("/api/v1/connections/test", body).status()).as(field).isLessThan(500);
    }
    for (String body :
        List.of(
            "{\"name\": \"%s\", \"method\": \"POST\", \"url\": \"https://example.com/\"}",
            "{\"name\": \"a\", \"method\": \"%s\", \"url\": \"https://example.com/\"}",
            "{\"name\": \"a\", \"method\": \"POST\", \"url\": \"https://example.com/%s\"}",
            "{\"name\": \"a\", \"method\": \"POST\", \"url\": \"https://example.com/\", \"body\": \"%s\"}",
            "{\"name\": \"a\", \"method\": \"POST\", \"url\": \"https://example.com/\", \"orderingKey\": \"%s\"}",
            "{\"name\": \"a\", \"method\": \"POST\", \"url\": \"https://example.com/\", \"headers\": [{\"name\": \"%s\", \"value\": \"v\"}]}",
            "{\"name\": \"a\", \"method\": \"POST\", \"url\": \"https://example.com/\", \"headers\": [{\"name\": \"X\", \"value\": \"%s\"}]}",
            "{\"name\": \"a\", \"method\": \"POST\", \"url\": \"https://example.com/\", \"headers\": [{\"name\": \"X\", \"value\": \"%s\", \"secret\": true}]}")) {
      Answer answer = demo.post("/api/v1/actions", body.replace("%s", odd));
      assertThat(answer.status()).as(body).isLessThan(500);
    }
  }

  @Test
  void namesDoNotTurnWhatStandsBesideThem() {
    Answer refused =
        demo.post("/api/v1/connections", Bodies.connection("a\u202Eb", "right-secret"));
    assertThat(refused.fields()).containsExactly("name");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/actions/%00",
        "/api/v1/actions/%ED%A0%80",
        "/api/v1/connections/{x}",
        "/api/v1/connections?cursor=%00",
        "/api/v1/connections?limit=99999999999999999999",
        "/api/v1/connections?limit=-1",
        "/api/v1/actions?cursor=x&cursor=y",
        "/api/v1/nowhere",
        "/api/v1/connections/a/actions?cursor=%F0%9F",
        "/api/v1/actions/x/fire"
      })
  void anAddressOfAnyKindIsAnsweredInWords(String path) {
    Answer answer = demo.get(path.replace("{", "%7B").replace("}", "%7D"));
    assertThat(answer.status()).as(answer.body()).isLessThan(500);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "1",
        "\"x\"",
        "{",
        "{\"a\":1,\"a\":2}",
        "{\"name\":{}}",
        "{\"headers\":{}}",
        "{\"headers\":[null]}",
        "{\"timeoutMs\":1e400}",
        "{\"timeoutMs\":1.5}",
        "{\"timeoutMs\":99999999999999999999999}",
        "{\"retry\":[]}",
        "{\"rateLimit\":{\"perSecond\":1e400}}",
        "\u0000",
        "{\"name\":\"\\ud800\"}",
        "{\"\\ud800\":1}",
        "{\"\\u0000\":1}"
      })
  void aBodyOfAnyKindIsAnsweredInWords(String body) {
    for (String path :
        List.of(
            "/api/v1/actions",
            "/api/v1/actions/preview",
            "/api/v1/connections",
            "/api/v1/connections/test",
            "/api/v1/discover",
            "/api/v1/actions/x/fire")) {
      Answer answer = demo.post(path, body);
      assertThat(answer.status()).as("%s %s", path, answer.body()).isBetween(400, 499);
    }
    String deep = "{\"input\":" + "[".repeat(3_000) + "]".repeat(3_000) + "}";
    assertThat(demo.post("/api/v1/actions/preview", deep).status()).isBetween(400, 499);
  }
}
