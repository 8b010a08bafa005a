package io.atlas.tokens.grant;

import static io.atlas.tokens.grant.GrantFixture.granted;
import static io.atlas.tokens.grant.GrantFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.tokens.token.ProviderResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Section B: success bodies. What a lifetime means for the cache is in section G's tests. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenResponseTest {

  private static final Duration DEFAULT = Duration.ofMinutes(10);

  private GrantFixture fixture;

  @BeforeAll
  void start() {
    fixture = new GrantFixture();
  }

  @AfterAll
  void stop() {
    fixture.close();
  }

  private ProviderResponse.Granted expiresIn(String json) {
    return fixture.granted(
        "{\"access_token\":\"t\",\"token_type\":\"Bearer\",\"expires_in\":" + json + "}");
  }

  private CredentialFailure unusable(String body) {
    CredentialFailure failure = fixture.refused(200, body);
    assertThat(failure.code()).isEqualTo(CredentialCategory.BAD_RESPONSE);
    return failure;
  }

  @Test
  @DisplayName("vector 18: expires_in counts from sending")
  void vector18() {
    Instant before = Instant.now();
    ProviderResponse.Granted granted = expiresIn("3600");
    assertThat(granted.lifetime()).isEqualTo(Duration.ofHours(1));
    assertThat(granted.expiresIn()).isEqualTo(3600);
    assertThat(granted.sentAt())
        .isBetween(before, Instant.now().minus(granted.latency().dividedBy(100)));
  }

  @Test
  @DisplayName("vector 19: expires_in as a string")
  void vector19() {
    assertThat(expiresIn("\"3600\"").lifetime()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  @DisplayName("vector 20: a fraction is cut off")
  void vector20() {
    assertThat(expiresIn("3599.7").lifetime()).isEqualTo(Duration.ofSeconds(3599));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"3600s\"", "true", "{}", "[]", "\"\""})
  @DisplayName("vector 21: no number means the default, with a warning")
  void vector21(String value) {
    ProviderResponse.Granted granted = expiresIn(value);
    assertThat(granted.lifetime()).isEqualTo(DEFAULT);
    assertThat(granted.warnings()).anyMatch(warning -> warning.contains("not a number"));
  }

  @Test
  @DisplayName("vector 22: no expires_in: the default, or what a JWT says")
  void vector22() {
    assertThat(fixture.granted("{\"access_token\":\"t\"}").lifetime()).isEqualTo(DEFAULT);
    assertThat(expiresIn("null").lifetime()).isEqualTo(DEFAULT);
    assertThat(lifetimeOf(jwtLiving(Duration.ofSeconds(120))))
        .isBetween(Duration.ofSeconds(118), Duration.ofSeconds(120));
    assertThat(lifetimeOf(jwtLiving(Duration.ofDays(3652)))).isEqualTo(Duration.ofHours(24));
    fixture.granted("{\"access_token\":\"t\"}");
    assertThat(granted(fixture.ask(TestSettings.basic().lifetime(90), "secret")).lifetime())
        .isEqualTo(Duration.ofSeconds(90));
  }

  private Duration lifetimeOf(String token) {
    return fixture.granted("{\"access_token\":\"" + token + "\"}").lifetime();
  }

  private static String jwtLiving(Duration life) {
    String payload = "{\"exp\":" + Instant.now().plus(life).getEpochSecond() + "}";
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    return base64.encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8))
        + "."
        + base64.encodeToString(payload.getBytes(StandardCharsets.UTF_8))
        + ".sig";
  }

  @Test
  @DisplayName("vector 23: zero is for those who wait only")
  void vector23() {
    ProviderResponse.Granted granted = expiresIn("0");
    assertThat(granted.lifetime()).isEqualTo(Duration.ZERO);
    assertThat(granted.warnings()).isNotEmpty();
  }

  @Test
  @DisplayName("vector 24: so is a negative lifetime")
  void vector24() {
    assertThat(expiresIn("-5").lifetime()).isEqualTo(Duration.ZERO);
  }

  @Test
  @DisplayName("vector 25: five seconds are five seconds")
  void vector25() {
    assertThat(expiresIn("5").lifetime()).isEqualTo(Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1438315200000",
        "9223372036854775807",
        "1e400",
        "1e999999999",
        "99999999999999999999"
      })
  @DisplayName("vector 26: an absurd lifetime is ignored")
  void vector26(String value) {
    ProviderResponse.Granted granted = expiresIn(value);
    assertThat(granted.lifetime()).isEqualTo(DEFAULT);
    assertThat(granted.expiresIn()).isNull();
    assertThat(granted.warnings()).anyMatch(warning -> warning.contains("ten years"));
  }

  @Test
  @DisplayName("vector 27: token_type in any case, or absent, is Bearer")
  void vector27() {
    for (String type : new String[] {"\"bearer\"", "\"BEARER\"", "null"}) {
      ProviderResponse.Granted granted =
          fixture.granted("{\"access_token\":\"t\",\"token_type\":" + type + "}");
      assertThat(granted.tokenType()).isEqualTo("Bearer");
    }
  }

  @Test
  @DisplayName("vector 28: any other token_type is no token, and is named")
  void vector28() {
    assertThat(
            unusable("{\"access_token\":\"t\",\"token_type\":\"mac\"}").providerErrorDescription())
        .contains("mac");
    assertThat(
            unusable("{\"access_token\":\"t\",\"token_type\":\"DPoP\"}").providerErrorDescription())
        .contains("DPoP");
  }

  @Test
  @DisplayName("vector 29: a refresh token is dropped; renewal uses client_credentials")
  void vector29() {
    ProviderResponse.Granted granted =
        fixture.granted(
            "{\"access_token\":\"t\",\"token_type\":\"Bearer\",\"refresh_token\":\"never-kept\"}");
    assertThat(granted.toString()).doesNotContain("never-kept");
    fixture.granted();
    assertThat(fixture.lastRequest().body()).isEqualTo("grant_type=client_credentials");
  }

  @Test
  @DisplayName("vector 30: fewer scopes than asked for is a success with a warning")
  void vector30() {
    fixture.granted("{\"access_token\":\"t\",\"token_type\":\"Bearer\",\"scope\":\"a\"}");
    ProviderResponse.Granted granted =
        granted(fixture.ask(TestSettings.basic().scopes("a", "b"), "secret"));
    assertThat(granted.grantedScopes()).containsExactly("a");
    assertThat(granted.warnings()).anyMatch(warning -> warning.contains("b"));
  }

  @Test
  @DisplayName("vector 31: what is no usable access_token is none")
  void vector31() {
    unusable("{\"access_token\":null}");
    unusable("{\"access_token\":\"\"}");
    unusable("{\"access_token\":17}");
    unusable("{\"access_token\":\"" + "x".repeat(64 * 1024 + 1) + "\"}");
    unusable("{\"access_token\":\"a\\r\\nX-Injected: 1\"}");
  }

  @Test
  @DisplayName("vector 32: status 200 with an error is that error")
  void vector32() {
    CredentialFailure failure = fixture.refused(200, "{\"error\":\"invalid_client\"}");
    assertThat(failure.code()).isEqualTo(CredentialCategory.CREDENTIALS);
    assertThat(failure.providerError()).isEqualTo("invalid_client");
  }

  @Test
  @DisplayName("vector 33: JSON under another content type, or none")
  void vector33() {
    for (String type : new String[] {"text/html", "text/plain", "application/octet-stream"}) {
      fixture.provider.behave((request, exchange) ->
          exchange.answer(200, Map.of("Content-Type", type), GrantFixture.GOOD));
      assertThat(fixture.granted().token().value()).isEqualTo("good-token");
    }
    fixture.provider.behave(
        (request, exchange) -> exchange.answer(200, Map.of(), GrantFixture.GOOD));
    assertThat(fixture.granted().token().value()).isEqualTo("good-token");
  }

  @Test
  @DisplayName("vector 34: a form-encoded body")
  void vector34() {
    for (String type : new String[] {"application/x-www-form-urlencoded", "text/plain"}) {
      fixture.provider.behave((request, exchange) ->
          exchange.answer(
              200,
              Map.of("Content-Type", type),
              "access_token=form%2Dtoken&token_type=bearer&expires_in=60"));
      ProviderResponse.Granted granted = fixture.granted();
      assertThat(granted.token().value()).isEqualTo("form-token");
      assertThat(granted.lifetime()).isEqualTo(Duration.ofSeconds(60));
    }
  }

  @Test
  @DisplayName("vector 35: a byte order mark, and a wrong charset")
  void vector35() {
    fixture.provider.behave((request, exchange) ->
        exchange.answer(
            200,
            Map.of("Content-Type", "application/json; charset=ISO-8859-1"),
            "\uFEFF" + GrantFixture.GOOD));
    assertThat(fixture.granted().token().value()).isEqualTo("good-token");
  }

  @Test
  @DisplayName("vector 36: access_token twice is ambiguous")
  void vector36() {
    unusable("{\"access_token\":\"one\",\"access_token\":\"two\",\"token_type\":\"Bearer\"}");
    unusable("access_token=one&token_type=bearer&access_token=two");
  }

  @Test
  @DisplayName("vector 37: 201 is a success; nothing, half an object, an array or a tower is none")
  void vector37() {
    fixture.provider.behave((request, exchange) -> exchange.json(201, GrantFixture.GOOD));
    fixture.granted();
    unusable("");
    unusable("{\"access_token\":\"t\",");
    unusable("[]");
    unusable("{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000));
    fixture.provider.behave(
        (request, exchange) -> exchange.write("HTTP/1.1 204 No Content\r\n\r\n"));
    assertThat(refused(fixture.ask(TestSettings.basic(), "secret")).code())
        .isEqualTo(CredentialCategory.BAD_RESPONSE);
  }

  @Test
  void aPresetsFieldsAndUnitsApply() {
    fixture.granted("{\"access_token\":\"t\",\"token_type\":\"Bearer\",\"expires_in\":900000}");
    TestSettings fiserv = TestSettings.of("client", AuthMethod.BASIC).provider("fiserv");
    assertThat(granted(fixture.ask(fiserv, "secret")).lifetime()).isEqualTo(Duration.ofMinutes(15));
    fixture.granted("{\"access_token\":\"t\",\"access_token_validity\":120}");
    TestSettings odoo = TestSettings.of("client", AuthMethod.POST).provider("odoo");
    assertThat(granted(fixture.ask(odoo, "secret")).lifetime()).isEqualTo(Duration.ofMinutes(2));
  }
}
