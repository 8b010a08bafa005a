package io.atlas.connections;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.connections.Rest.Answer;
import io.atlas.model.egress.EgressGuard;
import io.atlas.testing.BadInputs;
import io.atlas.testing.Growth;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
    BadInputs.tried(getClass(), "host form × endpoint, action, issuer, preview", url);
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
    BadInputs.tried(getClass(), "odd text, address or body × routes", odd);
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

  @ParameterizedTest
  @ValueSource(
      strings = {"https://127.1/t", "https://0x7f.1/t", "https://10.1/", "https://127.0.0.1./"})
  void aBlockedUrlOfAnActionIsToldAsBlocked(String url) {
    String action = "{\"name\": \"a\", \"method\": \"POST\", \"url\": \"" + url + "\"}";
    String id = demo.post("/api/v1/actions", action.replace(url, "https://example.com/")).at("/id");
    for (Answer answer :
        List.of(
            demo.post("/api/v1/actions", action),
            demo.put("/api/v1/actions/" + id, action),
            demo.post("/api/v1/actions/preview", "{\"action\": " + action + "}"))) {
      assertThat(answer.status()).as(answer.body()).isEqualTo(422);
      assertThat(answer.at("/code")).isEqualTo("BLOCKED_ADDRESS");
      assertThat(answer.at("/detail")).isEqualTo(EgressGuard.BLOCKED_TEXT);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\\u202e", "\\u2067", "\\u200b", "\\ufeff", "\\u200e", "\\u2028", "\\u00ad"})
  void aNameHoldsOnlyWhatIsSeen(String invisible) {
    BadInputs.tried(getClass(), "odd text, address or body × routes", invisible);
    String action =
        "{\"name\": \"a%sb\", \"method\": \"GET\", \"url\": \"https://example.com/\"}"
            .formatted(invisible);
    assertThat(demo.post("/api/v1/actions", action).fields()).containsExactly("name");
    assertThat(
            demo.post("/api/v1/connections", Bodies.connection("a" + invisible + "b", "s"))
                .fields())
        .containsExactly("name");
  }

  @Test
  void aNameMayJoinItsCharacters() {
    String action =
        "{\"name\": \"\uD83D\uDC69\u200D\uD83D\uDCBB می\u200Cخواهم\", \"method\": \"GET\","
            + " \"url\": \"https://example.com/\"}";
    assertThat(demo.post("/api/v1/actions", action).status()).isEqualTo(201);
  }

  @Test
  void aBodyThatIsNoJsonIsNotTakenForNone() {
    String id =
        demo.post(
                "/api/v1/actions",
                "{\"name\": \"a\", \"method\": \"GET\", \"url\": \"https://example.com/\"}")
            .at("/id");
    for (String type :
        List.of(
            "application/x-www-form-urlencoded",
            "application/x-www-form-urlencoded; charset=utf-8",
            "multipart/form-data; boundary=x",
            "text/plain",
            "application/octet-stream")) {
      Answer answer =
          demo.post(
              "/api/v1/actions/" + id + "/fire",
              "{\"input\": {\"password\": \"of-somebody\"}}",
              "Content-Type",
              type);
      assertThat(answer.status()).as(type + answer.body()).isEqualTo(415);
      assertThat(answer.body()).doesNotContain("of-somebody");
    }
  }

  @Test
  void aParameterThatIsNotKnownIsRefused() {
    for (String path :
        List.of(
            "/api/v1/connections?state=FAILING",
            "/api/v1/actions?limits=1",
            "/api/v1/providers?x",
            "/api/v1/connections/x/actions?q=1")) {
      Answer answer = demo.get(path);
      assertThat(answer.status()).as(path).isEqualTo(400);
      assertThat(answer.fields()).as(path).hasSize(1);
    }
    assertThat(demo.get("/api/v1/actions?limit=1&limit=2").fields()).containsExactly("limit");
    assertThat(demo.delete("/api/v1/connections/x?ifunused=true").fields())
        .containsExactly("ifunused");
  }

  @Test
  void aBodyOfManyUnknownFieldsTakesNoLongerThanItsLength() {
    Answer answer = demo.post("/api/v1/actions", unknownFields(100_000));
    assertThat(answer.fields()).hasSizeBetween(50, 60);
    Growth.assertLinear(
        fields -> {
          String body = unknownFields(fields);
          return () -> assertThat(demo.post("/api/v1/actions", body).status()).isEqualTo(400);
        },
        25_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"extraParameters", "extraHeaders"})
  void aNameOfLettersThatBecomeTwoTakesNoLongerThanItsLength(String field) {
    Growth.assertLinear(
        letters -> {
          String body = "{\"%s\":{\"%s\":\"1\"}}".formatted(field, "\u0130".repeat(letters));
          return () -> assertThat(demo.post("/api/v1/connections", body).status()).isEqualTo(400);
        },
        100_000);
  }

  private static String unknownFields(int number) {
    return IntStream.range(0, number)
        .mapToObj(field -> "\"f" + field + "\":1")
        .collect(Collectors.joining(",", "{", "}"));
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
    BadInputs.tried(getClass(), "odd text, address or body × routes", path);
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
    BadInputs.tried(getClass(), "odd text, address or body × routes", body);
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
