package io.atlas.tokens.grant;

import static io.atlas.tokens.grant.GrantFixture.granted;
import static io.atlas.tokens.grant.GrantFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.SignedJWT;
import io.atlas.model.dpop.DpopKey;
import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.ConnectionSettings.TokenBinding;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.testing.FaultyHttpServer;
import io.atlas.tokens.token.ProviderResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** DPoP at token endpoints (RFC 9449 sections 5 and 8). */
class DpopTest {

  private static final String BOUND =
      "{\"access_token\":\"bound-token\",\"token_type\":\"DPoP\",\"expires_in\":60}";

  private GrantFixture fixture;

  @BeforeEach
  void start() {
    fixture = new GrantFixture();
    fixture.provider.behave(FaultyHttpServer.always(200, BOUND));
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private static TestSettings dpop() {
    return TestSettings.basic().binding(TokenBinding.DPOP);
  }

  private ProviderResponse ask() {
    return fixture.ask(dpop(), "secret");
  }

  private static SignedJWT proof(FaultyHttpServer.Request request) throws Exception {
    return SignedJWT.parse(request.header("dpop"));
  }

  private static Object nonce(FaultyHttpServer.Request request) throws Exception {
    return proof(request).getJWTClaimsSet().getClaim("nonce");
  }

  /** Wants this nonce in the proof, and gives it where it is not there. */
  private static FaultyHttpServer.Behaviour wanting(String nonce) {
    return (request, exchange) -> {
      boolean there =
          new String(
                  Base64.getUrlDecoder().decode(request.header("dpop").split("\\.")[1]),
                  StandardCharsets.UTF_8)
              .contains("\"nonce\":\"" + nonce + "\"");
      exchange.answer(
          there ? 200 : 400,
          Map.of("Content-Type", "application/json", "DPoP-Nonce", nonce),
          there ? BOUND : "{\"error\":\"use_dpop_nonce\"}");
    };
  }

  @Test
  void theTokenIsBoundToTheKeyThatTheProofShows() throws Exception {
    ProviderResponse.Granted granted = granted(ask());
    assertThat(granted.tokenType()).isEqualTo("DPoP");
    SignedJWT proof = proof(fixture.lastRequest());
    ECKey shown = proof.getHeader().getJWK().toECKey();
    assertThat(proof.verify(new ECDSAVerifier(shown))).isTrue();
    assertThat(proof.getJWTClaimsSet().getClaim("htm")).isEqualTo("POST");
    assertThat(proof.getJWTClaimsSet().getClaim("htu")).isEqualTo(fixture.provider.url("/token"));
    assertThat(proof.getJWTClaimsSet().getClaims()).doesNotContainKeys("ath", "nonce");
    assertThat(DpopKey.of(granted.bindingKey(), new SecureRandom()).thumbprint())
        .isEqualTo(shown.computeThumbprint().toString());
    // Another token, another key.
    granted(ask());
    assertThat(proof(fixture.lastRequest()).getHeader().getJWK()).isNotEqualTo(shown);
  }

  @Test
  void aBearerTokenIsAskedForWithoutProof() {
    fixture.provider.behave(FaultyHttpServer.always(200, GrantFixture.GOOD));
    assertThat(fixture.granted().bindingKey()).isNull();
    assertThat(fixture.lastRequest().headers()).doesNotContainKey("dpop");
  }

  @Test
  void theRequestGoesOnceMoreWithTheNonceThatIsWanted() throws Exception {
    fixture.provider.behave(wanting("n-1"));
    TestSettings settings =
        TestSettings.of("client", AuthMethod.PRIVATE_KEY_JWT)
            .binding(TokenBinding.DPOP)
            .privateKey(fixture.seal(TestKeys.RSA.toJSONString()));
    granted(fixture.ask(settings, null));
    List<FaultyHttpServer.Request> requests = fixture.provider.requests();
    assertThat(requests).hasSize(2);
    assertThat(nonce(requests.get(0))).isNull();
    assertThat(nonce(requests.get(1))).isEqualTo("n-1");
    // Both are used once: the assertion and the proof.
    assertThat(proof(requests.get(0)).getJWTClaimsSet().getJWTID())
        .isNotEqualTo(proof(requests.get(1)).getJWTClaimsSet().getJWTID());
    assertThat(assertion(requests.get(0))).isNotEqualTo(assertion(requests.get(1)));
    assertThat(proof(requests.get(0)).getHeader().getJWK())
        .isEqualTo(proof(requests.get(1)).getHeader().getJWK());
    assertThat(fixture.outcomes).containsExactly("use_dpop_nonce", "ok");
  }

  private static String assertion(FaultyHttpServer.Request request) {
    return Arrays.stream(request.body().split("&"))
        .filter(pair -> pair.startsWith("client_assertion="))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aNonceIsRememberedWhicheverResponseGaveIt() throws Exception {
    fixture.provider.behave((request, exchange) ->
        exchange.answer(
            200, Map.of("Content-Type", "application/json", "DPoP-Nonce", "n-2"), BOUND));
    granted(ask());
    fixture.provider.behave(wanting("n-2"));
    granted(ask());
    assertThat(fixture.provider.requests()).hasSize(2);
    fixture.provider.behave(wanting("n-3"));
    granted(ask());
    assertThat(fixture.provider.requests()).hasSize(4);
    assertThat(nonce(fixture.lastRequest())).isEqualTo("n-3");
  }

  @Test
  void aProviderThatIsNeverContentIsAskedTwice() {
    fixture.provider.behave((request, exchange) ->
        exchange.answer(
            400,
            Map.of(
                "Content-Type",
                "application/json",
                "DPoP-Nonce",
                "n-" + fixture.provider.requests().size()),
            "{\"error\":\"use_dpop_nonce\"}"));
    CredentialFailure failure = refused(ask());
    assertThat(fixture.provider.requests()).hasSize(2);
    assertThat(failure.code()).isEqualTo(CredentialCategory.NOT_ALLOWED);
    assertThat(failure.hint()).contains("nonce");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "ä", "\"quoted\""})
  void whatIsNoNonceIsNotSentBack(String odd) {
    fixture.provider.behave((request, exchange) ->
        exchange.answer(
            400,
            Map.of("Content-Type", "application/json", "DPoP-Nonce", odd),
            "{\"error\":\"use_dpop_nonce\"}"));
    refused(ask());
    assertThat(fixture.provider.requests()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"token_type\":\"Bearer\",", "\"token_type\":\"N_A\",", ""})
  void aTokenThatIsBoundToNothingIsRefused(String type) {
    fixture.provider.behave(
        FaultyHttpServer.always(200, "{" + type + "\"access_token\":\"t\",\"expires_in\":60}"));
    CredentialFailure failure = refused(ask());
    assertThat(failure.code()).isEqualTo(CredentialCategory.BAD_RESPONSE);
    assertThat(failure.providerErrorDescription()).contains("bound to no key");
    assertThat(failure.hint()).contains("Turn DPoP on", "token binding to none");
  }

  @Test
  void aBoundTokenThatNobodyAskedForNamesTheSetting() {
    CredentialFailure failure = refused(fixture.ask(TestSettings.basic(), "secret"));
    assertThat(failure.hint()).isEqualTo("Set the token binding to dpop.");
  }

  @Test
  void aTokenThatIsBoundToAnotherKeyIsOfNoUse() {
    fixture.provider.behave(
        FaultyHttpServer.always(
            200, BOUND.replace("bound-token", jwt("{\"cnf\":{\"jkt\":\"another\"}}"))));
    assertThat(refused(ask()).providerErrorDescription()).contains("another key");
    fixture.provider.behave(
        FaultyHttpServer.always(200, BOUND.replace("bound-token", jwt("{\"sub\":\"a\"}"))));
    assertThat(granted(ask()).warnings()).anyMatch(warning -> warning.contains("names no key"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"jkt", "x5t#S256"})
  void aBoundTokenOfAConnectionThatBindsNothingIsWarnedOf(String confirmation) {
    String token =
        jwt("{\"cnf\":{\"" + confirmation + "\":\"bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89\"}}");
    var granted = fixture.granted(GrantFixture.GOOD.replace("good-token", token));
    assertThat(granted.warnings())
        .singleElement()
        .asString()
        .contains("cnf." + confirmation)
        .contains("token binding to " + (confirmation.equals("jkt") ? "dpop" : "mtls"));
    for (String other : List.of("{}", "{\"cnf\":7}", "{\"cnf\":{}}", "[]", "{\"cnf\":null}")) {
      assertThat(fixture.granted(GrantFixture.GOOD.replace("good-token", jwt(other))).warnings())
          .as(other)
          .isEmpty();
    }
  }

  static String jwt(String claims) {
    return "e30."
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(claims.getBytes(StandardCharsets.UTF_8))
        + ".c2ln";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":\"invalid_request\",\"error_description\":\"DPoP proof is missing\"}",
        "{\"error\":\"invalid_dpop_proof\"}",
        "{\"error\":\"invalid_request\",\"error_description\":\"DPoP proof required\"}",
        "{\"error\":\"invalid_grant\",\"error_description\":\"dpop header missing\"}"
      })
  void aDemandForDpopNamesTheSetting(String json) {
    CredentialFailure failure = fixture.refused(400, json);
    assertThat(failure.code()).isEqualTo(CredentialCategory.NOT_ALLOWED);
    assertThat(failure.hint()).contains("set the token binding to dpop");
    failure = refused(fixture.ask(TestSettings.basic().provider("okta"), "secret"));
    assertThat(failure.hint()).contains("set the token binding to dpop");
  }

  @Test
  void aProofThatIsNotAcceptedIsExplained() {
    fixture.provider.behave(FaultyHttpServer.always(400, "{\"error\":\"invalid_dpop_proof\"}"));
    CredentialFailure failure = refused(ask());
    assertThat(failure.hint()).contains("clock", fixture.provider.url("/token"));
    assertThat(fixture.provider.requests()).hasSize(1);
  }

  @Test
  void aProofThatIsEchoedIsNotShown() {
    fixture.provider.behave((request, exchange) ->
        exchange.json(
            400,
            "{\"error\":\"invalid_request\",\"error_description\":\"you sent "
                + request.header("dpop")
                + "\"}"));
    CredentialFailure failure = refused(ask());
    String signature = fixture.lastRequest().header("dpop").split("\\.")[2];
    assertThat(failure.toString()).doesNotContain(signature.substring(0, 20));
  }
}
