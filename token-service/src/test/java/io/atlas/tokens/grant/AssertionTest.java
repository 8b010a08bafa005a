package io.atlas.tokens.grant;

import static io.atlas.tokens.grant.GrantFixture.granted;
import static io.atlas.tokens.grant.GrantFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.key.Certificates;
import io.atlas.testing.FaultyHttpServer;
import io.atlas.testing.TestAuthority;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Client assertions (RFC 7523) and what stands beside them, as they go over the wire. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AssertionTest {

  private static final String LONG_SECRET = "0123456789abcdef0123456789abcdef";

  private GrantFixture fixture;

  @BeforeAll
  void start() {
    fixture = new GrantFixture();
  }

  @AfterAll
  void stop() {
    fixture.close();
  }

  @BeforeEach
  void wellBehaved() {
    fixture.provider.behave(FaultyHttpServer.always(200, GrantFixture.GOOD));
  }

  private SignedJWT sent(TestSettings settings, String secret) throws Exception {
    granted(fixture.ask(settings, secret));
    String body = fixture.lastRequest().body();
    assertThat(body)
        .contains(
            "client_assertion_type="
                + "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer");
    String assertion =
        Arrays.stream(body.split("&"))
            .filter(pair -> pair.startsWith("client_assertion="))
            .findFirst()
            .orElseThrow()
            .substring("client_assertion=".length());
    return SignedJWT.parse(URLDecoder.decode(assertion, StandardCharsets.UTF_8));
  }

  private TestSettings rsa() {
    return TestSettings.of("client", AuthMethod.PRIVATE_KEY_JWT)
        .privateKey(fixture.seal(TestKeys.RSA.toJSONString()));
  }

  @Test
  @DisplayName("vector 80: a fresh jti each attempt; aud is a string")
  void aFreshJtiEachAttempt() throws Exception {
    Set<String> ids = new HashSet<>();
    for (int attempt = 0; attempt < 3; attempt++) {
      SignedJWT jwt = sent(rsa(), null);
      ids.add(jwt.getJWTClaimsSet().getJWTID());
      assertThat(jwt.getPayload().toJSONObject().get("aud"))
          .isEqualTo(fixture.provider.url("/token"));
      assertThat(jwt.getJWTClaimsSet().getIssuer()).isEqualTo("client");
      assertThat(jwt.getJWTClaimsSet().getSubject()).isEqualTo("client");
      var claims = jwt.getPayload().toJSONObject();
      long life = (long) claims.get("exp") - (long) claims.get("iat");
      assertThat(life).isEqualTo(60);
      assertThat((long) claims.get("iat")).isCloseTo(Instant.now().getEpochSecond(), within(5L));
      assertThat(claims).containsOnlyKeys("iss", "sub", "aud", "iat", "exp", "jti");
      assertThat(jwt.getHeader().getType()).hasToString("JWT");
      assertThat(fixture.lastRequest().body()).contains("client_id=client&");
    }
    assertThat(ids).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
  void anRsaKeySignsWithItsAlgorithms(String algorithm) throws Exception {
    SignedJWT jwt = sent(rsa().algorithm(algorithm), null);
    assertThat(jwt.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.parse(algorithm));
    assertThat(jwt.getHeader().getKeyID()).isEqualTo("rsa-1");
    assertThat(jwt.verify(new RSASSAVerifier(TestKeys.RSA.toPublicJWK()))).isTrue();
  }

  @Test
  void anEcKeySigns() throws Exception {
    TestSettings settings =
        TestSettings.of("client", AuthMethod.PRIVATE_KEY_JWT)
            .privateKey(fixture.seal(TestKeys.EC.toJSONString()))
            .keyId("registered")
            .assertion("https://issuer.example", "client-authentication+jwt");
    SignedJWT jwt = sent(settings, null);
    assertThat(jwt.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.ES256);
    assertThat(jwt.getHeader().getKeyID()).isEqualTo("registered");
    assertThat(jwt.getHeader().getType().toString()).isEqualTo("client-authentication+jwt");
    assertThat(jwt.getJWTClaimsSet().getAudience()).containsExactly("https://issuer.example");
    assertThat(jwt.verify(new ECDSAVerifier(TestKeys.EC.toPublicJWK()))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"P-256", "P-384", "P-521"})
  void anEcKeySignsWithItsCurvesAlgorithm(String curve) throws Exception {
    ECKey key = new ECKeyGenerator(Curve.parse(curve)).keyID("ec").generate();
    String expected = curve.equals("P-521") ? "ES512" : "ES" + curve.substring(2);
    for (String text :
        List.of(
            key.toJSONString(),
            pem("PRIVATE KEY", key.toPrivateKey().getEncoded()),
            pem("EC PRIVATE KEY", sec1(key)))) {
      TestSettings settings =
          TestSettings.of("client", AuthMethod.PRIVATE_KEY_JWT).privateKey(fixture.seal(text));
      for (TestSettings chosen : List.of(settings, settings.algorithm(expected))) {
        SignedJWT jwt = sent(chosen, null);
        assertThat(jwt.getHeader().getAlgorithm()).hasToString(expected);
        assertThat(jwt.verify(new ECDSAVerifier(key.toPublicJWK()))).isTrue();
      }
    }
    TestSettings rsaAlgorithm =
        TestSettings.of("client", AuthMethod.PRIVATE_KEY_JWT)
            .privateKey(fixture.seal(key.toJSONString()))
            .algorithm("RS256");
    assertThat(refused(fixture.ask(rsaAlgorithm, null)).code())
        .isEqualTo(CredentialCategory.REQUEST_SHAPE);
  }

  /** As {@code openssl ecparam -genkey} writes it: with the curve's parameters. */
  private static byte[] sec1(ECKey key) throws Exception {
    ASN1ObjectIdentifier curve =
        (ASN1ObjectIdentifier)
            PrivateKeyInfo.getInstance(key.toPrivateKey().getEncoded())
                .getPrivateKeyAlgorithm()
                .getParameters();
    int bits = key.getCurve().toECParameterSpec().getOrder().bitLength();
    return new ECPrivateKey(bits, key.toECPrivateKey().getS(), curve).getEncoded();
  }

  @Test
  void keysInPemSignToo() throws Exception {
    String rsa = pem("PRIVATE KEY", TestKeys.RSA.toPrivateKey().getEncoded());
    TestSettings settings = TestSettings.of("client", AuthMethod.PRIVATE_KEY_JWT);
    SignedJWT byRsa = sent(settings.privateKey(fixture.seal(rsa)), null);
    assertThat(byRsa.verify(new RSASSAVerifier(TestKeys.RSA.toPublicJWK()))).isTrue();
    String ec = pem("PRIVATE KEY", TestKeys.EC.toPrivateKey().getEncoded());
    SignedJWT byEc = sent(settings.privateKey(fixture.seal(ec)), null);
    assertThat(byEc.verify(new ECDSAVerifier(TestKeys.EC.toPublicJWK()))).isTrue();
    // PKCS #1 is what PKCS #8 of an RSA key holds from byte 26 on.
    byte[] pkcs8 = TestKeys.RSA.toPrivateKey().getEncoded();
    String pkcs1 = pem("RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, 26, pkcs8.length));
    SignedJWT byPkcs1 = sent(settings.privateKey(fixture.seal(pkcs1)), null);
    assertThat(byPkcs1.verify(new RSASSAVerifier(TestKeys.RSA.toPublicJWK()))).isTrue();
  }

  private static String pem(String type, byte[] der) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + Base64.getMimeEncoder().encodeToString(der)
        + "\n-----END "
        + type
        + "-----\n";
  }

  @Test
  void aCertificateIsNamedByBothThumbprints() throws Exception {
    TestAuthority.Issued client = new TestAuthority("Clients").server("client");
    SignedJWT jwt =
        sent(
            TestSettings.of("client", AuthMethod.PRIVATE_KEY_JWT)
                .privateKey(fixture.seal(client.keyPem()))
                .certificate(client.pem()),
            null);
    Map<String, Object> header = jwt.getHeader().toJSONObject();
    assertThat(header)
        .containsEntry("x5t", Certificates.thumbprint(client.certificate(), "SHA-1").toString())
        .containsEntry(
            "x5t#S256", Certificates.thumbprint(client.certificate(), "SHA-256").toString());
  }

  @Test
  void aSecretSignsWithHmac() throws Exception {
    SignedJWT jwt = sent(TestSettings.of("client", AuthMethod.CLIENT_SECRET_JWT), LONG_SECRET);
    assertThat(jwt.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.HS256);
    assertThat(jwt.verify(new MACVerifier(LONG_SECRET))).isTrue();
    assertThat(fixture.lastRequest().body()).doesNotContain(LONG_SECRET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no key",
        "{\"kty\":\"RSA\"}",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"
      })
  void anUnreadableKeyIsSaidToBe(String key) {
    int before = fixture.provider.requests().size();
    TestSettings settings =
        TestSettings.of("client", AuthMethod.PRIVATE_KEY_JWT).privateKey(fixture.seal(key));
    var failure = refused(fixture.ask(settings, null));
    assertThat(failure.code()).isEqualTo(CredentialCategory.REQUEST_SHAPE);
    assertThat(failure.hint()).contains("private key");
    assertThat(fixture.provider.requests()).hasSize(before);
  }

  @Test
  void aSecretTooShortForHmacIsSaidToBe() {
    var failure =
        refused(fixture.ask(TestSettings.of("client", AuthMethod.CLIENT_SECRET_JWT), "short"));
    assertThat(failure.code()).isEqualTo(CredentialCategory.REQUEST_SHAPE);
    assertThat(failure.hint()).contains("32 bytes");
  }

  @Test
  @DisplayName("vector 79: a demand for DPoP is explained, and not answered in a loop")
  void aDemandForDPoPIsExplainedAndNotAnsweredInALoop() {
    int before = fixture.provider.requests().size();
    fixture.provider.behave(FaultyHttpServer.always(400, "{\"error\":\"use_dpop_nonce\"}"));
    var failure = refused(fixture.ask(TestSettings.basic(), "secret"));
    assertThat(failure.code()).isEqualTo(CredentialCategory.NOT_ALLOWED);
    assertThat(failure.hint()).contains("DPoP");
    assertThat(fixture.provider.requests()).hasSize(before + 1);
  }
}
