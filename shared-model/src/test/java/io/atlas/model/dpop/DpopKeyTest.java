package io.atlas.model.dpop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.atlas.model.seal.Origin;
import io.atlas.model.seal.Secret;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9449 section 4, with its own examples. */
class DpopKeyTest {

  private static final Instant NOW = Instant.ofEpochSecond(1_562_265_296L, 900_000_000);

  private static final Origin SERVER = Origin.of("https://server.example.com");

  private final SecureRandom random = new SecureRandom();

  @Test
  void aProofIsWhatSection42Says() throws Exception {
    DpopKey key = DpopKey.generate(random);
    SignedJWT proof = SignedJWT.parse(key.proof("POST", SERVER, "/token", null, null, NOW));
    assertThat(proof.getHeader().getType().getType()).isEqualTo("dpop+jwt");
    assertThat(proof.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.ES256);
    ECKey shown = proof.getHeader().getJWK().toECKey();
    assertThat(shown.isPrivate()).isFalse();
    assertThat(shown.computeThumbprint().toString()).isEqualTo(key.thumbprint());
    assertThat(proof.verify(new ECDSAVerifier(shown))).isTrue();
    JWTClaimsSet claims = proof.getJWTClaimsSet();
    assertThat(claims.getClaims().keySet()).containsExactlyInAnyOrder("jti", "htm", "htu", "iat");
    assertThat(claims.getClaim("htm")).isEqualTo("POST");
    assertThat(claims.getIssueTime().toInstant()).isEqualTo(Instant.ofEpochSecond(1_562_265_296L));
  }

  @Test
  void withATokenItHoldsTheTokensHashAndTheNonce() throws Exception {
    // The token of section 7.1's example, and its ath.
    Secret token = new Secret("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU");
    JWTClaimsSet claims =
        SignedJWT.parse(
                DpopKey.generate(random)
                    .proof(
                        "GET",
                        Origin.of("https://resource.example.org"),
                        "/protectedresource",
                        token,
                        "eyJ7S_zG.eyJH0-Z.HX4w-7v",
                        NOW))
            .getJWTClaimsSet();
    assertThat(claims.getClaim("ath")).isEqualTo("fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo");
    assertThat(claims.getClaim("nonce")).isEqualTo("eyJ7S_zG.eyJH0-Z.HX4w-7v");
  }

  @Test
  void noProofIsTheSameAsAnother() throws Exception {
    DpopKey key = DpopKey.generate(random);
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      String proof = key.proof("GET", SERVER, "/", null, null, NOW);
      ids.add(SignedJWT.parse(proof).getJWTClaimsSet().getJWTID());
    }
    assertThat(ids).hasSize(100);
  }

  @ParameterizedTest
  @CsvSource({
    "https://server.example.com,      /token,           https://server.example.com/token",
    "https://server.example.com,      /token?a=b&c=d,   https://server.example.com/token",
    "https://server.example.com,      /token?a=b?c,     https://server.example.com/token",
    "https://server.example.com,      /token#part,      https://server.example.com/token",
    "HTTPS://Server.Example.COM,      /Token,           https://server.example.com/Token",
    "https://server.example.com:443,  /token,           https://server.example.com/token",
    "http://server.example.com:80,    /token,           http://server.example.com/token",
    "https://server.example.com:8443, /token,           https://server.example.com:8443/token",
    "https://server.example.com:80,   /token,           https://server.example.com:80/token",
    "https://server.example.com,      ,                 https://server.example.com/",
    "https://server.example.com,      ?a=b,             https://server.example.com/",
    "https://server.example.com,      /a%2Fb/%C3%A4/,   https://server.example.com/a%2Fb/%C3%A4/",
    "https://server.example.com,      /100%/[x]?y,      https://server.example.com/100%/[x]",
    "https://[2001:DB8::1]:8443,      /token,           https://[2001:db8::1]:8443/token",
  })
  void theUrlIsWithoutQueryAndFragment(String server, String target, String url) {
    assertThat(DpopKey.url(Origin.of(server), target == null ? "" : target)).isEqualTo(url);
  }

  @Test
  void aKeyIsReadAgainAndShowsNothing() {
    DpopKey key = DpopKey.generate(random);
    assertThat(DpopKey.of(key.jwk(), random).thumbprint()).isEqualTo(key.thumbprint());
    assertThat(key).hasToString("DpopKey[redacted]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "not json", "{\"kty\":\"EC\",\"crv\":\"P-256\"}"})
  void whatIsNoKeyIsRefusedWithoutQuotingIt(String text) {
    assertThatThrownBy(() -> DpopKey.of(new Secret(text), random))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not a private P-256 key")
        .hasNoCause();
  }

  @Test
  void aPublicKeyAndOneOfAnotherCurveSignNothing() throws Exception {
    ECKey other = new ECKeyGenerator(Curve.P_384).generate();
    ECKey half = new ECKeyGenerator(Curve.P_256).generate().toPublicJWK();
    for (ECKey key : Set.of(other, half)) {
      assertThatThrownBy(() -> DpopKey.of(new Secret(key.toJSONString()), random))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
