package io.atlas.tokens.grant;

import static io.atlas.tokens.grant.GrantFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.testing.FaultyHttpServer;
import io.atlas.tokens.token.ProviderResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Section C: error bodies. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ErrorResponseTest {

  private GrantFixture fixture;

  @BeforeAll
  void start() {
    fixture = new GrantFixture();
  }

  @AfterAll
  void stop() {
    fixture.close();
  }

  private CredentialFailure answered(int status, String type, String body) {
    fixture.provider.behave(
        (request, exchange) -> exchange.answer(status, Map.of("Content-Type", type), body));
    return refused(fixture.ask(TestSettings.basic(), "secret"));
  }

  @Test
  @DisplayName("vector 38: 401 invalid_client keeps its code")
  void vector38() {
    fixture.provider.behave((request, exchange) ->
        exchange.answer(
            401,
            Map.of("WWW-Authenticate", "Basic realm=\"x\"", "Content-Type", "application/json"),
            "{\"error\":\"invalid_client\",\"error_description\":\"Bad client\"}"));
    CredentialFailure failure = refused(fixture.ask(TestSettings.basic(), "secret"));
    assertThat(failure.code()).isEqualTo(CredentialCategory.CREDENTIALS);
    assertThat(failure.providerError()).isEqualTo("invalid_client");
    assertThat(failure.providerErrorDescription()).isEqualTo("Bad client");
  }

  @Test
  @DisplayName("vector 38: a code that stands in WWW-Authenticate alone counts too")
  void vector38InTheHeader() {
    fixture.provider.behave((request, exchange) ->
        exchange.answer(
            400,
            Map.of(
                "WWW-Authenticate",
                "Bearer realm=\"x\", error=\"invalid_scope\", error_description=\"No such scope\""),
            ""));
    CredentialFailure failure = refused(fixture.ask(TestSettings.basic(), "secret"));
    assertThat(failure.code()).isEqualTo(CredentialCategory.NOT_ALLOWED);
    assertThat(failure.providerError()).isEqualTo("invalid_scope");
    assertThat(failure.providerErrorDescription()).isEqualTo("No such scope");
  }

  @Test
  @DisplayName("vector 39: 400 invalid_client is the same")
  void vector39() {
    CredentialFailure failure = fixture.refused(400, "{\"error\":\"invalid_client\"}");
    assertThat(failure.code()).isEqualTo(CredentialCategory.CREDENTIALS);
    assertThat(failure.providerError()).isEqualTo("invalid_client");
  }

  @Test
  @DisplayName("vector 40: Keycloak's unauthorized_client for a wrong secret")
  void vector40() {
    CredentialFailure failure =
        fixture.refused(
            401,
            "{\"error\":\"unauthorized_client\","
                + "\"error_description\":\"Invalid client or Invalid client credentials\"}");
    assertThat(failure.code()).isEqualTo(CredentialCategory.CREDENTIALS);
    assertThat(failure.hint()).contains("Client Secret");
  }

  @Test
  @DisplayName("vector 41: Keycloak's unauthorized_client without service accounts")
  void vector41() {
    CredentialFailure failure =
        fixture.refused(
            400,
            "{\"error\":\"unauthorized_client\","
                + "\"error_description\":\"Client not enabled to retrieve service account\"}");
    assertThat(failure.code()).isEqualTo(CredentialCategory.NOT_ALLOWED);
    assertThat(failure.hint()).contains("Service accounts roles");
  }

  @Test
  @DisplayName("vector 42: Entra's scope without /.default")
  void vector42() {
    CredentialFailure failure =
        fixture.refused(
            400,
            "{\"error\":\"invalid_scope\",\"error_description\":\"AADSTS1002012: The provided"
                + " value for scope x is not valid.\"}");
    assertThat(failure.code()).isEqualTo(CredentialCategory.REQUEST_SHAPE);
    assertThat(failure.hint()).contains("/.default");
  }

  @Test
  @DisplayName("vector 43: Entra's secret id in place of its value")
  void vector43() {
    CredentialFailure failure =
        fixture.refused(
            401,
            "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000215: Invalid client"
                + " secret provided.\",\"error_codes\":[7000215]}");
    assertThat(failure.code()).isEqualTo(CredentialCategory.CREDENTIALS);
    assertThat(failure.hint()).contains("Value, not its Secret ID");
  }

  @Test
  @DisplayName("vector 44: Box's unauthorized app, by preset")
  void vector44() {
    fixture.provider.behave(
        FaultyHttpServer.always(
            400,
            "{\"error\":\"invalid_grant\","
                + "\"error_description\":\"Grant credentials are invalid\"}"));
    TestSettings box = TestSettings.of("client", AuthMethod.POST).provider("box");
    CredentialFailure failure = refused(fixture.ask(box, "secret"));
    assertThat(failure.code()).isEqualTo(CredentialCategory.NOT_ALLOWED);
    assertThat(failure.hint()).contains("Admin Console");
  }

  @Test
  @DisplayName("vector 45: HTML is no OAuth endpoint, or passing, by status; no markup is shown")
  void vector45() {
    String page = "<html><body><script>alert(1)</script>Not here</body></html>";
    for (int status : new int[] {404, 200, 400, 403}) {
      CredentialFailure failure = answered(status, "text/html", page);
      assertThat(failure.code()).isEqualTo(CredentialCategory.NOT_AN_OAUTH_ENDPOINT);
      assertThat(failure.providerErrorDescription())
          .hasSizeLessThanOrEqualTo(200)
          .doesNotContain("<")
          .contains(Integer.toString(status));
    }
    assertThat(answered(503, "text/html", page).code()).isEqualTo(CredentialCategory.TRANSIENT);
  }

  @Test
  @DisplayName("vector 46: an echoed secret is redacted, however it is encoded")
  void vector46() {
    String secret = "p@ss/wörd+4711-geheim";
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    for (String echo :
        new String[] {
          secret,
          URLEncoder.encode(secret, StandardCharsets.UTF_8),
          Base64.getEncoder().encodeToString(bytes),
          Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
          secret.substring(3, 15),
        }) {
      assertNoPiece(echoing(echo, secret), echo);
    }
    String around =
        Base64.getEncoder()
            .encodeToString(("id=x&secret=" + secret + "&more").getBytes(StandardCharsets.UTF_8));
    // What is before and after the secret is none: 12 characters make 16 in base64.
    assertNoPiece(echoing(around, secret), around.substring(16, around.length() - 8));
  }

  private CredentialFailure echoing(String echo, String secret) {
    fixture.provider.behave(
        FaultyHttpServer.always(
            400,
            "{\"error\":\"invalid_request\",\"error_description\":\"got " + echo + " from you\"}"));
    CredentialFailure failure = refused(fixture.ask(TestSettings.basic(), secret));
    assertThat(failure.providerErrorDescription()).contains("[redacted]");
    return failure;
  }

  private static void assertNoPiece(CredentialFailure failure, String text) {
    for (int start = 0; start + 8 <= text.length(); start++) {
      assertThat(failure.toString()).doesNotContain(text.substring(start, start + 8));
    }
  }

  @Test
  @DisplayName("vector 46: an echoed assertion or Basic value is redacted")
  void vector46Assertion() {
    fixture.provider.behave((request, exchange) -> {
      String sent = request.header("authorization") + request.body();
      exchange.json(400, "{\"error\":\"invalid_request\",\"error_description\":\"" + sent + "\"}");
    });
    CredentialFailure basic = refused(fixture.ask(TestSettings.basic(), "secret-4711"));
    assertThat(basic.providerErrorDescription()).doesNotContain("c2VjcmV0");
    TestSettings jwt =
        TestSettings.of("client", AuthMethod.PRIVATE_KEY_JWT)
            .privateKey(fixture.seal(TestKeys.EC.toJSONString()));
    CredentialFailure assertion = refused(fixture.ask(jwt, null));
    assertThat(assertion.providerErrorDescription()).doesNotContain("eyJ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":{\"code\":\"bad_client\",\"message\":\"no\"}}",
        "{\"errors\":[{\"code\":\"bad_client\",\"message\":\"no\"}]}",
        "{\"errors\":[\"no\"]}",
        "{\"errors\":[]}",
        "{\"error\":17}",
        "{\"error\":true}",
        "{\"error\":[1,2]}",
        "{\"fault\":{\"faultstring\":\"no\",\"detail\":{\"errorcode\":\"x\"}}}",
        "{}",
        "null",
        "\"text\"",
        "\u0000",
        "{\"error\":\"\\u202Eevil\\u0007<b>\"}"
      })
  @DisplayName("vector 47: errors of any shape are read without an exception")
  void vector47(String body) {
    CredentialFailure failure = fixture.refused(400, body);
    assertThat(failure.code()).isNotNull();
    assertThat(String.valueOf(failure.providerError())).doesNotContain("\u202E", "\u0007", "<");
  }

  @Test
  @DisplayName("vector 47: a description of 10 MB is cut off")
  void vector47Huge() {
    CredentialFailure failure =
        fixture.refused(
            400,
            "{\"error\":\"invalid_client\",\"error_description\":\""
                + "x".repeat(10 << 20)
                + "\"}");
    assertThat(failure.code()).isEqualTo(CredentialCategory.BAD_RESPONSE);
    CredentialFailure long900k =
        fixture.refused(
            400,
            "{\"error\":\"invalid_client\",\"error_description\":\"" + "x".repeat(900_000) + "\"}");
    assertThat(long900k.code()).isEqualTo(CredentialCategory.CREDENTIALS);
    assertThat(long900k.providerErrorDescription()).hasSizeLessThanOrEqualTo(200);
  }

  private @Nullable Duration retryAfter(String value) {
    fixture.provider.behave((request, exchange) ->
        exchange.answer(
            429, Map.of("Retry-After", value, "Content-Type", "application/json"), "{}"));
    ProviderResponse answer = fixture.ask(TestSettings.basic(), "secret");
    assertThat(refused(answer).code()).isEqualTo(CredentialCategory.RATE_LIMITED);
    return ((ProviderResponse.Refused) answer).retryAfter();
  }

  @Test
  @DisplayName("vector 48: Retry-After in both forms, garbage and beyond the cap")
  void vector48() {
    assertThat(retryAfter("7")).isEqualTo(Duration.ofSeconds(7));
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME
            .withLocale(java.util.Locale.ROOT)
            .format(Instant.now().plusSeconds(90).atOffset(ZoneOffset.UTC));
    assertThat(retryAfter(date.replace("Z", "GMT")))
        .isBetween(Duration.ofSeconds(85), Duration.ofSeconds(90));
    assertThat(retryAfter("soon")).isNull();
    assertThat(retryAfter("-3")).isNull();
    assertThat(retryAfter("999999")).isEqualTo(Duration.ofMinutes(5));
    assertThat(retryAfter("999999999999999999")).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  @DisplayName("vector 49: 405 and 415 speak of URL and body format")
  void vector49() {
    assertThat(fixture.refused(405, "{}").hint()).contains("Wrong URL or body format");
    assertThat(fixture.refused(415, "{}").hint()).contains("Wrong URL or body format");
  }

  @Test
  void aTestSaysWhichOtherMethodTheProviderAccepts() {
    fixture.provider.behave((request, exchange) -> {
      if (request.body().contains("client_secret=secret")) {
        exchange.json(200, GrantFixture.GOOD);
      } else {
        exchange.json(401, "{\"error\":\"invalid_client\"}");
      }
    });
    int before = fixture.provider.requests().size();
    CredentialFailure failure = refused(fixture.test(TestSettings.basic(), "secret"));
    assertThat(failure.code()).isEqualTo(CredentialCategory.CREDENTIALS);
    assertThat(failure.hint()).contains("auth method post");
    assertThat(fixture.provider.requests()).hasSize(before + 2);
    refused(fixture.ask(TestSettings.basic(), "secret"));
    assertThat(fixture.provider.requests()).hasSize(before + 3);
    fixture.provider.behave(FaultyHttpServer.always(400, "{\"error\":\"invalid_scope\"}"));
    refused(fixture.test(TestSettings.basic(), "secret"));
    assertThat(fixture.provider.requests()).hasSize(before + 4);
  }
}
