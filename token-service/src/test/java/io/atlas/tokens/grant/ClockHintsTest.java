package io.atlas.tokens.grant;

import static io.atlas.tokens.grant.GrantFixture.granted;
import static io.atlas.tokens.grant.GrantFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.testing.FaultyHttpServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider whose clock is not ours: seen, measured and said. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClockHintsTest {

  private GrantFixture fixture;

  @BeforeAll
  void start() {
    fixture = new GrantFixture();
  }

  @AfterAll
  void stop() {
    fixture.close();
  }

  private static String date(long ahead) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(
        Instant.now().plusSeconds(ahead).atOffset(ZoneOffset.UTC));
  }

  private static FaultyHttpServer.Behaviour answering(int status, long ahead, String json) {
    return (request, exchange) ->
        exchange.answer(
            status, Map.of("Content-Type", "application/json", "Date", date(ahead)), json);
  }

  private static String token(String claims) {
    String payload =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(claims.getBytes(StandardCharsets.UTF_8));
    return "{\"access_token\":\"e30."
        + payload
        + ".c2ln\",\"token_type\":\"Bearer\",\"expires_in\":3600}";
  }

  @ParameterizedTest
  @CsvSource({
    "95, 's ahead of ours'",
    "-90, 's behind ours'",
    "-1800, '30 min behind ours'",
    "-1795, 'min behind ours'",
    "7260, '2 h ahead of ours'",
    "-172900, '2 days behind ours'"
  })
  void aTestSaysByHowMuch(long ahead, String words) {
    fixture.skews.clear();
    fixture.provider.behave(answering(200, ahead, GrantFixture.GOOD));
    assertThat(granted(fixture.test(TestSettings.basic(), "secret")).warnings())
        .singleElement()
        .asString()
        .contains("The provider's clock is", words);
    Duration seen = fixture.skews.getLast();
    assertThat(seen).isBetween(Duration.ofSeconds(ahead - 2), Duration.ofSeconds(ahead + 2));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 3, -3})
  void aSecondOrTwoIsNothing(long ahead) {
    fixture.provider.behave(answering(200, ahead, GrantFixture.GOOD));
    assertThat(granted(fixture.test(TestSettings.basic(), "secret")).warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "JWT has expired",
        "assertion exp is in the past",
        "iat is in the future",
        "nbf claim not satisfied",
        "Token is not active",
        "issued at 12:00, which is too old",
        "\\\"exp\\\" must be in the future"
      })
  void aRefusedAssertionNamesTheAmount(String words) {
    String json = "{\"error\":\"invalid_client\",\"error_description\":\"" + words + "\"}";
    for (AuthMethod method : List.of(AuthMethod.PRIVATE_KEY_JWT, AuthMethod.CLIENT_SECRET_JWT)) {
      fixture.provider.behave(answering(401, 95, json));
      assertThat(refused(fixture.ask(settings(method), "0123456789abcdef0123456789abcdef")).hint())
          .contains("assertion's times", " s ahead of ours");
      fixture.provider.behave(answering(401, 0, json));
      assertThat(refused(fixture.ask(settings(method), "0123456789abcdef0123456789abcdef")).hint())
          .contains("assertion's times", "agrees with ours");
    }
  }

  @Test
  void aRefusalWithoutAReasonNamesItToo() {
    fixture.provider.behave(answering(401, -600, "{\"error\":\"invalid_client\"}"));
    String secret = "0123456789abcdef0123456789abcdef";
    assertThat(refused(fixture.ask(settings(AuthMethod.PRIVATE_KEY_JWT), secret)).hint())
        .contains("public key", "10 min behind ours");
    assertThat(refused(fixture.ask(settings(AuthMethod.POST), secret)).hint())
        .as("no times in it")
        .doesNotContain("clock");
  }

  private TestSettings settings(AuthMethod method) {
    TestSettings settings = TestSettings.of("client", method);
    return method == AuthMethod.PRIVATE_KEY_JWT
        ? settings.privateKey(fixture.seal(TestKeys.RSA.toJSONString()))
        : settings;
  }

  @Test
  void aTokenOfTheFutureShowsItWhereNoDateDoes() {
    long now = Instant.now().getEpochSecond();
    fixture.provider.behave((request, exchange) ->
        exchange.answer(
            200,
            Map.of("Content-Type", "application/json"),
            token("{\"iat\":" + (now + 60) + ",\"nbf\":" + (now + 60) + "}")));
    assertThat(granted(fixture.test(TestSettings.basic(), "secret")).warnings())
        .anyMatch(warning -> warning.contains("clock is") && warning.contains("ahead of ours"))
        .anyMatch(warning -> warning.contains("(nbf)") && warning.contains("not valid before"));
  }

  @Test
  void aTokenOfThePastIsOneThatIsRepeated() {
    long now = Instant.now().getEpochSecond();
    fixture.provider.behave(answering(200, 0, token("{\"iat\":" + (now - 1_800) + "}")));
    assertThat(granted(fixture.test(TestSettings.basic(), "secret")).warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "never", "0", "Thu, 01 Jan 1970 00:00:00 GMT", "Mon, 99 Foo 2026", "1e999"})
  void whatIsNoTimeIsNoClock(String date) {
    fixture.provider.behave((request, exchange) ->
        exchange.answer(
            200, Map.of("Content-Type", "application/json", "Date", date), GrantFixture.GOOD));
    assertThat(granted(fixture.test(TestSettings.basic(), "secret")).warnings()).isEmpty();
  }
}
