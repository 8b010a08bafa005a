package io.atlas.tokens.grant;

import static io.atlas.tokens.grant.GrantFixture.granted;
import static io.atlas.tokens.grant.GrantFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.CredentialFailure;
import io.atlas.model.event.EventJson;
import io.atlas.model.provider.ErrorHint;
import io.atlas.model.provider.Provider;
import io.atlas.model.provider.Provider.Assertion.Audience;
import io.atlas.model.provider.Provider.Response;
import io.atlas.model.provider.Providers;
import io.atlas.testing.FaultyHttpServer;
import io.atlas.tokens.token.ProviderResponse;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule of every preset that is meant to change a request or its reading does. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PresetRulesTest {

  private final Providers providers = Providers.load();
  private GrantFixture fixture;

  @BeforeAll
  void start() {
    fixture = new GrantFixture();
  }

  @AfterAll
  void stop() {
    fixture.close();
  }

  Stream<String> all() {
    return providers.all().stream().map(Provider::id);
  }

  private TestSettings settings(Provider preset) {
    return TestSettings.basic().provider(preset.id());
  }

  private ProviderResponse.Granted answered(Provider preset, Map<String, Object> body) {
    fixture.provider.behave(FaultyHttpServer.always(200, json(body)));
    return granted(fixture.ask(settings(preset), "secret"));
  }

  private static String json(Object value) {
    return new String(EventJson.write(value), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @MethodSource("all")
  void theTokenAndItsLifetimeAreReadFromThePresetsFields(String id) {
    Provider preset = providers.find(id).orElseThrow();
    Response rules = preset.response();
    long unit =
        switch (rules.lifetimeUnit()) {
          case SECONDS -> 1;
          case MILLISECONDS -> 1_000;
        };
    Map<String, Object> body = new TreeMap<>();
    body.put(rules.tokenField(), "the-token");
    body.put(rules.lifetimeField(), 1_234 * unit);
    ProviderResponse.Granted named = answered(preset, body);
    assertThat(named.token().value()).isEqualTo("the-token");
    assertThat(named.lifetime()).isEqualTo(Duration.ofSeconds(1_234));
    body.remove(rules.lifetimeField());
    Integer otherwise = rules.defaultLifetimeSeconds();
    assertThat(answered(preset, body).lifetime())
        .isEqualTo(otherwise == null ? Duration.ofMinutes(10) : Duration.ofSeconds(otherwise));
  }

  @ParameterizedTest
  @MethodSource("all")
  void itsParametersAreSentAndItsScopesComparedOrNot(String id) {
    Provider preset = providers.find(id).orElseThrow();
    fixture.provider.behave(
        FaultyHttpServer.always(
            200,
            json(
                Map.of(
                    preset.response().tokenField(),
                    "t",
                    preset.response().lifetimeField(),
                    3_600_000,
                    "scope",
                    "read"))));
    ProviderResponse.Granted less =
        granted(fixture.ask(settings(preset).scopes("read", "write"), "secret"));
    assertThat(less.warnings().stream().anyMatch(warning -> warning.contains("write")))
        .isEqualTo(preset.scopes().comparable());
    String sent = fixture.lastRequest().body();
    preset
        .parameters()
        .forEach((name, value) ->
            assertThat(sent)
                .contains(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @MethodSource("all")
  void anAssertionHasThePresetsAudienceAndType(String id) throws Exception {
    Provider preset = providers.find(id).orElseThrow();
    fixture.provider.behave(FaultyHttpServer.always(400, "{\"error\":\"invalid_request\"}"));
    String url = fixture.provider.url("/token");
    refused(
        fixture.ask(
            TestSettings.of("client", AuthMethod.PRIVATE_KEY_JWT)
                .provider(id)
                .privateKey(fixture.seal(TestKeys.RSA.toJSONString())),
            null));
    SignedJWT assertion = SignedJWT.parse(parameter("client_assertion"));
    JWTClaimsSet claims = assertion.getJWTClaimsSet();
    String origin = url.substring(0, url.lastIndexOf(':'));
    assertThat(claims.getAudience())
        .containsExactly(preset.assertion().audience() == Audience.ORIGIN ? origin : url);
    assertThat(assertion.getHeader().getType()).hasToString(preset.assertion().type());
  }

  private String parameter(String name) {
    return Stream.of(fixture.lastRequest().body().split("&"))
        .filter(pair -> pair.startsWith(name + "="))
        .map(pair -> URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyHintIsGivenForItsError(String id) {
    Provider preset = providers.find(id).orElseThrow();
    for (ErrorHint hint : preset.hints()) {
      String words = example(hint);
      Map<String, String> body = new TreeMap<>();
      body.put("error", hint.error() == null ? "some_error" : hint.error());
      body.put("error_description", words);
      fixture.provider.behave(FaultyHttpServer.always(400, json(body)));
      CredentialFailure failure = refused(fixture.ask(settings(preset), "secret"));
      assertThat(failure.hint()).as(words).isEqualTo(hint.hint());
      if (hint.category() != null) {
        assertThat(failure.code()).isEqualTo(hint.category());
      }
    }
  }

  /** The patterns are words, with alternatives and dots at most. */
  private static String example(ErrorHint hint) {
    String pattern = hint.matches();
    if (pattern == null) {
      return "";
    }
    return pattern.split("\\|")[0].replace(".*", " ").replace("\\b", "").replace("\\.", ".");
  }
}
