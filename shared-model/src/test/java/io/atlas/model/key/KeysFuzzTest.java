package io.atlas.model.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.atlas.model.seal.Secret;
import io.atlas.testing.fuzz.Fuzz;
import io.atlas.testing.fuzz.Grammar;
import io.atlas.testing.fuzz.HostileText;
import io.atlas.testing.fuzz.JsonTexts;
import io.atlas.testing.fuzz.KeptInputs;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I12: any text as a private key or a certificate")
class KeysFuzzTest {

  /** What connection-service lets through. */
  private static final int LONGEST_PEM = 64 << 10;

  /** Keys of 8,192 bits are used, and finding out whether one is sound takes time. */
  private static final Duration MOST_TIME = Duration.ofSeconds(2);

  record Try(String key, String certificate) {}

  @Test
  void isReadOrRefused() throws Exception {
    Fuzz.of("keys", tries())
        .declaring(UnusableKeyException.class)
        .within(MOST_TIME)
        .replaying(
            KeysFuzzTest.class,
            kept -> {
              String text = KeptInputs.text(kept);
              return new Try(text, text);
            })
        .run(tried -> {
          readCertificates(cut(tried.certificate()));
          Secret key = new Secret(cut(tried.key()));
          assertThat(PrivateKeys.forTls(key)).isNotNull();
          assertThat(PrivateKeys.read(key).isPrivate()).isTrue();
        });
  }

  private static void readCertificates(String pem) {
    try {
      assertThat(Certificates.read(pem, "certificate")).isNotEmpty();
    } catch (UnusableKeyException refused) {
      assertThat(refused.hint()).isNotBlank();
    }
  }

  private static Grammar<Try> tries() throws Exception {
    ECKey ec = new ECKeyGenerator(Curve.P_256).keyID("k").generate();
    var rsa = new RSAKeyGenerator(2_048).generate();
    Grammar<String> base64 =
        HostileText.mutated(
            Grammar.of(
                Base64.getMimeEncoder().encodeToString(ec.toPrivateKey().getEncoded()),
                Base64.getMimeEncoder().encodeToString(rsa.toPrivateKey().getEncoded()),
                Base64.getEncoder().encodeToString(rsa.toPublicKey().getEncoded())));
    Grammar<String> labels =
        Grammar.of("", "", "", "RSA ", "EC ", "ENCRYPTED ", "DSA ", "OPENSSH ", "X".repeat(21));
    Grammar<String> pem =
        random -> {
          String label = labels.make(random) + "PRIVATE KEY-----";
          String end = random.nextBoolean() ? "\n" : "\\n";
          return "-----BEGIN " + label + end + base64.make(random) + end + "-----END " + label;
        };
    Grammar<String> jwk =
        Grammar.of(
            ec.toJSONString(),
            rsa.toJSONString(),
            ec.toPublicJWK().toJSONString(),
            "{\"kty\":\"oct\",\"k\":\"AAAA\"}",
            "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"A\",\"d\":\"A\"}");
    Grammar<String> bits =
        Grammar.times(
            Grammar.of(10, 1_366, 5_000, 10_000),
            size ->
                "{\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"AQAB\",\"d\":\"%s\"}"
                    .formatted("_".repeat(size), "_".repeat(size)));
    Grammar<String> keys =
        Grammar.weighted(5, HostileText.mutated(pem))
            .or(4, HostileText.mutated(jwk))
            .or(1, JsonTexts.mutatedValues())
            .or(1, bits)
            .or(1, HostileText.texts());
    Grammar<String> certificates =
        HostileText.mutated(
            base64.map(
                text -> "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n"));
    return random -> new Try(keys.make(random), certificates.make(random));
  }

  private static String cut(String text) {
    return text.length() > LONGEST_PEM ? text.substring(0, LONGEST_PEM) : text;
  }
}
